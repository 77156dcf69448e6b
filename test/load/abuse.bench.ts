import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { encodeSeatId } from '../../src/inventory';
import { encodeId, newId } from '../../src/platform';
import { expensiveKinds } from '../support/expensive-documents';
import { type ClientsJob, type ClientsResult, NONCE } from './abuse/clients';
import { openSale } from './map/open-sale';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { makeShow } from './support/make-show';
import { atMost, type Bench, type BenchRow, spread } from './support/report';

const ATTACKERS = 10;
/** Of the attackers. */
const SOCKETS = 3;
const ROUNDS = 3;
const SECONDS = 10;
const CALM_SECONDS = 5;
const EVENTS = 100;
const SHOWS_PER_EVENT = 20;
const HELD_SHOW_SEATS = 20_000;
/** Holds of one seat each, one buyer for each. */
const HOLDS = 2000;
const SEATS_PER_BUYER = 100;

/** The sizes at which a kind of document is tried; the largest that passes is sent. */
const SIZES_TRIED = 1000;

const isRefused = ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED'];

export const abuseBench: Bench = {
  name: 'abuse',
  about: 'how long a small query and holdSeats wait while ten clients send the most expensive documents allowed',
  async run(say) {
    const stage = await openBenchServices();
    try {
      const showIds = [(await openSale(stage, 'stadium-50000')).id];
      await makeManyEvents(stage);
      const heldShow = newId();
      await makeShow(stage, heldShow, HELD_SHOW_SEATS);
      const tokens = await Promise.all(
        Array.from({ length: HOLDS / SEATS_PER_BUYER }, async () => {
          const { tokens: issuer } = stage.app.modules.accounts;
          return (await issuer.issue({ email: null, roles: ['buyer'], lifeSeconds: 86_400 })).token;
        }),
      );
      const documents = await largestOf(stage, showIds, say);
      const bodies = documents.map((query) => JSON.stringify({ query }));
      const port = Number(new URL(stage.app.url).port);
      const attackers: ClientsJob['clients'] = Array.from({ length: ATTACKERS }, (_, index) => ({
        // Each begins with another document.
        bodies: [...bodies.slice(index % bodies.length), ...bodies.slice(0, index % bodies.length)],
        transport: index < SOCKETS ? 'socket' : 'http',
        pauseMs: 0,
        ...(tokens[0] === undefined ? {} : { token: tokens[0] }),
      }));
      let nextSeat = 0;
      const bystanders = (): ClientsJob['clients'] => [
        { bodies: [JSON.stringify({ query: '{ serverTime }' })], transport: 'http', pauseMs: 20 },
        ...tokens.slice(0, 2).map((_, index) => {
          const from = nextSeat;
          nextSeat += SEATS_PER_BUYER;
          const token = tokens[(from / SEATS_PER_BUYER) % tokens.length] ?? '';
          const holds = Array.from({ length: SEATS_PER_BUYER }, (__, seat) => holdBody(heldShow, from + seat));
          return { bodies: holds, transport: 'http' as const, pauseMs: 100 + 20 * index, token };
        }),
      ];
      const measure = async (seconds: number, hostile: boolean): Promise<Measured> => {
        const attack = hostile ? runClients({ port, seconds: seconds + 2, clients: attackers }) : null;
        if (hostile) await new Promise((resolve) => setTimeout(resolve, 1000));
        const { latenciesMs, errors } = await runClients({ port, seconds, clients: bystanders() });
        if (errors > 0) throw new Error(`${errors} requests of bystanders failed`);
        const [query = [], ...holds] = latenciesMs;
        const attacked = attack === null ? null : await attack;
        return {
          query,
          holds: holds.flat(),
          attacks: attacked?.latenciesMs.flat().length ?? 0,
          bytes: attacked?.bytes ?? 0,
        };
      };
      await measure(2, false);
      const calm: Measured[] = [];
      const hostile: Measured[] = [];
      const loads: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        calm.push(await measure(CALM_SECONDS, false));
        const load = loadavg()[0] ?? Number.NaN;
        loads.push(load);
        const measured = await measure(SECONDS, true);
        hostile.push(measured);
        say(
          `round ${round + 1}, load ${load.toFixed(1)}: the query waited ${at(measured.query, 0.5).toFixed(0)} ms, 99 % ${at(measured.query, 0.99).toFixed(0)} ms; holdSeats ${at(measured.holds, 0.5).toFixed(0)} ms, 99 % ${at(measured.holds, 0.99).toFixed(0)} ms; ${measured.attacks} attacks, ${(measured.bytes / 1e6).toFixed(0)} MB`,
        );
      }
      const rows: BenchRow[] = [
        rowOf('a small query, nobody else', calm, ({ query }) => query),
        rowOf('holdSeats, nobody else', calm, ({ holds }) => holds),
        rowOf(`a small query, ${ATTACKERS} attackers`, hostile, ({ query }) => query),
        rowOf(`holdSeats, ${ATTACKERS} attackers`, hostile, ({ holds }) => holds),
      ];
      const p99 = (row: BenchRow | undefined) => row?.figures.p99Ms?.median ?? Number.NaN;
      return {
        name: 'abuse',
        rows,
        targets: [
          atMost('99 % of small queries while ten clients send the worst documents, in ms', 250, p99(rows[2])),
          atMost('99 % of holds while ten clients send the worst documents, in ms', 250, p99(rows[3])),
        ],
        curves: [],
        notes: [
          `${ATTACKERS} clients, ${SOCKETS} of them over WebSocket, send ${documents.length} kinds of documents in turn, each as large as the limits let pass, without a pause and without budgets by address (RATE_LIMITS=off). Attackers, bystanders and PostgreSQL share the machine with the API.`,
          `Medians of ${ROUNDS} rounds; the load average of the machine before them was ${loads.map((load) => load.toFixed(1)).join(', ')}. Above 1 or 2, other processes took a part of the two cores, and the times of a calm service grow as well.`,
        ],
      };
    } finally {
      await stage.stop();
    }
  },
};

interface Measured {
  readonly query: readonly number[];
  readonly holds: readonly number[];
  readonly attacks: number;
  readonly bytes: number;
}

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

const rowOf = (what: string, runs: readonly Measured[], of: (run: Measured) => readonly number[]): BenchRow => ({
  what,
  figures: {
    p50Ms: spread(runs.map((run) => at(of(run), 0.5))),
    p99Ms: spread(runs.map((run) => at(of(run), 0.99))),
    maxMs: spread(runs.map((run) => at(of(run), 1))),
  },
});

/** Of each kind, the largest document that is executed. */
async function largestOf(
  { app }: BenchServices,
  showIds: readonly string[],
  say: (line: string) => void,
): Promise<string[]> {
  const passes = async (query: string): Promise<boolean> => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: query.replaceAll(NONCE, '0') }),
    });
    const text = await response.text();
    return !isRefused.some((code) => text.includes(code));
  };
  const found: string[] = [];
  for (const { name, document } of expensiveKinds({ showIds, nonce: NONCE })) {
    let [low, high] = [0, SIZES_TRIED];
    while (high - low > 1) {
      const size = (low + high) >> 1;
      if (await passes(document(size))) low = size;
      else high = size;
    }
    if (low === 0) throw new Error(`No document of the kind "${name}" passes`);
    say(`${name}: size ${low} passes`);
    found.push(document(low));
  }
  return found;
}

async function runClients(job: ClientsJob): Promise<ClientsResult> {
  const child = fork(join(__dirname, 'abuse/clients.js'), { serialization: 'advanced' });
  child.send(job);
  const [result] = (await once(child, 'message')) as [ClientsResult]; // The child sends nothing else.
  return result;
}

function holdBody(showId: string, seatNo: number): string {
  const input = { showId: encodeId('show', showId), seatIds: [encodeSeatId(showId, seatNo)], idempotencyKey: newId() };
  const query = 'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename } }';
  return JSON.stringify({ query, variables: { input } });
}

/** Events with shows of four prices each, without seats: what lists are made of. */
async function makeManyEvents({ app }: BenchServices): Promise<void> {
  const { dataSource } = app.platform.database;
  await dataSource.query(
    `insert into event (id, name, category) select gen_random_uuid(), 'Tour ' || i, 'Concert' from generate_series(1, $1::int) i`,
    [EVENTS],
  );
  await dataSource.query(
    `insert into show (id, event_id, venue_id, starts_at, doors_at, sales_open_at, sales_close_at, currency,
                       seats_per_buyer_max, hold_seconds)
     select gen_random_uuid(), e.id, (select id from venue limit 1), day, day, now() - interval '1 day', day, 'EUR', 8, 600
       from event e, generate_series(1, $1::int) n, lateral (select now() + (30 + n) * interval '1 day' as day)
      where e.name like 'Tour %'`,
    [SHOWS_PER_EVENT],
  );
  await dataSource.query(
    `insert into show_price_tier (show_id, zone, name, amount_minor)
     select s.id, 'Zone ' || k, 'Zone ' || k, 1000 * k from show s, generate_series(1, 4) k
      where s.seat_map_version is null`,
  );
  await dataSource.query('analyze');
}
