import pino from 'pino';
import { openApp } from '../../../src/app';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { type Api, HttpClient } from '../../support/graphql-client';
import { damages, holdFree, release } from '../../support/holds';
import { buy } from '../../support/purchases';
import { blockSeats, unblockSeats } from '../../support/seat-blocks';
import { openTestApp } from '../../support/test-app';

// How many seats lists say are left, of a show that is large enough to be counted in memory while it changes.
const testApp = openTestApp();

const ORGANIZER = '0190a000-0000-7000-8000-000000000001';
const SEATS = 5000;
const SHOW = graphql('query ($id: ID!) { show(id: $id) { status availableCount } }');

/** Beside the app of this file another process of the same service. */
async function besideAnother(work: (other: Api) => Promise<void>): Promise<void> {
  const other = await openApp({ ...testApp.config, PORT: 0 }, { logger: pino({ level: 'silent' }) });
  const http = new HttpClient(() => other.url);
  try {
    await work(http);
  } finally {
    http.close();
    await other.close();
  }
}

const says = (show: MadeShow, status: string, availableCount: number) =>
  eventually(async () => {
    const answer = JSON.stringify((await testApp.ask(SHOW, { id: show.id })).show);
    return answer === JSON.stringify({ status, availableCount }) || `${answer}, not ${status} ${availableCount}`;
  });

it('is right after each change of a sale that two processes make, up to the last seat and back', () =>
  besideAnother(async (http) => {
    const show = await makeShow(testApp, { seatMap: plainSeatMap(50, 100), organizerId: ORGANIZER });
    const organizer = await testApp.token({ roles: ['organizer'], id: ORGANIZER });
    const [buyer, second] = [await testApp.token(), await testApp.token()];
    await holdFree(testApp, show, [0, 1], buyer);
    await says(show, 'ON_SALE', SEATS - 2);
    const held = await holdFree(http, show, [2, 3, 4], second);
    await says(show, 'ON_SALE', SEATS - 5);
    await buy(testApp, show, [10, 11], buyer);
    await says(show, 'ON_SALE', SEATS - 7);
    // All but two of those that are left.
    const sections = { ranges: [{ fromSeatId: show.seat(14), toSeatId: show.seat(SEATS - 1) }] };
    await blockSeats(http, show, sections, organizer);
    await blockSeats(testApp, show, [5, 6, 7, 8, 9], organizer);
    await says(show, 'ON_SALE', 2);
    await buy(http, show, [12, 13], second);
    await says(show, 'SOLD_OUT', 0);
    await release(testApp, held.id, second);
    await says(show, 'ON_SALE', 3);
    await unblockSeats(testApp, show, sections, organizer);
    await says(show, 'ON_SALE', SEATS - 11);
    expect(await damages(testApp)).toEqual([]);
  }));

it('is right after the last of many changes, of which each process makes some', () =>
  besideAnother(async (http) => {
    const show = await makeShow(testApp, { seatMap: plainSeatMap(50, 100), organizerId: ORGANIZER });
    let taken = 0;
    for (let round = 1; round <= 4; round += 1) {
      await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const seatNo = taken + index;
          await holdFree(index % 2 === 0 ? testApp : http, show, [seatNo], await testApp.token());
        }),
      );
      taken += 10;
      await says(show, 'ON_SALE', SEATS - taken);
    }
  }));
