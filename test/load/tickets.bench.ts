import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeId, statement } from '../../src/platform';
import { signTicketCode, type Ticket } from '../../src/tickets';
import { scanTicketOnce } from '../../src/tickets/door/scans.sql';
import { ticketColumns } from '../../src/tickets/ledger/tickets.sql';
import { percentiles } from './holds/plan';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { makeShow } from './support/make-show';
import { inlined, runPgbench } from './support/pgbench';
import { atLeast, atMost, type Bench, type BenchRow, spread } from './support/report';

const SHOW = '00000000-0000-7000-8000-00000000d008';
const SEATS = 80_000;
const SOLD = 50_000;
const REVOKED = 5_000;
const CLIENTS = 16;
const ROUNDS = 3;
const SECONDS = 3;
const SCANS_PER_SECOND = 40;
const PACED_SECONDS = 20;
/** Each run has seats of its own, so that every scan lets a visitor in. */
const SEATS_PER_CLIENT = 500;

const readSold = statement(
  'bench_sold_tickets',
  `select ${ticketColumns}
     from ticket t join ticket_order o on o.show_id = t.show_id and o.id = t.order_id
    where t.show_id = $1 and t.ended_at is null order by t.seat_no`,
);
const revoke = statement(
  'bench_revoke',
  `with ended as (
     update ticket set ended_at = now(), end_reason = 'reissued', version = version + 1
      where show_id = $1 and seat_no < $2 and ended_at is null
     returning show_id, seat_no, generation, order_id
   )
   select show_id, seat_no, generation, order_id from ended`,
);
const issueNext = statement(
  'bench_issue_next',
  `insert into ticket (show_id, seat_no, generation, order_id)
   select show_id, seat_no, generation + 1, order_id from ticket where show_id = $1 and seat_no < $2`,
);
const openDoors = statement('bench_open_doors', `update show set doors_at = now() - interval '1 hour' where id = $1`);

export const ticketsBench: Bench = {
  name: 'tickets',
  about: 'codes of a sold stadium, scans beside pgbench with the same statement, and what a gate without network reads',
  async run(say) {
    const stage = await openBenchServices({ DATABASE_POOL_MAX: String(CLIENTS) });
    const dir = await mkdtemp(join(tmpdir(), 'frontrow-pgbench-'));
    try {
      say('Selling a stadium …');
      const sellSeconds = await sell(stage);
      const organizer = await organizerOf(stage);
      const bundleBytes = await readBundleBytes(stage, organizer);
      const tickets = await stage.app.platform.database.run<Ticket>(readSold, [SHOW]);
      const codes = await signAll(stage, tickets);
      say(`${tickets.length} codes in ${codes.seconds.toFixed(2)} s`);
      const pgbench: { perSecond: number; p50Ms: number; p99Ms: number }[] = [];
      const verb: { perSecond: number; p50Ms: number; p99Ms: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const first = (2 * round + 1) * CLIENTS * SEATS_PER_CLIENT;
        pgbench.push(await pgbenchScans(stage, dir, first - CLIENTS * SEATS_PER_CLIENT));
        verb.push(await scans(stage, tickets, codes.all, first));
        say(
          `round ${round + 1}: pgbench ${Math.round(pgbench.at(-1)?.perSecond ?? 0)} a second, scanTicket ${Math.round(verb.at(-1)?.perSecond ?? 0)}`,
        );
      }
      const paced = await pacedScans(stage, organizer, codes.all.slice(-SCANS_PER_SECOND * PACED_SECONDS - 1, -1));
      const ratio = spread(verb.map(({ perSecond }, round) => perSecond / (pgbench[round]?.perSecond ?? Number.NaN)));
      const figures = (runs: typeof verb) => ({
        perSecond: spread(runs.map(({ perSecond }) => perSecond)),
        p50Ms: spread(runs.map(({ p50Ms }) => p50Ms)),
        p99Ms: spread(runs.map(({ p99Ms }) => p99Ms)),
      });
      const one = (value: number) => spread([value]);
      const rows: BenchRow[] = [
        { what: 'complimentary seats sold, each with a ticket', size: SOLD, figures: { seconds: one(sellSeconds) } },
        {
          what: 'all codes of a sold stadium, one process',
          size: tickets.length,
          figures: { seconds: one(codes.seconds) },
        },
        { what: 'pgbench, the statement of a scan', figures: figures(pgbench) },
        { what: 'scanTicket called in process', figures: { ...figures(verb), ofPgbench: ratio } },
        {
          what: `scanTicket over HTTP, ${SCANS_PER_SECOND} a second`,
          figures: { p50Ms: one(paced.p50Ms), p99Ms: one(paced.p99Ms) },
        },
        { what: 'doorBundle over HTTP', size: SEATS, figures: { bytes: one(bundleBytes) } },
      ];
      return {
        name: 'tickets',
        rows,
        targets: [
          atMost(`${SOLD} codes by one process, in s`, 10, codes.seconds),
          atLeast('scanTicket in process, of pgbench with the same statement', 0.5, ratio.median),
          atMost(`99 % of scans at ${SCANS_PER_SECOND} a second over HTTP, in ms`, 50, paced.p99Ms),
          atMost(`doorBundle of ${SEATS} seats with ${REVOKED} revoked, in bytes`, 200_000, bundleBytes),
        ],
        curves: [],
        notes: [
          `${CLIENTS} clients, fsync and synchronous commit on. scanTicket also verifies the signature of the code and publishes the event; pgbench looks the ticket up by its seat, as its script cannot know the ids.`,
        ],
      };
    } finally {
      await stage.stop();
      await rm(dir, { recursive: true, force: true });
    }
  },
};

interface Caller {
  readonly id: string;
  readonly token: string;
}

/** Returns how long it took to sell the seats. */
async function sell(stage: BenchServices): Promise<number> {
  const { database } = stage.app.platform;
  await makeShow(stage, SHOW, SEATS);
  const began = performance.now();
  for (let from = 0; from < SOLD; from += 2000) {
    const parties = Array.from({ length: 500 }, (_, party) =>
      Array.from({ length: 4 }, (__, seat) => from + party * 4 + seat),
    );
    await stage.app.modules.checkout.issueComplimentary(
      { showId: SHOW, currency: 'EUR', parties },
      { role: 'operator' },
    );
  }
  const seconds = (performance.now() - began) / 1000;
  await database.transaction(async (transaction) => {
    await transaction.run(revoke, [SHOW, REVOKED]);
    await transaction.run(issueNext, [SHOW, REVOKED]);
  });
  await database.run(openDoors, [SHOW]);
  await database.dataSource.query('vacuum analyze ticket');
  return seconds;
}

async function organizerOf({ app }: BenchServices): Promise<Caller> {
  const given = { email: null, roles: ['admin'] as const, lifeSeconds: 86_400 };
  const { token, caller } = await app.modules.accounts.tokens.issue(given);
  return { token, id: caller.id };
}

async function signAll({ app }: BenchServices, tickets: readonly Ticket[]) {
  const key = await app.modules.tickets.keys.signing();
  const expiresAt = new Date(Date.now() + 90 * 86_400_000);
  const began = performance.now();
  const all = tickets.map((ticket) => signTicketCode(key, { ...ticket, expiresAt }));
  return { all, seconds: (performance.now() - began) / 1000 };
}

async function pgbenchScans(stage: BenchServices, dir: string, firstSeat: number) {
  const script = join(dir, 'scan.sql');
  const seat = ':seat::int';
  const values: Readonly<Record<string, string>> = {
    1: `'${SHOW}'`,
    2: `select id from ticket where show_id = '${SHOW}'::uuid and seat_no = ${seat} and ended_at is null`,
    3: seat,
    4: `select generation from ticket where show_id = '${SHOW}'::uuid and seat_no = ${seat} and ended_at is null`,
    5: `'pgbench'`,
    6: '(:seat::int)::text',
    7: `'North'`,
    8: `'I'`,
    9: 'now()',
    10: '3600',
    11: 'null',
    12: 'null',
  };
  await writeFile(
    script,
    `\\set turn :turn + 1\n\\set seat :first + :client_id * :per + :turn\n${inlined(scanTicketOnce.text, values)};\n`,
  );
  const job = {
    ...{ databaseUrl: stage.config.DATABASE_URL, script, clients: CLIENTS, seconds: SECONDS },
    variables: { first: firstSeat, turn: -1, per: SEATS_PER_CLIENT },
  };
  const { perSecond, latenciesMs, done } = await runPgbench(dir, job);
  if (done > CLIENTS * SEATS_PER_CLIENT) throw new Error('pgbench ran out of seats');
  return { perSecond, ...percentiles(latenciesMs) };
}

async function scans({ app }: BenchServices, tickets: readonly Ticket[], codes: readonly string[], firstSeat: number) {
  const latenciesMs: number[] = [];
  const endsAt = performance.now() + SECONDS * 1000;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      for (let turn = 0; turn < SEATS_PER_CLIENT && performance.now() < endsAt; turn += 1) {
        const seatNo = firstSeat + client * SEATS_PER_CLIENT + turn;
        const startedAt = performance.now();
        const outcome = await app.modules.tickets.scan(
          { showId: SHOW, pairedDeviceId: null },
          {
            ...{ code: codes[seatNo] ?? '', gateId: 'North', deviceId: `device ${client}`, nonce: randomUUID() },
            ...{ scannedAt: new Date(), direction: 'IN' },
          },
        );
        if (outcome.kind !== 'ScanAccepted') throw new Error(`${outcome.kind} of seat ${tickets[seatNo]?.seatNo}`);
        latenciesMs.push(performance.now() - startedAt);
      }
    }),
  );
  return { perSecond: latenciesMs.length / ((performance.now() - began) / 1000), ...percentiles(latenciesMs) };
}

const SCAN = `mutation ($input: ScanTicketInput!) { scanTicket(input: $input) {
  __typename ... on ScanAccepted { ticket { seat { label } holderName entrance needs } } ... on Problem { message } } }`;

async function pacedScans({ app }: BenchServices, { token }: Caller, codes: readonly string[]) {
  const began = performance.now();
  const latenciesMs = await Promise.all(
    codes.map(async (code, index) => {
      await delay(began + (index * 1000) / SCANS_PER_SECOND - performance.now());
      const startedAt = performance.now();
      const input = {
        ...{ showId: encodeId('show', SHOW), code, gateId: 'South', deviceId: 'paced', nonce: randomUUID() },
        scannedAt: new Date().toISOString(),
      };
      const text = await post(app.url, token, { query: SCAN, variables: { input } });
      if (!text.includes('"ScanAccepted"')) throw new Error(text);
      return performance.now() - startedAt;
    }),
  );
  return percentiles(latenciesMs);
}

const BUNDLE = `query ($showId: ID!) { doorBundle(showId: $showId) { revision serverTime showCode keys { kid x } isCancelled
  revokedSeats revokedGenerations inside ticketCount insideCount seatMapVersion seatNos show { id allowsReentry } } }`;

async function readBundleBytes({ app }: BenchServices, { token }: Caller): Promise<number> {
  await app.platform.database.run(
    statement(
      'bench_all_inside',
      `update ticket set is_inside = true, was_inside = true, version = version + 1
        where show_id = $1 and ended_at is null and seat_no >= ${SOLD} - 1`,
    ),
    [SHOW],
  );
  const text = await post(app.url, token, { query: BUNDLE, variables: { showId: encodeId('show', SHOW) } });
  const { doorBundle } = JSON.parse(text).data;
  if (doorBundle.revokedSeats.length !== REVOKED) throw new Error(text.slice(0, 500));
  return Buffer.byteLength(text);
}

async function post(url: string, token: string, body: object): Promise<string> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return answer.text();
}
