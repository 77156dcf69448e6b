import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { encodeSeatId } from '../../../src/inventory';
import { encodeId } from '../../../src/platform';
import type { MeasuredService } from '../processes/service';
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

/** The same claim of the server of `redis-lock-server.ts`, which believes whoever says who they are. */
function reservationRequest(port: number, buyerId: string, showId: string, seatNos: readonly number[]): string {
  const body = JSON.stringify({ showId, buyerId, seatNos });
  return `POST /reservations HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** Of a service in a process of its own, as it is deployed. */
export async function httpRun(service: MeasuredService, tokens: readonly string[], firstSeat: number): Promise<Run> {
  const url = new URL(service.url);
  const token = () => tokens[Math.floor(Math.random() * tokens.length)] ?? '';
  return pairsRun(
    { port: Number(url.port), word: 'HoldSeatsPayload', cpuMs: async () => service.cpuMs() },
    (showId, seatNos) => holdRequest(url, token(), showId, seatNos),
    firstSeat,
  );
}

/** The same number of connections and pairs, of the server of `redis-lock-server.ts`. */
export function redisHttpRun(
  { port, cpuMs }: Pick<PairsServer, 'port' | 'cpuMs'>,
  buyers: readonly string[],
  firstSeat: number,
): Promise<Run> {
  const buyer = () => buyers[Math.floor(Math.random() * buyers.length)] ?? '';
  return pairsRun(
    { port, word: 'Reservation', cpuMs },
    (showId, seatNos) => reservationRequest(port, buyer(), showId, seatNos),
    firstSeat,
  );
}

interface PairsServer {
  readonly port: number;
  /** The type's name in each answer that holds. */
  readonly word: string;
  cpuMs(): Promise<number>;
}

async function pairsRun(
  { port, word, cpuMs }: PairsServer,
  requestOf: (showId: string, seatNos: readonly number[]) => string,
  firstSeat: number,
): Promise<Run> {
  const perConnection = SEATS_PER_RUN / 2 / (HTTP_CONNECTIONS / CLIENTS);
  const connections = Array.from({ length: HTTP_CONNECTIONS }, (_, connection) =>
    Array.from({ length: perConnection }, (__, turn) => {
      const seatNo = firstSeat + 2 * (turn + (connection >= CLIENTS ? perConnection : 0));
      return requestOf(showOf(connection % CLIENTS), [seatNo, seatNo + 1]);
    }),
  );
  const before = await cpuMs();
  const job = { host: '127.0.0.1', port, seconds: SECONDS, everyMs: null, connections };
  const { latenciesMs, seconds, words } = await postAll(job);
  const holds = latenciesMs.length;
  if ((words[word] ?? 0) < holds) throw new Error(JSON.stringify(words));
  const cpuUs = (((await cpuMs()) - before) * 1000) / holds;
  return { perSecond: holds / seconds, ...percentiles(latenciesMs), cpuUs };
}

/** 1,000 buyers who all want two of the same 50 seats: one request each, over 128 connections. */
export async function refusalRun(service: MeasuredService, tokens: readonly string[]): Promise<Run> {
  const url = new URL(service.url);
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
