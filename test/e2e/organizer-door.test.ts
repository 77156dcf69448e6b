import type { Page } from 'playwright-core';
import { contextOf, expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { buildSite, withMapFlag } from '../support/buyer-page';
import { plainSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { buy } from '../support/purchases';
import { ORGANIZER_ID, organizerToken } from '../support/show-changes';
import { openTestApp } from '../support/test-app';
import { openGate, reissue, scan, ticketsOf } from '../support/tickets';

buildSite();
const shots = process.env.SCREENSHOTS;
/** For whoever wants to look at the pages. */
const shoot = (page: Page, name: string) =>
  shots === undefined ? undefined : page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
const testApp = openTestApp();

describeInBrowser("The organizer's tab for the door", (open) => {
  let show: MadeShow;
  let codes: readonly string[];
  const visits: Visit[] = [];

  beforeEach(async () => {
    show = await makeShow(testApp, {
      ...{ organizerId: ORGANIZER_ID, seatMap: plainSeatMap(3, 6), startsInHours: 0.5 },
    });
    const buyer = await testApp.token();
    const order = await buy(testApp, show, [0, 1, 2, 3], buyer);
    const tickets = await ticketsOf(testApp, order.id, buyer);
    codes = tickets.map(({ code }) => code ?? '');
    await reissue(testApp, tickets[3]?.id ?? '', buyer);
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

  for (const [language, width] of [
    ['en', 1280],
    ['de', 390],
    ['fr', 390],
  ] as const) {
    it(`shows who comes in as they come in, pairs a device by a link, and ends it: ${language}, ${width} px`, async () => {
      const look = { theme: width < 500 ? 'dark' : 'light', language, forcedColors: 'none', textSize: '100%' } as const;
      const page = await visit(`/organizer/shows/${show.id}/door?language=${language}`, contextOf(look, width));
      await page.locator('#organizer-token').fill(await organizerToken(testApp));
      await page.locator('.organizer-token [type=submit]').click();
      const facts = page.locator('.figures-facts dd');
      await facts.nth(4).filter({ hasText: '1' }).waitFor();
      expect(await facts.allTextContents()).toEqual(['4', '0', '0', '0', '1']);

      await page.locator('.door-devices input').fill('North');
      await page.locator('.door-devices [type=submit]').click();
      await page.locator('.door-pairing .qr-code').waitFor();
      const link = (await page.locator('.door-pairing a').getAttribute('href')) ?? '';
      await expectAccessible(page, 'pairing');
      await shoot(page, `door-pairing-${width}-${language}`);
      const device = await visit(link.replace(testApp.url, ''), withMapFlag(testApp.url));
      await device.locator('.door-pair [type=submit]').click();
      await device.locator('.door-pair').waitFor({ state: 'detached' });
      expect(new URL(device.url()).hash).toBe('');

      const gate = await openGate(testApp, show, 'South');
      await scan(testApp, gate, codes[0] ?? '');
      await scan(testApp, gate, codes[0] ?? '');
      await scan(testApp, gate, codes[3] ?? '');
      // Without a reload.
      await facts.nth(1).filter({ hasText: '1' }).waitFor();
      await facts.nth(3).filter({ hasText: '2' }).waitFor();
      await page.locator('.table-left tbody tr').nth(2).waitFor();
      await page.locator('.organizer-past input').check();
      await page.locator('.table-left tbody tr').nth(2).waitFor({ state: 'detached' });
      expect(await page.locator('.table-left tbody .tag-bad').count()).toBe(2);
      await expectAccessible(page, 'door');
      await shoot(page, `door-${width}-${language}`);

      const devices = page.locator('.door-devices li');
      await devices.nth(1).waitFor();
      await devices.filter({ hasText: 'North' }).locator('button').click();
      await devices.locator('button').nth(1).waitFor({ state: 'detached' });
    }, 120_000);
  }
});
