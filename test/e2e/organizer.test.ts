import type { Page } from 'playwright-core';
import { contextOf, expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { buildSite } from '../support/buyer-page';
import { plainSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { buy } from '../support/purchases';
import { ORGANIZER_ID, organizerToken } from '../support/show-changes';
import { openTestApp } from '../support/test-app';

buildSite();
const shots = process.env.SCREENSHOTS;
/** For whoever wants to look at the pages. */
const shoot = (page: Page, name: string) =>
  shots === undefined ? undefined : page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
const testApp = openTestApp();

describeInBrowser("The organizer's pages", (open) => {
  let show: MadeShow;
  let visit: Visit;
  let sold = 2;

  beforeAll(async () => {
    show = await makeShow(testApp, { organizerId: ORGANIZER_ID, seatMap: plainSeatMap(6, 10) });
    await makeShow(testApp, { organizerId: ORGANIZER_ID, startsInHours: -48, salesOpenInHours: -72 });
    await makeShow(testApp);
    await buy(testApp, show, [0, 1], await testApp.token({ email: 'ada@mail.example' }));
  });
  afterEach(async () => {
    await visit.page.context().close();
    expect(visit.complaints).toEqual([]);
  });

  const signedIn = async (path: string, look: Parameters<typeof contextOf>[0], width: number): Promise<Page> => {
    visit = await open(`${testApp.url}${path}?language=${look.language}`, contextOf(look, width));
    const { page } = visit;
    page.setDefaultTimeout(15_000);
    await page.locator('#organizer-token').fill(await organizerToken(testApp));
    await page.locator('.organizer-token [type=submit]').click();
    return page;
  };

  for (const [theme, language, width] of [
    ['light', 'en', 1280],
    ['dark', 'de', 390],
    ['light', 'fr', 390],
  ] as const) {
    it(`lead from the list of shows to each part of one, without a finding: ${theme}, ${language}, ${width} px`, async () => {
      const page = await signedIn('/organizer', { theme, language, forcedColors: 'none', textSize: '100%' }, width);
      await page.locator('.organizer-show-row').first().waitFor();
      expect(await page.locator('.organizer-show-row').count()).toBe(1);
      await expectAccessible(page, 'shows');
      await page.locator('.organizer-past input').check();
      await page.locator('.organizer-show-row').nth(1).waitFor();
      await page.goto(`${testApp.url}/organizer/shows/${show.id}?language=${language}`);
      await page.locator('.seat-counts').waitFor();
      expect(await page.locator('.seat-count-of-sold dd').textContent()).toBe(String(sold));
      // What is sold meanwhile is there without a reload.
      await buy(testApp, show, [sold, sold + 1], await testApp.token());
      sold += 2;
      await page.locator('.seat-count-of-sold dd', { hasText: String(sold) }).waitFor();
      // What was paid, and what of it each price zone has brought in.
      const netOfZone = page.locator('.figures-part').first().locator('tbody td').nth(1);
      expect(await netOfZone.textContent()).toBe(await page.locator('.figures-facts dd').first().textContent());
      await shoot(page, `figures-${width}-${language}`);
      await expectAccessible(page, 'figures');
      await page.goto(`${testApp.url}/organizer/shows/${show.id}/live?language=${language}`);
      await page.locator('.live-pace').waitFor();
      await page.locator('.seat-count-of-sold dd', { hasText: String(sold) }).waitFor();
      await expectAccessible(page, 'live');
      await shoot(page, `live-${width}-${language}`);
      await page.goto(`${testApp.url}/organizer/shows/${show.id}?language=${language}`);
      const file = page.waitForEvent('download');
      await page.locator('.export-links button').first().click();
      expect((await file).suggestedFilename()).toBe('orders.csv');
      await page.goto(`${testApp.url}/organizer/shows/${show.id}/orders`);
      await page.locator('.table tbody tr').first().waitFor();
      await expectAccessible(page, 'orders');
      await shoot(page, `orders-${width}-${language}`);
      await page.locator('#orders-text').fill('nobody@mail.example');
      await page.locator('.show-orders-search [type=submit]').click();
      await page.locator('.show-orders p[role=status]').waitFor();
      await page.locator('#orders-text').fill('ada@');
      await page.locator('.show-orders-search [type=submit]').click();
      await page.locator('.table tbody a').first().click();
      await page.locator('.show-order-lines').first().waitFor();
      await expectAccessible(page, 'order');
      await shoot(page, `order-${width}-${language}`);
      for (const tab of await page.locator('.tabs a').all()) {
        await tab.press('Enter');
        await page.locator('.tabs a[aria-current]').waitFor();
        await page.locator('.organizer h2').first().waitFor();
        await expectAccessible(page, (await tab.getAttribute('href')) ?? '');
      }
    }, 120_000);
  }

  it('show nothing of a show to a buyer', async () => {
    visit = await open(`${testApp.url}/organizer`);
    const { page } = visit;
    await page.locator('#organizer-token').fill(await testApp.token());
    await page.locator('.organizer-token [type=submit]').click();
    await page.getByText('This access is not for organizers.').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('#organizer-token').waitFor();
  });
});
