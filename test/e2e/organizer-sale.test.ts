import type { Page } from 'playwright-core';
import { contextOf, expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { BuyerPage, buildSite, withMapFlag } from '../support/buyer-page';
import { plainSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { ORGANIZER_ID, organizerToken } from '../support/show-changes';
import { openTestApp } from '../support/test-app';

buildSite();
const shots = process.env.SCREENSHOTS;
/** For whoever wants to look at the pages. */
const shoot = (page: Page, name: string) =>
  shots === undefined ? undefined : page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
const testApp = openTestApp();

describeInBrowser("The organizer's tab for the sale", (open) => {
  let show: MadeShow;
  const visits: Visit[] = [];

  beforeEach(async () => {
    show = await makeShow(testApp, {
      ...{ organizerId: ORGANIZER_ID, seatMap: plainSeatMap(2, 6, ['Front', 'Back']), priceMinor: 4000 },
    });
  });
  afterEach(async () => {
    const all = visits.splice(0);
    await Promise.all(all.map(({ page }) => page.context().close()));
    for (const { complaints } of all) expect(complaints).toEqual([]);
  });

  const visit = async (path: string, context: Parameters<typeof open>[1]): Promise<Page> => {
    const opened = await open(`${testApp.url}${path}`, context);
    visits.push(opened);
    opened.page.setDefaultTimeout(15_000);
    return opened.page;
  };
  const openSale = async (language: 'en' | 'de' | 'fr', width: number): Promise<Page> => {
    const look = { theme: width < 500 ? 'dark' : 'light', language, forcedColors: 'none', textSize: '100%' } as const;
    const page = await visit(`/organizer/shows/${show.id}/sale?language=${language}`, contextOf(look, width));
    await page.locator('#organizer-token').fill(await organizerToken(testApp));
    await page.locator('.organizer-token [type=submit]').click();
    await page.locator('.sale').waitFor();
    return page;
  };

  it('changes prices and pauses the sale, which the open page of a buyer shows at once', async () => {
    const page = await openSale('en', 1280);
    const buyer = await visit(`/shows/${show.id}`, withMapFlag(testApp.url));
    const prices = buyer.locator('.legend-zone strong');
    const pricesAre = async (...texts: string[]) => {
      for (const [index, text] of texts.entries()) await prices.nth(index).filter({ hasText: text }).waitFor();
    };
    await pricesAre('€40', '€40');
    const map = new BuyerPage(buyer);
    await buyer.getByRole('button', { name: /Front/ }).click();
    await map.button(/^Show (it|them) first/).click();
    await buyer.locator('.chosen-head strong', { hasText: '€80' }).waitFor();

    await page.getByLabel('Back: €40').fill('55,50');
    await page.getByRole('button', { name: 'Change the prices now' }).click();
    await page.getByText('The prices have changed.').waitFor();
    await pricesAre('€55.50', '€40');
    await buyer.getByText('Prices have changed.').waitFor();
    // Front is the second price now, and still the only one that is shown.
    await buyer.locator('.legend-zone[aria-pressed=true]', { hasText: 'Front' }).waitFor();
    expect(await buyer.locator('.legend-zone[aria-pressed=true]').count()).toBe(1);

    const at = new Date(testApp.clock.now().getTime() + 3 * 3_600_000).toISOString();
    await page.getByLabel('Front: €40').fill('20');
    await page.getByLabel('When').fill(at.slice(0, 16));
    await page.getByRole('button', { name: 'Schedule the change' }).click();
    await page.locator('.sale-changes li', { hasText: 'Front: €20' }).getByRole('button').waitFor();
    await shoot(page, 'sale-1280-en');
    await expectAccessible(page, 'sale');
    testApp.clock.advanceSeconds(4 * 3600);
    await testApp.app.modules.catalog.applyPriceChanges();
    await pricesAre('€55.50', '€20');
    await buyer.locator('.chosen-head strong', { hasText: '€40' }).waitFor();
    await page.locator('.sale-changes li', { hasText: 'done' }).waitFor();

    await page.getByLabel('Message to buyers').fill('We go on at six.');
    await page.getByRole('button', { name: 'Pause the sale' }).click();
    await buyer.getByText('We go on at six.').waitFor();
    await page.locator('.sale .tag', { hasText: 'Sale paused' }).waitFor();
    await page.getByRole('button', { name: 'Go on with the sale' }).click();
    await buyer.getByText('We go on at six.').waitFor({ state: 'detached' });
    await map.button(/^Reserve/).waitFor();
  }, 120_000);

  it('says what cannot be, and takes a change back', async () => {
    const page = await openSale('en', 1280);
    await page.getByLabel('Front: €40').fill('forty');
    await page.getByRole('button', { name: 'Change the prices now' }).click();
    await page.getByRole('alert').filter({ hasText: 'The price of Front is not an amount.' }).waitFor();
    await page.getByLabel('Front: €40').fill('30');
    await page.getByLabel('When').fill('2020-01-01T12:00');
    await page.getByRole('button', { name: 'Schedule the change' }).click();
    await page.getByRole('alert').filter({ hasText: 'must be in the future' }).waitFor();
    await page.getByLabel('When').fill('2030-07-01T12:00');
    await page.getByRole('button', { name: 'Schedule the change' }).click();
    await page.getByRole('button', { name: /^Cancel the change/ }).click();
    await page.getByText('The change is cancelled.').waitFor();
    await page.getByLabel('The sale ends').fill('2020-01-01T12:00');
    await page.locator('.panel', { hasText: 'When and how many' }).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').filter({ hasText: 'salesCloseAt' }).waitFor();
  }, 60_000);

  for (const language of ['de', 'fr'] as const) {
    it(`sets limits and the waiting room: ${language}, 390 px`, async () => {
      const page = await openSale(language, 390);
      const form = page.locator('.sale > form').nth(1);
      await form.locator('input[type=number]').first().fill('3');
      await form.locator('[type=submit]').click();
      await form.locator('.notice').waitFor();
      const room = page.locator('.sale > section').nth(1);
      await room.locator('input[type=checkbox]').check();
      await room.locator('input[type=number]').first().fill('45');
      await room.locator('[type=submit]').first().click();
      await room.locator('.figures-facts').waitFor();
      await room.locator('.sale-let-in [type=submit]').click();
      await room.locator('.sale-let-in .notice').waitFor();
      await shoot(page, `sale-390-${language}`);
      await expectAccessible(page, 'waiting room');
      const { show: seen } = await testApp.ask<{ show: object }>(
        'query ($id: ID!) { show(id: $id) { seatsPerBuyerMax waitingRoom { active admissionsPerMinute } } }',
        { id: show.id },
        await organizerToken(testApp),
      );
      expect(seen).toEqual({ seatsPerBuyerMax: 3, waitingRoom: { active: true, admissionsPerMinute: 45 } });
    }, 60_000);
  }
});
