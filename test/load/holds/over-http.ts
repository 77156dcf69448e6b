import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { encodeSeatId } from '../../../src/inventory';
import { encodeId } from '../../../src/platform';
import type { BenchServices } from '../support/bench-services';
import type { PostJob, PostResult } from '../support/raw-http-client';
import { CLIENTS, percentiles, type Run, SEATS_PER_RUN, SEATS_PER_SHOW, SECONDS, showOf } from './plan';

export const HTTP_CONNECTIONS = 32;

const QUERY =
  'mutation H($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename ... on HoldSeatsPayload { hold { id expiresAt total { amountMinor } } } ... on Problem { message } } }';

export function holdRequest(url: URL, token: string, showId: string, seatNos: readonly number[]): string {
  const input = {
    showId: encodeId('show', showId),
    seatIds: seatNos.map((seatNo) => encodeSeatId(showId, seatNo)),
    idempotencyKey: randomUUID(),
  };
  const body = JSON.stringify({ query: QUERY, variables: { input } });
  return `POST /graphql HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

export async function httpRun(stage: BenchServices, tokens: readonly string[], firstSeat: number): Promise<Run> {
  const url = new URL(stage.app.url);
  const perConnection = SEATS_PER_RUN / 2 / (HTTP_CONNECTIONS / CLIENTS);
  const connections = Array.from({ length: HTTP_CONNECTIONS }, (_, connection) =>
    Array.from({ length: perConnection }, (__, turn) => {
      const seatNo = firstSeat + 2 * (turn + (connection >= CLIENTS ? perConnection : 0));
      const token = tokens[Math.floor(Math.random() * tokens.length)] ?? '';
      return holdRequest(url, token, showOf(connection % CLIENTS), [seatNo, seatNo + 1]);
    }),
  );
  const { latenciesMs, seconds, words } = await postAll({
    host: url.hostname,
    port: Number(url.port),
    seconds: SECONDS,
    everyMs: null,
    connections,
  });
  if ((words.HoldSeatsPayload ?? 0) < latenciesMs.length) throw new Error(JSON.stringify(words));
  return { perSecond: latenciesMs.length / seconds, ...percentiles(latenciesMs) };
}

/** 1,000 buyers who all want two of the same 50 seats: one request each, over 128 connections. */
export async function refusalRun(stage: BenchServices, tokens: readonly string[]): Promise<Run> {
  const url = new URL(stage.app.url);
  const first = SEATS_PER_SHOW - 50;
  const connections = Array.from({ length: 128 }, (_, connection) =>
    Array.from({ length: 40 }, (__, turn) => {
      const seatNo = first + Math.floor(Math.random() * 49);
      return holdRequest(url, tokens[(connection * 8 + (turn % 8)) % 1000] ?? '', showOf(0), [seatNo, seatNo + 1]);
    }),
  );
  const { latenciesMs, seconds } = await postAll({
    host: url.hostname,
    port: Number(url.port),
    seconds: SECONDS * 2,
    everyMs: null,
    connections,
  });
  return { perSecond: latenciesMs.length / seconds, ...percentiles(latenciesMs) };
}

/** From a process of its own. */
export async function postAll(job: PostJob): Promise<PostResult> {
  const child = fork(join(__dirname, '../support/raw-http-client.js'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as PostResult)); // The child sends nothing else.
    child.once('error', reject);
    child.once('exit', (code) => code !== 0 && reject(new Error(`The client ended with ${code}`)));
    child.send(job);
  });
}
