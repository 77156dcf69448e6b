import { eventually } from '../../support/eventually';
import { plainSeatMap, standingSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { availability, damages, hold, holdFree, release } from '../../support/holds';
import { buy } from '../../support/purchases';
import {
  blockSeats,
  type Selection,
  seatBlocks,
  tryToBlock,
  tryToReadBlocks,
  tryToUnblock,
  unblockSeats,
} from '../../support/seat-blocks';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const ORGANIZER = '0190a000-0000-7000-8000-000000000002';
const organizer = () => testApp.token({ roles: ['organizer'], id: ORGANIZER });
const statuses = async (show: MadeShow) => (await availability(testApp, show)).statuses;
const inMinutes = (minutes: number) => new Date(testApp.clock.now().getTime() + minutes * 60_000).toISOString();
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

describe('members of the organization', () => {
  it('see by reason which seats are kept, and buyers only that they cannot be had', async () => {
    const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 10), organizerId: ORGANIZER });
    const token = await organizer();
    await blockSeats(testApp, show, [0, 1], token, { kind: 'PRESS', note: '  Evening Post ' });
    await blockSeats(testApp, show, [2], token, { kind: 'KILL', releaseAt: inMinutes(60) });
    await blockSeats(testApp, show, [3], token, { kind: 'PRESS', note: 'Evening Post' });
    expect(await statuses(show)).toBe('BBBBAAAAAA');
    expect(await seatBlocks(testApp, show, token)).toEqual([
      { ...named('KILL', '', 1), releaseAt: expect.any(String), seats: [{ index: 2 }] },
      { ...named('PRESS', 'Evening Post', 3), releaseAt: null, seats: [{ index: 0 }, { index: 1 }, { index: 3 }] },
    ]);
    const answer = await hold(testApp, show, [0], await testApp.token());
    expect(JSON.stringify(answer)).not.toMatch(/PRESS|Evening/);
  });

  it.each([
    ['anonymous', async () => undefined, 'UNAUTHENTICATED'],
    ['a buyer', () => testApp.token(), 'FORBIDDEN'],
    ['another organizer', () => testApp.token({ roles: ['organizer'] }), 'FORBIDDEN'],
  ])('are meant: %s neither blocks nor unblocks nor sees why', async (_, tokenOf, code) => {
    const show = await makeShow(testApp, { organizerId: ORGANIZER });
    await blockSeats(testApp, show, [0], await organizer());
    const token = await tokenOf();
    const seats = { seatIds: show.seats(0, 1) };
    const answers = [
      await tryToBlock(testApp, show, seats, token),
      await tryToUnblock(testApp, show, seats, token),
      await tryToReadBlocks(testApp, show, token),
    ];
    expect(answers.map(({ body }) => body.errors?.[0]?.extensions?.code)).toEqual([code, code, code]);
    expect((await statuses(show)).slice(0, 3)).toBe('BAA');
  });
});

describe('a selection', () => {
  const zoned = () => makeShow(testApp, { seatMap: plainSeatMap(4, 3, ['Front', 'Back']), organizerId: ORGANIZER });
  it.each<[string, (show: MadeShow) => Selection, string]>([
    ['seats', (show) => ({ seatIds: show.seats(1, 1, 11) }), 'ABAAAAAAAAAB'],
    ['a range', (show) => ({ ranges: [{ fromSeatId: show.seat(2), toSeatId: show.seat(4) }] }), 'AABBBAAAAAAA'],
    [
      'positions',
      (show) => ({
        positions: {
          seatMapVersion: show.seatMapVersion,
          runs: [
            { from: 0, to: 1 },
            { from: 11, to: 11 },
          ],
        },
      }),
      'BBAAAAAAAAAB',
    ],
    ['rows', () => ({ rows: [{ section: 'Stalls', row: '2' }] }), 'AAABBBAAAAAA'],
    ['sections', () => ({ sections: ['Stalls'] }), 'BBBBBBBBBBBB'],
    ['zones', () => ({ zones: ['Back'] }), 'AAABBBAAABBB'],
    ['all of these', (show) => ({ seatIds: show.seats(0), zones: ['Back'] }), 'BAABBBAAABBB'],
  ])('by %s', async (_, selection, expected) => {
    const show = await zoned();
    const token = await organizer();
    const { changedCount } = await blockSeats(testApp, show, selection(show), token);
    expect(await statuses(show)).toBe(expected);
    expect(changedCount).toBe(expected.split('B').length - 1);
    expect(await unblockSeats(testApp, show, selection(show), token)).toMatchObject({ changedCount });
    expect(await statuses(show)).toBe('A'.repeat(12));
  });

  it('by a standing area', async () => {
    const show = await makeShow(testApp, { seatMap: standingSeatMap({ Front: 3, Rear: 4 }), organizerId: ORGANIZER });
    const rows = [{ section: 'Floor', row: 'Rear' }];
    expect(await blockSeats(testApp, show, { rows }, await organizer())).toMatchObject({ changedCount: 4 });
  });

  it.each<[string, (show: MadeShow, other: MadeShow) => Selection, string]>([
    ['of nothing', () => ({}), 'selects no seat'],
    ['of empty lists', () => ({ seatIds: [], rows: [] }), 'selects no seat'],
    ['with a seat of another show', (_, other) => ({ seatIds: [other.seat(0)] }), "not seats of the show's map"],
    [
      'with a seat that there is not',
      (show) => ({ seatIds: [show.seat(0), show.seat(12)] }),
      "not seats of the show's map",
    ],
    [
      'by another map',
      () => ({ positions: { seatMapVersion: 'other', runs: [{ from: 0, to: 1 }] } }),
      'not the map that the show has now',
    ],
    [
      'of positions that there are not',
      (show) => ({ positions: { seatMapVersion: show.seatMapVersion, runs: [{ from: 0, to: 12 }] } }),
      'must be runs from 0 to 11',
    ],
    ['with nonsense', () => ({ seatIds: ['nonsense'] }), "not seats of the show's map: nonsense"],
    ['of an unknown section', () => ({ sections: ['Stalls', 'Moon'] }), 'not sections of the map: Moon'],
    ['of an unknown row', () => ({ rows: [{ section: 'Stalls', row: '9' }] }), 'not rows of the map: ["Stalls","9"]'],
    ['of an unknown zone', () => ({ zones: ['back'] }), 'not zones of the map: back'],
    [
      'of a range that runs backwards',
      (show) => ({ ranges: [{ fromSeatId: show.seat(4), toSeatId: show.seat(2) }] }),
      'begins with the seat that comes first',
    ],
    ['of too many seats', (show) => ({ seatIds: Array(5001).fill(show.seat(0)) }), 'at most 5000'],
  ])('%s is refused, and changes nothing', async (_, selection, message) => {
    const show = await zoned();
    const { body } = await tryToBlock(testApp, show, selection(show, await zoned()), await organizer());
    expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(body.errors?.[0]?.message).toContain(message);
    expect(await statuses(show)).toBe('A'.repeat(12));
    expect(await sql('select id from seat_block where show_id = $1', [show.showId])).toEqual([]);
  });
});

it('the answer names the seats that buyers have and why; each becomes blocked when it returns', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 6), organizerId: ORGANIZER });
  const [token, buyer] = [await organizer(), await testApp.token()];
  const held = await holdFree(testApp, show, [0], buyer);
  await buy(testApp, show, [1], buyer);
  const expected = {
    takenCount: 2,
    taken: [
      { reason: 'HELD', seat: { index: 0 } },
      { reason: 'SOLD', seat: { index: 1 } },
    ],
  };
  expect(await blockSeats(testApp, show, [0, 1, 2], token)).toMatchObject({ changedCount: 1, ...expected });
  expect(await blockSeats(testApp, show, [0, 1, 2], token)).toMatchObject({ alreadyCount: 3, ...expected });
  expect((await seatBlocks(testApp, show, token))[0]).toMatchObject({ seatCount: 3, takenCount: 2 });
  await release(testApp, held.id, buyer);
  expect(await statuses(show)).toBe('BSBAAA');
  expect(await unblockSeats(testApp, show, [0, 1, 2, 3], token)).toMatchObject({
    ...{ changedCount: 2, unmarkedCount: 1, notBlockedCount: 1, unpricedCount: 0 },
  });
  expect(await statuses(show)).toBe('ASAAAA');
});

it('a second call changes nothing; another reason replaces the first', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 6), organizerId: ORGANIZER });
  const token = await organizer();
  const first = await blockSeats(testApp, show, [0, 1], token, { kind: 'PRODUCTION', note: 'Camera' });
  const before = (await availability(testApp, show)).versions;
  const second = await blockSeats(testApp, show, [0, 1], token, { kind: 'PRODUCTION', note: 'Camera' });
  expect(second).toEqual({ ...first, changedCount: 0, alreadyCount: 2 });
  expect(await blockSeats(testApp, show, [1], token, { kind: 'KILL' })).toMatchObject({
    ...{ changedCount: 0, relabeledCount: 1 },
  });
  expect((await availability(testApp, show)).versions).toEqual(before);
  expect(await seatBlocks(testApp, show, token)).toEqual(
    [named('PRODUCTION', 'Camera', 1), named('KILL', '', 1)].map((block, index) => ({
      ...block,
      releaseAt: null,
      seats: [{ index }],
    })),
  );
  // The first block has only its own seats.
  expect(await unblockSeats(testApp, show, null, token, first.blockId)).toMatchObject({ changedCount: 1 });
  expect(await statuses(show)).toBe('ABAAAA');
});

it('two that block and two that unblock at once end with what one of them wanted, seat by seat', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(20, 100), organizerId: ORGANIZER });
  const token = await organizer();
  await Promise.all([
    blockSeats(testApp, show, { sections: ['Stalls'] }, token, { kind: 'PRESS' }),
    blockSeats(testApp, show, { sections: ['Stalls'] }, token, { kind: 'HOUSE' }),
    unblockSeats(testApp, show, { sections: ['Stalls'] }, token),
    unblockSeats(testApp, show, { sections: ['Stalls'] }, token),
  ]);
  const blocks = await seatBlocks(testApp, show, token);
  const blocked = (await statuses(show)).split('B').length - 1;
  expect(blocks.reduce((sum, { seatCount }) => sum + seatCount, 0)).toBe(blocked);
});

describe('the release', () => {
  it('comes at its time, once for all processes, and also to seats that buyers have', async () => {
    const other = await testApp.openAnother();
    const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 4), organizerId: ORGANIZER });
    const [token, buyer] = [await organizer(), await testApp.token()];
    const held = await holdFree(testApp, show, [0], buyer);
    await blockSeats(testApp, show, [0, 1], token, { releaseAt: inMinutes(2) });
    await blockSeats(testApp, show, [2], token);
    await testApp.app.modules.inventory.releaseBlocks();
    expect(await statuses(show)).toBe('HBBA');
    testApp.clock.advanceSeconds(121);
    await Promise.all([testApp.app, other].map(({ modules }) => modules.inventory.releaseBlocks()));
    await eventually(async () => (await statuses(show)) === 'HABA' || statuses(show));
    expect((await availability(testApp, show)).versions[1]).toBe(2);
    await release(testApp, held.id, buyer);
    expect(await statuses(show)).toBe('AABA');
    expect(await seatBlocks(testApp, show, token)).toMatchObject([{ kind: 'HOUSE', releaseAt: null, seatCount: 1 }]);
  });

  it.each([
    ['in the past', -1],
    ['now', 0],
  ])('cannot be %s', async (_, minutes) => {
    const show = await makeShow(testApp, { organizerId: ORGANIZER });
    const releaseAt = inMinutes(minutes);
    const { body } = await tryToBlock(testApp, show, { seatIds: show.seats(0) }, await organizer(), { releaseAt });
    expect(body.errors?.[0]?.message).toBe('"releaseAt" must be in the future.');
  });
});

describe('a process that dies in the middle', () => {
  /** Ends the statement that waits for a seat, as the death of its process does. */
  async function breakOff(name: string, work: () => Promise<unknown>, show: MadeShow, seatNo: number) {
    const runner = testApp.database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('select from show_seat where show_id = $1 and seat_no = $2 for update', [show.showId, seatNo]);
    const working = work();
    await eventually(async () => {
      const ended = await sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like $1`,
        [`%${name}%`],
      );
      return ended.length > 0;
    });
    await working;
    await runner.rollbackTransaction();
    await runner.release();
  }
  const large = () => makeShow(testApp, { seatMap: plainSeatMap(13, 100), organizerId: ORGANIZER });
  const count = async (show: MadeShow, letter: string) => (await statuses(show)).split(letter).length - 1;

  it('leaves a part of the seats blocked; the same call goes on', async () => {
    const show = await large();
    const token = await organizer();
    const all = { sections: ['Stalls'] };
    await breakOff('block_id = $5::uuid', () => tryToBlock(testApp, show, all, token), show, 700);
    const blocked = await count(show, 'B');
    expect(blocked).toBeGreaterThan(0);
    expect(blocked).toBeLessThanOrEqual(700);
    const again = await blockSeats(testApp, show, all, token);
    expect(again).toMatchObject({ changedCount: 1300 - blocked, alreadyCount: blocked });
    expect(await count(show, 'B')).toBe(1300);
  });

  it('leaves a part of the seats released; the next sweep of any process releases the others', async () => {
    const show = await large();
    await blockSeats(testApp, show, { sections: ['Stalls'] }, await organizer(), { releaseAt: inMinutes(1) });
    testApp.clock.advanceSeconds(61);
    await breakOff('block_id = null', () => testApp.app.modules.inventory.releaseBlocks(), show, 700);
    await eventually(async () => {
      await testApp.app.modules.inventory.releaseBlocks();
      return (await count(show, 'A')) === 1300;
    });
    // Each seat was released once.
    expect(new Set((await availability(testApp, show)).versions)).toEqual(new Set([2]));
    const open = 'select id from seat_block where show_id = $1 and released_at is null';
    await eventually(async () => (await sql(open, [show.showId])).length === 0);
  });
});

const named = (kind: string, note: string, seatCount: number) => ({
  ...{ blockId: expect.any(String), kind, note, seatCount, takenCount: 0 },
});

it('the audit says who blocked and unblocked how many seats, and why', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 6), organizerId: ORGANIZER });
  const token = await organizer();
  await blockSeats(testApp, show, [0, 1], token, { kind: 'PRESS', note: 'Evening Post' });
  await unblockSeats(testApp, show, [1], token);
  const audit = 'select action, actor_id, after from organizer_audit where show_id = $1 order by position';
  expect(await sql(audit, [show.showId])).toEqual([
    {
      ...{ action: 'blockSeats', actor_id: ORGANIZER },
      after: { kind: 'press', note: 'Evening Post', releaseAt: null, seatCount: 2 },
    },
    { action: 'unblockSeats', actor_id: ORGANIZER, after: { blockId: null, seatCount: 1 } },
  ]);
});
