import type { Page } from 'playwright-core';
import { contextOf, expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { BuyerPage, buildSite, withMapFlag } from '../support/buyer-page';
import { eventually } from '../support/eventually';
import { plainSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { availability } from '../support/holds';
import { disagreements } from '../support/purchases';
import { seatBlocks } from '../support/seat-blocks';
import { ORGANIZER_ID, organizerToken } from '../support/show-changes';
import { openTestApp } from '../support/test-app';

buildSite();
const shots = process.env.SCREENSHOTS;
/** For whoever wants to look at the pages. */
const shoot = (page: Page, name: string) =>
  shots === undefined ? undefined : page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
const testApp = openTestApp();

describeInBrowser("The organizer's map of seats", (open) => {
  let show: MadeShow;
  let visit: Visit;

  beforeEach(async () => {
    show = await makeShow(testApp, { organizerId: ORGANIZER_ID, seatMap: plainSeatMap(4, 6) });
  });
  afterEach(async () => {
    await visit.page.context().close();
    expect(visit.complaints).toEqual([]);
    expect(await disagreements(testApp)).toEqual([]);
  });

  const openSeats = async (language: 'en' | 'de' | 'fr', width: number): Promise<Page> => {
    const look = { theme: width < 500 ? 'dark' : 'light', language, forcedColors: 'none', textSize: '100%' } as const;
    visit = await open(`${testApp.url}/organizer/shows/${show.id}/seats?language=${language}`, {
      ...withMapFlag(testApp.url),
      ...contextOf(look, width),
    });
    const { page } = visit;
    page.setDefaultTimeout(15_000);
    await page.locator('#organizer-token').fill(await organizerToken(testApp));
    await page.locator('.organizer-token [type=submit]').click();
    await page.locator('.seat-canvas canvas').waitFor();
    return page;
  };
  const statuses = async () => (await availability(testApp, show)).statuses;
  const become = (expected: string) => eventually(async () => (await statuses()) === expected || statuses());
  const marked = (page: Page, text: string) => page.locator('.seat-desk-bar p', { hasText: text }).waitFor();

  const press = async (page: Page, index: number) => {
    await page.locator('.seat-canvas').scrollIntoViewIfNeeded();
    await new BuyerPage(page).pressSeat(index);
  };

  it('marks rows, seats and what a line encloses; blocks, gives and sells them, and releases a block', async () => {
    const page = await openSeats('en', 1280);
    const map = new BuyerPage(page);
    // A row, and a single seat by the mouse.
    await page.getByLabel('Row', { exact: true }).selectOption({ label: '2' });
    await page.getByRole('button', { name: 'Mark', exact: true }).click();
    await press(page, 0);
    await marked(page, '7 seats marked');
    await page.getByLabel('Reason', { exact: true }).selectOption({ label: 'Press' });
    await page.getByLabel('Note for your team').fill('First night');
    await page.getByRole('button', { name: 'Block 7 seats' }).click();
    await page.getByText('7 seats are blocked.').waitFor();
    await become(`B${'A'.repeat(5)}${'B'.repeat(6)}${'A'.repeat(12)}`);
    await page.locator('.block-list li', { hasText: 'First night' }).waitFor();
    await shoot(page, 'seats-1280-en');
    await expectAccessible(page, 'blocked');
    // A line around the last row.
    await page.getByLabel('Draw around seats').check();
    await page.locator('.seat-canvas').scrollIntoViewIfNeeded();
    const [first, last] = [await map.seatAt(18), await map.seatAt(23)];
    const margin = Math.abs(last.x - first.x) / 12;
    await page.mouse.move(first.x - margin, first.y - margin);
    await page.mouse.down();
    for (const [x, y] of [
      [last.x + margin, first.y - margin],
      [last.x + margin, first.y + margin],
      [first.x - margin, first.y + margin],
    ] as const)
      await page.mouse.move(x, y, { steps: 4 });
    await page.mouse.up();
    await marked(page, '6 seats marked');
    await page.getByLabel('Draw around seats').uncheck();
    await page.getByLabel('How', { exact: true }).selectOption({ label: 'Sell by card terminal' });
    await page.getByLabel('Number of the receipt').fill('17');
    await page.getByRole('button', { name: 'Sell 6 seats' }).click();
    await page.getByText(/^6 seats were sold for €255/).waitFor();
    expect(await page.getByRole('link', { name: 'Print the tickets' }).getAttribute('href')).toContain('/tickets');
    // One of the blocked seats goes to a guest.
    await press(page, 0);
    await page.getByLabel('How', { exact: true }).selectOption({ label: 'Give to a guest' });
    await page.getByLabel('Name of the guest').fill('Ada Lovelace');
    await page.locator('.panel', { hasText: 'Sell or give away' }).getByLabel('Reason').fill('Critic');
    await page.getByRole('button', { name: 'Give 1 seat' }).click();
    await page.getByText('1 seat was given away.').waitFor();
    await become(`S${'A'.repeat(5)}${'B'.repeat(6)}${'A'.repeat(6)}${'S'.repeat(6)}`);
    // What has happened to that seat, while it is looked at.
    await press(page, 0);
    await page.locator('.seat-history summary').click();
    const history = page.locator('.seat-history li');
    await history.filter({ hasText: 'Blocked → blocked' }).waitFor();
    await history.filter({ hasText: 'Sold → sold' }).getByRole('link', { name: 'Order' }).waitFor();
    await shoot(page, 'seat-history-1280-en');
    await expectAccessible(page, 'sold');
    await page.locator('.block-list li button').click();
    await page.getByText('6 seats are on sale again.').waitFor();
    await become(`S${'A'.repeat(17)}${'S'.repeat(6)}`);
  }, 120_000);

  for (const language of ['de', 'fr'] as const) {
    it(`takes seats from a file, and says which lines name none: ${language}, 390 px`, async () => {
      const page = await openSeats(language, 390);
      const text = 'Section;Row;Number\nStalls;1;1\nStalls;1;2\n"Stalls Row 3 Seat 6"\nStalls;9;1\n';
      const file = { name: 'seats.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
      await page.locator('.pick-seats input[type=file]').setInputFiles(file);
      await page.locator('.pick-seats .notice', { hasText: 'Stalls;9;1' }).waitFor();
      await page.locator('.seat-desk-bar p', { hasText: '3' }).waitFor();
      await page.locator('.seat-desk form').first().locator('[type=submit]').click();
      await become(`BB${'A'.repeat(15)}B${'A'.repeat(6)}`);
      await page.locator('.block-list li').waitFor();
      await shoot(page, `seats-390-${language}`);
      await expectAccessible(page, 'file');
      expect(await seatBlocks(testApp, show, await organizerToken(testApp))).toMatchObject([{ seatCount: 3 }]);
    }, 60_000);
  }
});
