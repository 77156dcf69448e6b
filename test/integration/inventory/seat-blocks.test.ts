import { type MadeShow, makeShow } from '../../support/factories/shows';
import { availability, damages, hold, holdFree, release } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const ORGANIZER = '0190a000-0000-7000-8000-000000000002';
const organizer = () => testApp.token({ roles: ['organizer'], id: ORGANIZER });
const sql = (text: string, values: unknown[]) => testApp.database.dataSource.query(text, values);

interface Blocks {
  readonly changedCount: number;
  readonly takenCount: number;
  readonly taken: readonly { id: string; status: string }[];
  readonly unpricedCount: number;
}

async function setBlocks(show: MadeShow, seatNos: readonly number[], blocked: boolean): Promise<Blocks> {
  const query = `mutation ($input: SetSeatBlocksInput!) { setSeatBlocks(input: $input) {
    changedCount takenCount taken { id status } unpricedCount } }`;
  const input = { seatIds: show.seats(...seatNos), blocked };
  return (await testApp.ask<{ setSeatBlocks: Blocks }>(query, { input }, await organizer())).setSeatBlocks;
}

const statuses = async (show: MadeShow, count: number) => (await availability(testApp, show)).statuses.slice(0, count);

it('a held seat that is blocked is named, and becomes blocked when it returns', async () => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER });
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [0], token);
  expect(await setBlocks(show, [0, 1], true)).toMatchObject({
    changedCount: 1,
    takenCount: 1,
    taken: [{ id: show.seat(0), status: 'HELD' }],
  });
  await release(testApp, held.id, token);
  expect(await statuses(show, 3)).toBe('BBA');
  expect((await hold(testApp, show, [0], token)).__typename).toBe('SeatsUnavailable');
  expect(await setBlocks(show, [0, 1], false)).toMatchObject({ changedCount: 2, takenCount: 0 });
  expect(await statuses(show, 3)).toBe('AAA');
  expect(await damages(testApp)).toEqual([]);
});

it('no price, no sale: an unblocked seat without a price stays blocked, until its zone gets one', async () => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER });
  const [{ zone }] = await sql('select zone from show_price_tier where show_id = $1', [show.showId]);
  await sql('delete from show_price_tier where show_id = $1', [show.showId]);
  expect(await setBlocks(show, [0, 1], false)).toMatchObject({ changedCount: 2, unpricedCount: 2 });
  expect(await statuses(show, 3)).toBe('BBA');
  const query = 'mutation ($input: UpdateShowInput!) { updateShow(input: $input) { show { id } } }';
  const priceTiers = (name: string) => [{ zone: name, name: 'Any', amountMinor: 5000 }];
  const { body } = await testApp.graphql(
    query,
    { input: { showId: show.id, priceTiers: priceTiers(zone.toLowerCase()) } },
    await organizer(),
  );
  expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(body.errors?.[0]?.message).toContain(`"${zone}"`);
  await setBlocks(show, [1], true);
  await testApp.ask(query, { input: { showId: show.id, priceTiers: priceTiers(zone) } }, await organizer());
  // The organizer's own block stays.
  expect(await statuses(show, 3)).toBe('ABA');
});

it('the database refuses to sell a seat without a price', async () => {
  const show = await makeShow(testApp);
  await expect(sql(`update show_seat set has_price = false where show_id = $1`, [show.showId])).rejects.toThrow(
    'show_seat_is_sold_at_a_price',
  );
});

it('what is no seat of the show is refused, and nothing changes', async () => {
  const show = await makeShow(testApp, { organizerId: ORGANIZER });
  const other = await makeShow(testApp, { organizerId: ORGANIZER });
  const query = 'mutation ($input: SetSeatBlocksInput!) { setSeatBlocks(input: $input) { changedCount } }';
  const refusal = async (seatIds: string[]) => {
    const { body } = await testApp.graphql(query, { input: { seatIds, blocked: true } }, await organizer());
    expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    return body.errors?.[0]?.message;
  };
  expect(await refusal([])).toBe('"seatIds" is empty. Name at least one seat.');
  expect(await refusal([show.seat(0), 'nonsense'])).toBe('These are not ids of seats: nonsense.');
  expect(await refusal([show.seat(0), other.seat(0)])).toBe('"seatIds" must name seats of one show.');
  expect(await refusal([show.seat(0), show.seat(100)])).toBe(
    `These are not seats of the show's map: ${show.seat(100)}.`,
  );
  expect(await statuses(show, 3)).toBe('AAA');
});
