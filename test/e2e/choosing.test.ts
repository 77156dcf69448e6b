import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { newId } from '../../src/platform';
import { describeInBrowser, type Visit } from '../support/browser';
import { BuyerPage, buildSite, withMapFlag } from '../support/buyer-page';
import { mixedSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { availability, hold } from '../support/holds';
import { openTestApp } from '../support/test-app';

buildSite();
const testApp = openTestApp();

/** Places of the floor's areas follow the forty seats. */
const [FRONT, REAR] = [40, 80];

describeInBrowser('Choosing on the site', (open) => {
  let show: MadeShow;
  let visit: Visit;

  beforeEach(async () => {
    show = await makeShow(testApp, { seatMap: mixedSeatMap(), seatsPerBuyerMax: 6 });
  });
  afterEach(async () => {
    const { complaints } = visit;
    await visit.page.context().close();
    expect(complaints).toEqual([]);
  });

  async function openShow(width = 1280, height = 900): Promise<BuyerPage> {
    const viewport = { width, height };
    visit = await open(`${testApp.url}/shows/${show.id}`, { ...withMapFlag(testApp.url), viewport });
    visit.page.setDefaultTimeout(15_000);
    await visit.page.locator('.choice').waitFor();
    return new BuyerPage(visit.page);
  }

  /** For whoever wants to see the page: SCREENSHOTS names a folder. */
  async function picture(name: string): Promise<void> {
    if (process.env.SCREENSHOTS) await visit.page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
  }

  const indexesHeld = async () =>
    [...(await availability(testApp, show)).statuses].flatMap((status, index) => (status === 'H' ? [index] : []));

  it('reserves the best seats with one press', async () => {
    const buyer = await openShow();
    await picture('wide');
    await buyer.button('Reserve the best 2 seats').click();
    await buyer.page.getByRole('heading', { name: 'Checkout' }).waitFor();
    expect((await buyer.seats()).map((label) => label.replace(/\d+$/, ''))).toEqual(['Stalls B ', 'Stalls B ']);
  });

  it('sells places without numbers by quantity, also where others take the ones that the page had chosen', async () => {
    const buyer = await openShow(390, 844);
    const { page } = buyer;
    await page.getByLabel('List').check();
    await buyer.button(/^Floor/).click();
    await buyer.button(/^Front 40 left/).click();
    await buyer.button(/^2 places: Floor, Front/).click();
    await buyer.button('One place more: Floor Front').click();
    await page.getByText('3 places', { exact: true }).waitFor();
    await picture('phone-places');
    await hold(testApp, show, [FRONT, FRONT + 1], await testApp.token());
    await buyer.button(/^Front 38 left/).waitFor();
    await page.getByText('3 places', { exact: true }).waitFor();
    await buyer.button('Reserve 3 seats').click();
    await page.getByRole('heading', { name: 'Checkout' }).waitFor();
    expect(await buyer.seats()).toEqual(['Floor Front', 'Floor Front', 'Floor Front']);
    expect((await indexesHeld()).filter((index) => index >= FRONT && index < REAR)).toHaveLength(5);
  });

  it('says how many places are left where there are too few', async () => {
    const buyer = await openShow();
    const { page } = buyer;
    await buyer.pressSeat(REAR);
    await page.getByText('2 places', { exact: true }).waitFor();
    await picture('wide-places');
    const { inventory } = testApp.app.modules;
    const takeAllButOne = async () => {
      for (let left = 60; left > 1; left -= Math.min(6, left - 1)) {
        const wish = { section: 'Floor', area: 'Rear', quantity: Math.min(6, left - 1), idempotencyKey: randomUUID() };
        await inventory.holdPlaces({ ...wish, showId: show.showId, buyerId: newId() });
      }
    };
    await page.route('**/graphql', async (route) => {
      // Others are quicker, after the press and before the request.
      if (route.request().postData()?.includes('holdPlaces(')) await takeAllButOne();
      await route.continue();
    });
    await buyer.button('Reserve 2 seats').click();
    await page.getByText(/Somebody was quicker: Floor Rear/).waitFor();
    await picture('wide-too-few');
    await page.getByText('1 place', { exact: true }).waitFor();
    await buyer.button('Reserve 1 seat').click();
    await page.getByRole('heading', { name: 'Checkout' }).waitFor();
  });

  it('finds what a buyer needs, with companions beside a wheelchair', async () => {
    const buyer = await openShow(390, 844);
    const { page } = buyer;
    await page.getByText('What do you need?').click();
    await page.getByLabel('Hearing loop').check();
    await page.getByLabel('List').check();
    await buyer.button(/^Stalls/).click();
    await buyer.button(/^Row B 4 free/).waitFor();
    await page.getByLabel('Hearing loop').uncheck();
    await page.getByLabel('Place for a wheelchair').check();
    await page.getByText('1 companion beside it').waitFor();
    await picture('phone-needs');
    await buyer.button('Reserve the best 2 seats').click();
    await page.getByRole('heading', { name: 'Checkout' }).waitFor();
    const features = (await indexesHeld()).map((index) => (index === 3 || index === 4 ? 'wheelchair' : index));
    expect(features).toContain('wheelchair');
    expect(await buyer.seats()).toHaveLength(2);
  });

  it('does not offer places for wheelchairs and companions to others, and says why a companion place alone is refused', async () => {
    const buyer = await openShow();
    const { page } = buyer;
    await buyer.button('Show them first').click();
    await page
      .getByText(/^Stalls B/)
      .first()
      .waitFor();
    await buyer.button('Clear').click();
    await page.getByLabel('Choose seat by seat').check();
    await buyer.pressSeat(0);
    await page.getByText('Companion', { exact: true }).waitFor();
    await buyer.button('Reserve 1 seat').click();
    await page.getByText('A companion place goes with a wheelchair place').waitFor();
    expect(await indexesHeld()).toEqual([]);
  });

  it('offers other seats where the choice would leave a single one', async () => {
    await testApp.database.dataSource.query(`update show set single_seat_rule = 'STRICT' where id = $1`, [show.showId]);
    const buyer = await openShow(390, 844);
    const { page } = buyer;
    await page.getByLabel('Choose seat by seat').check();
    // One of the row stays free at its end.
    await buyer.pressSeat(11);
    await buyer.pressSeat(12);
    await buyer.button('Reserve 2 seats').click();
    await page.getByText('This would leave a single seat').waitFor();
    await picture('phone-suggestions');
    await buyer
      .button(/^Take Stalls /)
      .first()
      .click();
    await buyer.button('Reserve 2 seats').click();
    await page.getByRole('heading', { name: 'Checkout' }).waitFor();
    expect(await indexesHeld()).not.toEqual([11, 12]);
  });
});
