import { execFile, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeSeatId } from '../../src/inventory';
import { claimSeats } from '../../src/inventory/seat-ledger.sql';
import { encodeId, newId, statement } from '../../src/platform';
import { plainSeatMap } from '../support/plain-seat-map';
import type { PostJob, PostResult } from './support/raw-http-client';
import { atLeast, type Bench, type BenchRow, spread } from './support/report';
import { openStage, type Stage } from './support/stage';

const CLIENTS = 16;
const HTTP_CONNECTIONS = 32;
const SECONDS = 5;
const ROUNDS = 3;
const WAYS = ['separate', 'single', 'verb', 'http'] as const;
type Way = (typeof WAYS)[number];
/** Each run of each way has seats of its own, so that every claim finds its seats free. */
const SEATS_PER_RUN = 3_000;
const SEATS_PER_SHOW = SEATS_PER_RUN * ROUNDS * WAYS.length;
const BUYERS = 4_000;

interface Run {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** One show for each client, with ids that pgbench can work out. */
const showOf = (client: number): string => `00000000-0000-7000-8000-${client.toString(16).padStart(12, '0')}`;
const firstSeatOf = (way: Way, round: number): number => (round * WAYS.length + WAYS.indexOf(way)) * SEATS_PER_RUN;

export const holdsBench: Bench = {
  name: 'holds',
  about: 'two seats of a large show: pgbench with the same SQL, the verb in process, the whole path over HTTP',
  async run(say) {
    const stage = await openStage({ DATABASE_POOL_MAX: String(CLIENTS) });
    const dir = await mkdtemp(join(tmpdir(), 'frontrow-pgbench-'));
    try {
      say('Making the shows …');
      await makeShows(stage);
      const runs: Record<Way, Run[]> = { separate: [], single: [], verb: [], http: [] };
      const tokens = await Promise.all(
        Array.from({ length: BUYERS }, async () => {
          const { token, caller } = await stage.app.rooms.accounts.tokens.issue({
            email: null,
            roles: ['buyer'],
            lifeSeconds: 86_400,
          });
          return { token, id: caller.id };
        }),
      );
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const way of WAYS) {
          const first = firstSeatOf(way, round);
          await stage.app.platform.database.dataSource.query('checkpoint');
          const run =
            way === 'verb'
              ? await verbRun(
                  stage,
                  tokens.map(({ id }) => id),
                  first,
                )
              : way === 'http'
                ? await httpRun(
                    stage,
                    tokens.map(({ token }) => token),
                    first,
                  )
                : await pgbenchRun(stage, dir, way, first);
          runs[way].push(run);
          say(
            `round ${round + 1}, ${way}: ${Math.round(run.perSecond)} a second, p50 ${run.p50Ms.toFixed(2)} ms, p99 ${run.p99Ms.toFixed(2)} ms`,
          );
        }
      }
      const rush = await refusalRun(
        stage,
        tokens.map(({ token }) => token),
      );
      say(`1,000 buyers on 50 seats: ${Math.round(rush.perSecond)} answers a second`);
      // Ratios within a round: the machine is shared, and rounds differ more than ways.
      const ratio = (way: Way, to: Way) =>
        spread(runs[way].map((run, round) => run.perSecond / (runs[to][round]?.perSecond ?? Number.NaN)));
      const rows: BenchRow[] = WAYS.map((way) => ({
        what: names[way],
        figures: {
          perSecond: spread(runs[way].map(({ perSecond }) => perSecond)),
          p50Ms: spread(runs[way].map(({ p50Ms }) => p50Ms)),
          p99Ms: spread(runs[way].map(({ p99Ms }) => p99Ms)),
          ofSingle: ratio(way, 'single'),
          ofSeparate: ratio(way, 'separate'),
        },
      }));
      rows.push({
        what: 'over HTTP, 1,000 buyers on 50 seats (nearly all refused)',
        figures: { perSecond: spread([rush.perSecond]), p50Ms: spread([rush.p50Ms]), p99Ms: spread([rush.p99Ms]) },
      });
      return {
        name: 'holds',
        rows,
        targets: [
          atLeast('the verb in process, of pgbench with one statement', 0.6, ratio('verb', 'single').median),
          atLeast('the whole path over HTTP, of pgbench with one statement', 0.3, ratio('http', 'single').median),
          atLeast(
            'the whole path over HTTP, of pgbench with separate statements',
            0.45,
            ratio('http', 'separate').median,
          ),
        ],
        notes: [
          `${CLIENTS} clients (${HTTP_CONNECTIONS} connections over HTTP), two seats a hold, fsync and synchronous commit on; the client of the HTTP runs shares the machine.`,
        ],
      };
    } finally {
      await stage.stop();
      await rm(dir, { recursive: true, force: true });
    }
  },
};

const names: Readonly<Record<Way, string>> = {
  separate: 'pgbench, the same work as separate statements',
  single: 'pgbench, the statement of the claim',
  verb: 'holdSeats called in process, news published',
  http: 'holdSeats over HTTP, news published',
};

async function makeShows({ app }: Stage): Promise<void> {
  const { seating, inventory } = app.rooms;
  const { database, clock } = app.platform;
  const published = await seating.publishSeatMap(plainSeatMap(SEATS_PER_SHOW / 100, 100));
  if (published.kind !== 'SeatMapPublished') throw new Error(JSON.stringify(published));
  const [venueId, eventId] = [newId(), newId()];
  await database.run(
    statement(
      'bench_venue',
      `insert into venue (id, name, city, country_code, time_zone, capacity) values ($1, 'Bench', 'Bench', 'NL', 'Europe/Amsterdam', 1000000)`,
    ),
    [venueId],
  );
  await database.run(statement('bench_event', `insert into event (id, name, category) values ($1, 'Bench', 'Bench')`), [
    eventId,
  ]);
  for (let client = 0; client < CLIENTS; client += 1) {
    await database.run(
      statement(
        'bench_show',
        `insert into show (id, event_id, venue_id, seat_map_version, starts_at, doors_at, sales_open_at, sales_close_at, currency, seats_per_buyer_max, hold_seconds)
         values ($1, $2, $3, $4, $5::timestamptz + interval '90 days', $5::timestamptz + interval '90 days', $5::timestamptz - interval '1 hour', $5::timestamptz + interval '90 days', 'EUR', 100, 3600)`,
      ),
      [showOf(client), eventId, venueId, published.version, clock.now()],
    );
    await database.run(
      statement(
        'bench_tier',
        `insert into show_price_tier (show_id, zone, name, amount_minor) values ($1, 'Standard', 'Standard', 4250)`,
      ),
      [showOf(client)],
    );
    await inventory.stockShow(showOf(client));
  }
  await database.dataSource.query('vacuum analyze show_seat');
}

/** What the script of pgbench needs as values, spelled with its variables. */
const pgbenchValues = {
  show: `('00000000-0000-7000-8000-' || lpad(to_hex(:client_id::bigint), 12, '0'))::uuid`,
  seats: 'array[:seat::int, :seat::int + 1]',
  buyer: `('10000000-0000-7000-8000-' || lpad(to_hex(:buyer::bigint), 12, '0'))::uuid`,
  hold: `('20000000-0000-7000-8000-' || lpad(to_hex(:hold::bigint), 12, '0'))::uuid`,
};

function singleScript(termsVersion: number): string {
  const { show, seats, buyer, hold } = pgbenchValues;
  const values: Readonly<Record<string, string>> = {
    1: show,
    2: seats,
    3: buyer,
    4: `(:hold::bigint)::text`,
    5: hold,
    6: 'now()',
    7: `now() + interval '1 hour'`,
    8: `now() + interval '3 hours'`,
    9: '100',
    10: 'array[4250, 4250]::int[]',
    11: '8500',
    12: `'EUR'`,
    13: String(termsVersion),
    14: ':hold::bigint',
  };
  // Whole numbers first, or $1 would be found in $14.
  const text = claimSeats.text.replace(/\$(\d+)/g, (_found, number: string) => `(${values[number]})`);
  return `${counters}${text.replaceAll('\n', ' ')};\n`;
}

const counters = `\\set seat :first + 2 * :turn
\\set turn :turn + 1
\\set buyer random(1, ${BUYERS})
\\set hold random(1, 140000000000000)
`;

/** The same work as an application without the one statement would do it. */
function separateScript(): string {
  const { show, seats, buyer, hold } = pgbenchValues;
  return `${counters}begin;
select terms_version from show where id = ${show};
select seat_no, version from show_seat where show_id = ${show} and seat_no = any(${seats}) and (status = 'A' or (status = 'H' and hold_expires_at <= now())) order by seat_no for update nowait;
insert into buyer_allowance as mine (show_id, buyer_id, hold_ids, seat_counts, count_until) values (${show}, ${buyer}, array[${hold}], array[2], array[now() + interval '1 hour']) on conflict (show_id, buyer_id) do update set hold_ids = mine.hold_ids || excluded.hold_ids, seat_counts = mine.seat_counts || excluded.seat_counts, count_until = mine.count_until || excluded.count_until;
update show_seat set status = 'H', version = version + 1, hold_id = ${hold}, hold_expires_at = now() + interval '1 hour' where show_id = ${show} and seat_no = any(${seats});
insert into seat_hold (id, show_id, buyer_id, idempotency_key, seat_nos, prices_minor, total_minor, currency, created_at, expires_at, expires_at_max) values (${hold}, ${show}, ${buyer}, (:hold::bigint)::text, ${seats}, array[4250, 4250], 8500, 'EUR', now(), now() + interval '1 hour', now() + interval '3 hours');
insert into outbox (topic, key, body) values ('seats', ${show}::text, jsonb_build_array(jsonb_build_array(:seat::int, 'H', 1), jsonb_build_array(:seat::int + 1, 'H', 1)));
commit;
`;
}

async function pgbenchRun(stage: Stage, dir: string, way: 'separate' | 'single', firstSeat: number): Promise<Run> {
  const script = join(dir, `${way}.sql`);
  const terms = await stage.app.rooms.catalog.refreshSaleTerms(showOf(0));
  await writeFile(script, way === 'single' ? singleScript(terms?.termsVersion ?? 0) : separateScript());
  const prefix = join(dir, randomUUID());
  const { stdout } = await promisify(execFile)(
    'pgbench',
    [
      '-n',
      '-M',
      'prepared',
      '-c',
      String(CLIENTS),
      '-j',
      '2',
      '-T',
      String(SECONDS),
      '-D',
      `first=${firstSeat}`,
      '-D',
      'turn=0',
      '-f',
      script,
      '-l',
      `--log-prefix=${prefix}`,
      stage.config.DATABASE_URL,
    ],
    { cwd: dir, env: { ...process.env, PGOPTIONS: '-c plan_cache_mode=force_generic_plan -c timezone=UTC' } },
  );
  const [, perSecond = 'NaN'] = /tps = ([\d.]+)/.exec(stdout) ?? [];
  const logs = await latencies(dir, prefix);
  const counted = await heldCount(stage, firstSeat);
  const done = Number(/transactions actually processed: (\d+)/.exec(stdout)?.[1] ?? 0);
  // A claim that was refused would be cheaper than one that holds.
  if (counted < done * 0.99) throw new Error(`pgbench held ${counted} times in ${done} transactions`);
  return { perSecond: Number(perSecond), ...percentiles(logs) };
}

async function heldCount({ app }: Stage, firstSeat: number): Promise<number> {
  const [row] = await app.platform.database.run<{ count: number }>(
    statement(
      'bench_held',
      `select count(*)::int as count from seat_hold where seat_nos[1] >= $1 and seat_nos[1] < $1 + ${SEATS_PER_RUN}`,
    ),
    [firstSeat],
  );
  return row?.count ?? 0;
}

/** pgbench's log has one line for each transaction; the third word is its time in microseconds. */
async function latencies(dir: string, prefix: string): Promise<number[]> {
  const files = (await readdir(dir)).filter((name) => join(dir, name).startsWith(prefix));
  const texts = await Promise.all(files.map((name) => readFile(join(dir, name), 'utf8')));
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => Number(line.split(' ')[2]) / 1000),
  );
}

function percentiles(latenciesMs: readonly number[]): { p50Ms: number; p99Ms: number } {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  return {
    p50Ms: sorted[sorted.length >> 1] ?? Number.NaN,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
  };
}

async function verbRun({ app }: Stage, buyers: readonly string[], firstSeat: number): Promise<Run> {
  const { inventory } = app.rooms;
  const latenciesMs: number[] = [];
  const began = performance.now();
  const endsAt = began + SECONDS * 1000;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      const showId = showOf(client);
      for (let seatNo = firstSeat; seatNo < firstSeat + SEATS_PER_RUN && performance.now() < endsAt; seatNo += 2) {
        const startedAt = performance.now();
        const outcome = await inventory.holdSeats({
          showId,
          buyerId: buyers[Math.floor(Math.random() * buyers.length)] ?? '',
          seatIds: [encodeSeatId(showId, seatNo), encodeSeatId(showId, seatNo + 1)],
          idempotencyKey: randomUUID(),
        });
        if (outcome.kind !== 'HoldSeatsPayload') throw new Error(outcome.kind);
        latenciesMs.push(performance.now() - startedAt);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  return { perSecond: latenciesMs.length / seconds, ...percentiles(latenciesMs) };
}

const QUERY =
  'mutation H($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename ... on HoldSeatsPayload { hold { id expiresAt total { amountMinor } } } ... on Problem { message } } }';

function request(url: URL, token: string, showId: string, seatNos: readonly number[]): string {
  const input = {
    showId: encodeId('show', showId),
    seatIds: seatNos.map((seatNo) => encodeSeatId(showId, seatNo)),
    idempotencyKey: randomUUID(),
  };
  const body = JSON.stringify({ query: QUERY, variables: { input } });
  return `POST /graphql HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

async function httpRun(stage: Stage, tokens: readonly string[], firstSeat: number): Promise<Run> {
  const url = new URL(stage.app.url);
  const perConnection = SEATS_PER_RUN / 2 / (HTTP_CONNECTIONS / CLIENTS);
  const connections = Array.from({ length: HTTP_CONNECTIONS }, (_, connection) =>
    Array.from({ length: perConnection }, (__, turn) => {
      const seatNo = firstSeat + 2 * (turn + (connection >= CLIENTS ? perConnection : 0));
      const token = tokens[Math.floor(Math.random() * tokens.length)] ?? '';
      return request(url, token, showOf(connection % CLIENTS), [seatNo, seatNo + 1]);
    }),
  );
  const { latenciesMs, seconds, words } = await postAll({
    host: url.hostname,
    port: Number(url.port),
    seconds: SECONDS,
    connections,
  });
  if ((words.HoldSeatsPayload ?? 0) < latenciesMs.length) throw new Error(JSON.stringify(words));
  return { perSecond: latenciesMs.length / seconds, ...percentiles(latenciesMs) };
}

/** 1,000 buyers who all want two of the same 50 seats: one request each, over 128 connections. */
async function refusalRun(stage: Stage, tokens: readonly string[]): Promise<Run> {
  const url = new URL(stage.app.url);
  const first = SEATS_PER_SHOW - 50;
  const connections = Array.from({ length: 128 }, (_, connection) =>
    Array.from({ length: 40 }, (__, turn) => {
      const seatNo = first + Math.floor(Math.random() * 49);
      return request(url, tokens[(connection * 8 + (turn % 8)) % 1000] ?? '', showOf(0), [seatNo, seatNo + 1]);
    }),
  );
  const { latenciesMs, seconds } = await postAll({
    host: url.hostname,
    port: Number(url.port),
    seconds: SECONDS * 2,
    connections,
  });
  return { perSecond: latenciesMs.length / seconds, ...percentiles(latenciesMs) };
}

async function postAll(job: PostJob): Promise<PostResult> {
  const child = fork(join(__dirname, 'support/raw-http-client.js'), {
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
