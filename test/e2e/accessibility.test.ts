import { contextOf, enlarge, expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { buildSite, withMapFlag } from '../support/buyer-page';
import { mixedSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { openTestApp } from '../support/test-app';

buildSite();
const testApp = openTestApp();
describeInBrowser('The site for everybody', (open) => {
  let show: MadeShow;
  let guarded: MadeShow;
  let visit: Visit;

  beforeAll(async () => {
    show = await makeShow(testApp, { seatMap: mixedSeatMap() });
    guarded = await makeShow(testApp);
    const paused = { active: true, admissionsPerMinute: 60, shopSize: 1, pauseReason: 'Back in a moment' };
    await testApp.app.modules.waitingRoom.configureWaitingRoom(guarded.showId, paused);
  });
  afterEach(() => visit.page.context().close());

  for (const [theme, language, forcedColors, textSize] of [
    ['light', 'en', 'none', '100%'],
    ['dark', 'pseudo', 'none', '100%'],
    ['light', 'de', 'active', '200%'],
  ] as const) {
    it(`has no finding on any page: ${theme}, 320 px wide, language ${language}, forced colors ${forcedColors}, text ${textSize}`, async () => {
      visit = await open(`${testApp.url}/?language=${language}`, {
        ...withMapFlag(testApp.url),
        ...contextOf({ theme, language, forcedColors, textSize }, 320),
      });
      const { page } = visit;
      page.setDefaultTimeout(15_000);
      await enlarge(page, textSize);
      const check = (name: string) => expectAccessible(page, name);
      await page.locator('.card a').first().waitFor();
      await check('programme');
      await page.locator('.card a').first().click();
      await page.locator('.show-row').first().waitFor();
      await check('event');
      await page.goto(`${testApp.url}/shows/${show.id}`);
      await page.locator('.choice-ways .text-button').click();
      await page.locator('.chosen-seat').first().waitFor();
      await page.locator('.needs summary').click();
      await page.locator('.needs .switch input').nth(0).check();
      await page.locator('.needs-party').waitFor();
      await check('map');
      await page.locator('.needs .switch input').nth(0).uncheck();
      await page.locator('.segment').nth(1).click();
      await page.locator('.seat-list-section > button').last().click();
      await page.locator('.seat-list-row > button').first().click();
      await page.locator('.seat-list-seat').first().click();
      await page.locator('.chosen-places').waitFor();
      await check('list');
      await page.locator('.choice .button').click();
      await page.locator('.card-to-pay').first().waitFor();
      await check('checkout');
      await page.locator('input[value="pm_card_chargeDeclined"]').check();
      await page.locator('.pay-form [type=submit]').click();
      await page.locator('.notice-bad').waitFor();
      await check('declined');
      await page.locator('input[value="pm_card_visa"]').check();
      await page.locator('.pay-form [type=submit]').click();
      await page.locator('.order-side .seat-canvas').waitFor();
      await check('order');
      await page.goto(`${testApp.url}/orders`);
      await page.locator('.order-row').first().waitFor();
      await check('orders');
      await page.goto(`${testApp.url}/shows/${guarded.id}/queue`);
      await page.locator('.queue-number').waitFor();
      await check('queue');
      await page.goto(`${testApp.url}/events/event_nothing`);
      await page.locator('.state').waitFor();
      await check('not found');
    }, 120_000);
  }

  it('keeps the first page small', async () => {
    visit = await open(testApp.url, withMapFlag(testApp.url));
    const { page } = visit;
    await page.locator('.card a').first().waitFor();
    const bytes = await page.evaluate<number>(
      `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
    );
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(130_000);
  });
});
