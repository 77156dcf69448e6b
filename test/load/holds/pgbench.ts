import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimSeats, claimSeatsOfMany } from '../../../src/inventory/holds/claims.sql';
import { statement } from '../../../src/platform';
import type { BenchServices } from '../support/bench-services';
import { inlined, runPgbench } from '../support/pgbench';
import { BUYERS, CLIENTS, percentiles, type Run, SEATS_PER_RUN, SECONDS, showOf } from './plan';

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
    15: 'null',
    16: 'null',
  };
  return `${counters}${inlined(claimSeats.text, values)};\n`;
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
insert into outbox (show_id, topic, key, body) values (${show}, 'seats', ${show}::text, jsonb_build_array(jsonb_build_array(:seat::int, 'H', 1), jsonb_build_array(:seat::int + 1, 'H', 1)));
commit;
`;
}

/** Claims of one call, spread over the shows of a client. */
const CLAIMS_PER_CALL = 32;
const GATHERING_CLIENTS = 2;
const SHOWS_PER_CLIENT = CLIENTS / GATHERING_CLIENTS;
const PAIRS_PER_CALL = CLAIMS_PER_CALL / SHOWS_PER_CLIENT;

/** The statement of many claims, with its lists made by the database. */
function gatheredScript(termsVersion: number): string {
  const uuid = (group: string, number: string) =>
    `('${group}-0000-7000-8000-' || lpad(to_hex((${number})::bigint), 12, '0'))::uuid`;
  const each = (value: string) => `(select array_agg(${value} order by i) from claims)`;
  const eachSeat = (value: string) =>
    `(select array_agg(${value} order by i, beside) from claims, generate_series(0, 1) as beside)`;
  const lists: Readonly<Record<string, string>> = {
    1: each('show_id'),
    2: each('buyer_id'),
    3: each('number::text'),
    4: each('hold_id'),
    5: each(`now() + interval '1 hour'`),
    6: each(`now() + interval '3 hours'`),
    7: each('100'),
    8: each('8500::bigint'),
    9: each(`'EUR'::text`),
    10: each(String(termsVersion)),
    11: each('number'),
    12: eachSeat('i + 1'),
    13: eachSeat('seat_no + beside'),
    14: eachSeat('4250::bigint'),
    15: 'now()',
    16: each('null::text'),
    17: each('null::text'),
    18: each('2 * i + 1'),
    19: each('2'),
  };
  const columns = Object.entries(lists).map(([number, value]) => `${value} as p${number}`);
  const values = Object.fromEntries(Object.keys(lists).map((number) => [number, `select p${number} from lists`]));
  const withLists = claimSeatsOfMany.text.replace(
    /^with /,
    `with claims as materialized (
       select i, ${uuid('00000000', `:client_id * ${SHOWS_PER_CLIENT} + i % ${SHOWS_PER_CLIENT}`)} as show_id,
              ${uuid('10000000', ':buyer + i')} as buyer_id, ${uuid('20000000', ':hold::bigint + i')} as hold_id,
              :hold::bigint + i as number, (:seat + 2 * (i / ${SHOWS_PER_CLIENT}))::integer as seat_no
         from generate_series(0, ${CLAIMS_PER_CALL - 1}) as i
     ), lists as materialized (select ${columns.join(', ')}), `,
  );
  return `\\set seat :first + ${2 * PAIRS_PER_CALL} * :turn
\\set turn :turn + 1
\\set buyer random(1, ${BUYERS - CLAIMS_PER_CALL})
\\set hold random(1, 140000000000000)
${inlined(withLists, values)};
`;
}

const scripts = {
  separate: separateScript,
  single: singleScript,
  gathered: gatheredScript,
} as const;

/** The same claims by pgbench: what PostgreSQL gives to a client that does nothing else. */
export async function pgbenchRun(
  stage: BenchServices,
  dir: string,
  way: keyof typeof scripts,
  firstSeat: number,
): Promise<Run> {
  const script = join(dir, `${way}.sql`);
  const terms = await stage.app.modules.catalog.refreshSaleTerms(showOf(0));
  await writeFile(script, scripts[way](terms?.termsVersion ?? 0));
  const isGathered = way === 'gathered';
  const job = {
    ...{ databaseUrl: stage.config.DATABASE_URL, script, clients: CLIENTS, seconds: SECONDS },
    variables: { first: firstSeat, turn: 0 },
    // All seats of the run: in the whole time it would need more of them.
    ...(isGathered && { clients: GATHERING_CLIENTS, transactions: Math.floor(SEATS_PER_RUN / 2 / PAIRS_PER_CALL) }),
  };
  const { perSecond, latenciesMs, done } = await runPgbench(dir, job);
  const counted = await heldCount(stage, firstSeat);
  const claims = isGathered ? CLAIMS_PER_CALL : 1;
  // A claim that was refused would be cheaper than one that holds.
  if (counted < done * claims * 0.99) throw new Error(`pgbench held ${counted} times in ${done * claims} claims`);
  return { perSecond: perSecond * claims, ...percentiles(latenciesMs) };
}

async function heldCount({ app }: BenchServices, firstSeat: number): Promise<number> {
  const [row] = await app.platform.database.run<{ count: number }>(
    statement(
      'bench_held',
      `select count(*)::int as count from seat_hold where seat_nos[1] >= $1 and seat_nos[1] < $1 + ${SEATS_PER_RUN}`,
    ),
    [firstSeat],
  );
  return row?.count ?? 0;
}
