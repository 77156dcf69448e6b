import { newId } from '../../../src/platform';
import { holdRequest, postAll } from '../holds/over-http';
import type { BenchServices } from '../support/bench-services';
import { makeShow } from '../support/make-show';
import type { MeasuredService } from './service';

const SHOWS = 16;
const BUYERS = 1000;
const HOLDS_SECONDS_MAX = 120;

/** Shows of which each connection holds the seats in pairs: every run does the same work. */
export interface Sale {
  readonly shows: readonly string[];
  readonly tokens: readonly string[];
  readonly connections: number;
  readonly pairsMax: number;
}

/** New shows, with every pair of seats that so many connections will hold. */
export async function openSale(
  stage: BenchServices,
  tokens: readonly string[],
  { connections, pairsMax }: Pick<Sale, 'connections' | 'pairsMax'>,
): Promise<Sale> {
  const shows = Array.from({ length: SHOWS }, newId);
  for (const showId of shows) await makeShow(stage, showId, (2 * pairsMax * connections) / SHOWS);
  return { shows, tokens, connections, pairsMax };
}

export function tokensOf({ app }: BenchServices): Promise<string[]> {
  const { tokens } = app.modules.accounts;
  return Promise.all(
    Array.from({ length: BUYERS }, async () => {
      return (await tokens.issue({ email: null, roles: ['buyer'], lifeSeconds: 86_400 })).token;
    }),
  );
}

/** Each connection holds its pairs from one number to another. */
export async function holdPairs(
  { shows, tokens, connections: count, pairsMax }: Sale,
  service: MeasuredService,
  from: number,
  to: number,
): Promise<{ readonly operations: number; readonly seconds: number }> {
  const url = new URL(service.url);
  const connections = Array.from({ length: count }, (_, connection) =>
    Array.from({ length: to - from }, (__, turn) => {
      const pair = from + turn + Math.floor(connection / SHOWS) * pairsMax;
      const token = tokens[Math.floor(Math.random() * tokens.length)] ?? '';
      return holdRequest(url, token, shows[connection % SHOWS] ?? '', [2 * pair, 2 * pair + 1]);
    }),
  );
  const { latenciesMs, words, seconds } = await postAll({
    ...{ host: url.hostname, port: Number(url.port), connections },
    ...{ seconds: HOLDS_SECONDS_MAX, everyMs: null },
  });
  if ((words.HoldSeatsPayload ?? 0) < latenciesMs.length) throw new Error(JSON.stringify(words));
  return { operations: latenciesMs.length, seconds };
}
