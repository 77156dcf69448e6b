import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describeInBrowser, type Visit } from '../support/browser';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { hold } from '../support/holds';
import { openTestApp } from '../support/test-app';

// Before the app opens, which serves what is built.
execFileSync(process.execPath, [join(__dirname, '../../src/playground/unpack.mjs')]);
const testApp = openTestApp();

describeInBrowser('The playground', (open) => {
  let show: MadeShow;
  let visit: Visit;
  let page: Page;
  const answer = (text: string) => page.locator('.graphiql-response .view-line', { hasText: text }).waitFor();
  const example = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const run = () => page.getByRole('button', { name: 'Execute query' }).click();
  const token = () => page.getByLabel('Bearer token');

  beforeAll(async () => {
    await makeShow(testApp, { startsInHours: 24, salesOpenInHours: 1 });
    show = await makeShow(testApp, { startsInHours: 48 });
  });

  beforeEach(async () => {
    visit = await open(`${testApp.url}/graphql`);
    page = visit.page;
    await page.locator('.graphiql-query-editor .view-line', { hasText: 'ServerTimeAndViewer' }).waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    expect(visit.complaints).toEqual([]);
    expect([...visit.hosts]).toEqual([new URL(testApp.url).host]);
  });

  it('runs a query as nobody, then as a guest, then as nobody again', async () => {
    await run();
    await answer('"viewer": null');
    await page.getByRole('button', { name: 'New guest session' }).click();
    await page.getByText('Valid until').waitFor();
    await run();
    await answer('"id": "viewer_');
    await page.getByRole('button', { name: 'Forget token' }).click();
    await run();
    await answer('"viewer": null');
  });

  it('names a show and seats that are for sale in its examples', async () => {
    await example('HoldSeats');
    for (const text of [show.id, show.seat(0), show.seat(1)]) {
      await page.locator('.graphiql-editor-tool .view-line', { hasText: `"${text}"` }).waitFor();
    }
  });

  it('keeps a token through a reload, and takes a whole header for one', async () => {
    const given = await testApp.token({ email: 'ada@example.org' });
    await token().fill(` Bearer ${given} `);
    await token().press('Enter');
    await page.reload();
    await run();
    await answer('ada@example.org');
    expect(await token().inputValue()).toBe(given);
  });

  it('shows what a subscription brings, until it is stopped', async () => {
    const buyer = await testApp.token();
    await example('SeatStatusChanged');
    await run();
    await answer('"changes": []');
    await hold(testApp, show, [7], buyer);
    await answer('"status": "HELD"');
    await answer(show.seat(7));
    await page.getByRole('button', { name: 'Stop query' }).click();
    await page.getByRole('button', { name: 'Execute query' }).waitFor();
  });

  it('goes on with a subscription as the new viewer when the token changes, and says why it may not', async () => {
    await example('SeatStatusChanged');
    await run();
    await answer('"changes": []');
    await token().fill('abc');
    await token().blur();
    await answer('The token is not valid');
  });

  it('checks, completes and formats what is typed, by workers of its own host', async () => {
    await page.locator('.graphiql-query-editor .view-lines').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('{ serverTim');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'serverTime' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type(' nothing');
    await page.locator('.squiggly-error').waitFor();
    await page.getByRole('button', { name: 'Prettify query' }).click();
    await page.locator('.graphiql-query-editor .view-line', { hasText: /^\s+nothing$/ }).waitFor();
  });

  it('shows the documentation of the schema', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByText('CreateGuestSessionPayload').waitFor();
  });
});
