import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { BuiltProcess } from '../../support/frontrow-process';
import { HttpClient } from '../../support/graphql-client';
import { availability, damages, hold } from '../../support/holds';
import { blockSeats, seatBlocks, tryToBlock } from '../../support/seat-blocks';
import { openTestApp } from '../../support/test-app';

/** This app watches and repeats; other processes block, and are ended by `kill -9` in the middle. */
const testApp = openTestApp();
const ORGANIZER = '0190a000-0000-7000-8000-000000000003';
const SEATS = 600;
/** Each kill is in the step that has this seat. */
const KILLED_AT = (process.env.BLOCK_KILLS ?? '130,420').split(',').map(Number);
const all = { sections: ['Stalls'] };
const WATCH = 'subscription ($id: ID!) { seatStatusChanged(showId: $id) { changes { index status } } }';
interface Watched {
  readonly seatStatusChanged: { readonly changes: readonly { readonly index: number; readonly status: string }[] };
}
const sql = <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  testApp.database.dataSource.query(text, values);

async function start(): Promise<BuiltProcess> {
  const { DATABASE_URL, REDIS_URL, STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '' } = testApp.config;
  const service = new BuiltProcess(
    'test/support/crashing-service.main.ts',
    { DATABASE_URL, REDIS_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, NODE_ENV: 'test', RATE_LIMITS: 'off' },
    ['null', String((testApp.clock.now().getTime() - Date.now()) / 1000)],
  );
  let isEnded = false;
  void service.ended.then(() => {
    isEnded = true;
  });
  testApp.closing(async () => {
    if (!isEnded) process.kill(service.pid, 'SIGKILL');
    await service.ended;
  });
  return service;
}

/**
 * Ends a process that blocks all seats, while one of its steps waits for a seat. `isHeld`: the seat stays locked until
 * PostgreSQL gives the step up; else the step goes on and commits, although nobody is there for its answer.
 */
async function killInStep(show: MadeShow, token: string, seatNo: number, isHeld: boolean): Promise<void> {
  const service = await start();
  const url = await service.open();
  const http = new HttpClient(() => url);
  const runner = testApp.database.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('select from show_seat where show_id = $1 and seat_no = $2 for update', [show.showId, seatNo]);
  const steps = (of: string) =>
    sql<{ pid: number }>(
      `select pid from pg_stat_activity
        where datname = current_database() and state = 'active' and ${of} and query like '%block_id = $5::uuid%' and pid <> pg_backend_pid()`,
    );
  const waiting = () => steps("wait_event_type = 'Lock'");
  const asked = tryToBlock(http, show, all, token).catch(() => null);
  await eventually(async () => (await waiting()).length > 0);
  service.signal('SIGKILL');
  await service.ended;
  if (isHeld) await eventually(async () => (await waiting()).length === 0);
  await runner.rollbackTransaction();
  await runner.release();
  await asked;
  http.close();
  await eventually(async () => (await steps('true')).length === 0);
}

interface Ledger {
  readonly blocked: number;
  readonly halfBlocked: number;
  readonly recorded: number;
  readonly reported: number;
}

/** What the rows say: seats that are blocked, or only in part, and what history and endpoints know of them. */
async function ledgerOf({ showId }: MadeShow): Promise<Ledger> {
  const [row] = await sql<Ledger>(
    `select count(*) filter (where status = 'B')::int as blocked,
            count(*) filter (where is_blocked <> (status = 'B') or is_blocked <> (block_id is not null))::int as "halfBlocked",
            (select count(*)::int from seat_history where show_id = $1 and reason = 'blocked') as recorded,
            (select coalesce(sum((data->>'count')::int), 0)::int from (
               select data from new_organizer_event where show_id = $1 and type = 'seats.blocked'
                union all select data from organizer_event where show_id = $1 and type = 'seats.blocked') as events) as reported
       from show_seat where show_id = $1`,
    showId,
  );
  if (row === undefined) throw new Error('No row came');
  return row;
}

it('after kills in the middle of a block each seat is blocked with its events or not at all, and the same call finishes', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(6, SEATS / 6), organizerId: ORGANIZER });
  const token = await testApp.token({ roles: ['organizer'], id: ORGANIZER });
  const live = testApp.subscribe<Watched>(WATCH, { id: show.id });
  await eventually(() => live.messages.length > 0);
  const seen = () => {
    const last = new Map<number, string>();
    for (const { seatStatusChanged } of live.messages)
      for (const { index, status } of seatStatusChanged.changes) last.set(index, status);
    return [...last.values()].filter((status) => status === 'BLOCKED').length;
  };
  let blockedBefore = 0;
  for (const [kill, seatNo] of KILLED_AT.entries()) {
    await killInStep(show, token, seatNo, kill % 2 === 0);
    const ledger = await ledgerOf(show);
    const { blocked } = ledger;
    expect(ledger).toEqual({ blocked, halfBlocked: 0, recorded: blocked, reported: blocked });
    expect(blocked).toBeGreaterThan(blockedBefore);
    expect(blocked).toBeLessThan(SEATS);
    blockedBefore = blocked;
    // What the dead process had committed and not published is published by others.
    await eventually(() => seen() === blocked || `${seen()} of ${blocked} seen`);
    const { statuses } = await availability(testApp, show);
    expect(statuses.split('B').length - 1).toBe(blocked);
    expect(await seatBlocks(testApp, show, token)).toMatchObject([
      { kind: 'HOUSE', seatCount: blocked, takenCount: 0 },
    ]);
    expect(await damages(testApp)).toEqual([]);
  }
  // Nothing is locked: a seat that was not reached can be bought, and is then named by the repeated call.
  expect((await hold(testApp, show, [SEATS - 1], await testApp.token())).__typename).toBe('HoldSeatsPayload');
  const again = await blockSeats(testApp, show, all, token);
  expect(again).toMatchObject({
    ...{ alreadyCount: blockedBefore, changedCount: SEATS - 1 - blockedBefore },
    taken: [{ reason: 'HELD', seat: { index: SEATS - 1 } }],
  });
  const blocked = SEATS - 1;
  expect(await ledgerOf(show)).toMatchObject({ blocked, recorded: blocked });
  await eventually(() => seen() === blocked);
  live.stop();
}, 120_000);
