import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { damages } from '../../support/holds';
import { present } from '../../support/present';
import { blockSeats } from '../../support/seat-blocks';
import { ORGANIZER_ID, organizerToken } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);
const KINDS = graphql('query ($id: ID!) { show(id: $id) { salesFigures { blockedByKind { kind seatCount } } } }');
const OLD_BLOCK = graphql(
  'mutation ($seatIds: [ID!]!) { setSeatBlocks(input: { seatIds: $seatIds, blocked: true }) { changedCount } }',
);
const blockOfSeat = '(select block_id from show_seat where show_id = $1 and seat_no = 1)';

/** Ten seats, six of them blocked: with and without a block, and by the way of before. */
async function blockedShow(): Promise<MadeShow> {
  const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, seatMap: plainSeatMap(1, 10) });
  const token = await organizerToken(testApp);
  await blockSeats(testApp, show, [0, 1, 2], token, { kind: 'PRESS' });
  await blockSeats(testApp, show, [3], token, { kind: 'KILL' });
  await blockSeats(testApp, show, [4], token, { kind: 'HOUSE', note: 'Friends' });
  // As before kinds were recorded.
  await sql('update show_seat set block_id = null where show_id = $1 and seat_no = 4', [show.showId]);
  await testApp.ask(OLD_BLOCK, { seatIds: show.seats(5) }, token);
  return show;
}

/** Does what the database would refuse, as a restore of single tables could. */
async function past(text: string, { showId }: MadeShow): Promise<void> {
  await sql('alter table show_seat disable trigger user');
  await sql(text, [showId]);
  await sql('alter table show_seat enable trigger user');
}

it('the figures and the blocks have the same kinds, also of seats that were blocked without one or have no price', async () => {
  const show = await blockedShow();
  await past(`update show_seat set status = 'B', has_price = false where show_id = $1 and seat_no in (8, 9)`, show);
  expect(await damages(testApp)).toEqual([]);
  const { show: read } = await testApp.ask(KINDS, { id: show.id }, await organizerToken(testApp));
  const kinds = present(read?.salesFigures).blockedByKind.map(({ kind, seatCount }) => [kind, seatCount]);
  expect(kinds).toEqual([
    ['HOUSE', 2],
    ['KILL', 1],
    ['PRESS', 3],
    [null, 2],
  ]);
});

it.each([
  [
    'a block that was released while its seats stayed blocked',
    `update seat_block set released_at = now(), release_at = now() where show_id = $1 and id = ${blockOfSeat}`,
    'blocked as press: the figures have 3, the blocks 0',
  ],
  [
    'a block that is gone, whose seats become those of the house',
    `delete from seat_block where show_id = $1 and id = ${blockOfSeat}`,
    'blocked as house: the figures have 5, the blocks 2',
  ],
  [
    'a seat that is out of the sale without a reason',
    `update show_seat set status = 'B' where show_id = $1 and seat_no = 9`,
    'blocked as unpriced: the figures have 1, the blocks 0',
  ],
  [
    'a seat that has lost its mark',
    'update show_seat set is_blocked = false where show_id = $1 and seat_no = 3',
    'blocked as unpriced: the figures have 1, the blocks 0',
  ],
])('verify finds %s', async (_what, text, found) => {
  const show = await blockedShow();
  await past(text, show);
  expect((await damages(testApp)).join('\n')).toContain(`show ${show.showId}, ${found}`);
});
