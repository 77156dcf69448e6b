import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { parseOptions } from '../load/drive/options';
import { type RunResult, run } from '../load/drive/run';
import { describeInBrowser } from '../support/browser';
import { BuyerPage, buildSite, withMapFlag } from '../support/buyer-page';
import { eventually } from '../support/eventually';
import { FrontrowProcess } from '../support/frontrow-process';
import { openTestApp } from '../support/test-app';

buildSite();
const shots = process.env.SCREENSHOTS;
/** For whoever wants to look at the pages. */
const shoot = (page: Page, name: string) =>
  shots === undefined ? undefined : page.screenshot({ path: `${shots}/story-${name}.png`, fullPage: true });
const testApp = openTestApp();

const MAP = `section;row;from;to;zone
Parkett;A;1;20;Eins
Parkett;B;1;20;Eins
Parkett;C;1;20;Zwei
Parkett;D;1;20;Zwei
Balkon;A;1;16;Drei
`;
const PLACES = 96;
const ROW_D = { from: 60, to: 80 };
const ZONE = 'Europe/Vienna';
const DAY_MS = 86_400_000;

/** As the clocks at the venue show it. */
const localOf = (instant: Date) => instant.toLocaleString('sv-SE', { timeZone: ZONE }).slice(0, 16).replace(' ', 'T');
const weekdayOf = (instant: Date) => instant.toLocaleString('en-GB', { timeZone: ZONE, weekday: 'long' });

async function buyersCome(showId: string): Promise<RunResult> {
  const small = ['--buyers', '14', '--rate', '6', '--ramp', '0', '--think', '0.1', '--watchers', '3', '--cuts', '0'];
  const where = ['--url', testApp.url, '--show', showId, '--bank', testApp.payments.url];
  const options = parseOptions([...where, ...small, '--pay', 'card=4,declined=1', '--vanish', '0']);
  if (options === null) throw new Error('Help was not asked for');
  return run(options, { say: () => undefined, moment: () => undefined }, new AbortController().signal);
}

async function verify(): Promise<{ ok: boolean; verified: { invariant: string; damages: string[] }[] }> {
  const { DATABASE_URL, REDIS_URL, STRIPE_API_URL = '' } = testApp.config;
  const { STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '' } = testApp.config;
  const settings = { DATABASE_URL, REDIS_URL, STRIPE_API_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET };
  const command = new FrontrowProcess(settings, 'verify', '--json');
  await command.ended;
  return JSON.parse(command.output.slice(command.output.indexOf('{\n')));
}

describeInBrowser('An organizer without an operator', (open) => {
  it('puts three shows on in an empty service, sells them, controls the seats, and agrees with the proof', async () => {
    const { page, complaints } = await open(`${testApp.url}/organizer`, withMapFlag(testApp.url));
    page.setDefaultTimeout(20_000);
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    const go = (name: string) => page.locator('nav.tabs').getByRole('link', { name, exact: true }).click();
    await page.locator('#organizer-token').fill(await testApp.token({ roles: ['organizer'] }));
    await page.locator('.organizer-token [type=submit]').click();

    // An organization, a venue with a map, an event.
    await button('New organization').click();
    await page.getByLabel('Name', { exact: true }).fill('Theater am Fluss');
    await button(/^Create$/).click();
    await page.getByRole('heading', { name: 'Theater am Fluss' }).waitFor();
    await page.getByRole('link', { name: 'Your shows' }).click();
    await go('Venues');
    await button('New venue').click();
    await page.getByLabel('Name', { exact: true }).fill('Haus am Fluss');
    await page.getByLabel('City', { exact: true }).fill('Graz');
    await page.getByLabel('Country').selectOption('AT');
    await page.getByLabel('Time zone').fill(ZONE);
    await page.getByLabel('Capacity').fill('120');
    await button(/^Create$/).click();
    const table = { name: 'Großer Saal.csv', mimeType: 'text/csv', buffer: Buffer.from(MAP) };
    await page.getByLabel('File').setInputFiles(table);
    await page.getByText(`The file is sound: ${PLACES} places, 2 sections, 3 price zones.`).waitFor();
    await button('Publish this map').click();
    await page.getByText('“Großer Saal” is published.').waitFor();
    await go('Events');
    await button('New event').click();
    await page.getByLabel('Name', { exact: true }).fill('Der Sturm');
    await page.getByLabel('Category').fill('Theater');
    await button(/^Create$/).click();

    // A draft that says what is missing until nothing is, two more dates of it, and all three are published.
    const startsAt = new Date(testApp.clock.now().getTime() + 30 * DAY_MS);
    await button('Prepare a show').click();
    await page.getByText('5 things are missing:').waitFor();
    await page.getByLabel('Start', { exact: true }).fill(`${localOf(startsAt).slice(0, 10)}T19:30`);
    await page.getByLabel('Sale opens').fill(localOf(new Date(testApp.clock.now().getTime() - 60_000)));
    await page.getByLabel('Currency').selectOption('EUR');
    await page.getByLabel('Seat map').selectOption({ label: `Großer Saal (${PLACES} seats)` });
    for (const [zone, price] of [
      ['Eins', '59'],
      ['Zwei', '39.50'],
      ['Drei', '24'],
    ] as const)
      await page.getByLabel(`Price: ${zone}`, { exact: true }).fill(price);
    await page.getByLabel('Tickets', { exact: true }).selectOption('none');
    await page.getByText('Nothing is missing.').waitFor();
    await page.getByText('All changes are saved.').waitFor();
    await page.getByLabel('First day').fill(localOf(startsAt).slice(0, 10));
    await page.getByLabel('Last day').fill(localOf(new Date(startsAt.getTime() + 21 * DAY_MS)).slice(0, 10));
    await page.getByLabel(weekdayOf(startsAt)).check();
    await page.getByLabel('Times').fill('19:30');
    await button('Show the dates').click();
    // Four weeks: the first date is there already, and the last one is left out.
    await page.locator('.date-list input').nth(3).uncheck();
    await shoot(page, 'draft');
    await button('Make 2 drafts').click();
    await page.getByText('2 drafts were made.').waitFor();
    await button('Publish this show').click();
    await page.getByText('On sale').waitFor();
    const showId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.getByRole('link', { name: 'Your shows' }).click();
    await go('Drafts');
    await button('Publish 2 shows').click();
    await page.getByText('Nothing is being prepared.').waitFor();
    await go('Shows');
    await page.locator('.organizer-show-row').nth(2).waitFor();
    expect(await page.locator('.organizer-show-row time').allTextContents()).toEqual([
      expect.stringContaining('19:30'),
      expect.stringContaining('19:30'),
      expect.stringContaining('19:30'),
    ]);
    await shoot(page, 'shows');

    // Buyers come, and the figures move.
    await page.locator('.organizer-show-row a').first().click();
    const count = (state: string) => page.locator(`.seat-count-of-${state} dd`);
    const counted = async (state: string) => Number(await count(state).textContent());
    await count('free')
      .filter({ hasText: String(PLACES) })
      .waitFor();
    const buying = buyersCome(showId);
    await eventually(async () => (await counted('sold')) > 0 || `sold: ${await counted('sold')}`);
    const bought = await buying;
    expect(bought.proofs.filter(({ holds }) => !holds)).toEqual([]);
    expect(bought.seatsConfirmed).toBeGreaterThan(0);
    await eventually(async () => (await counted('sold')) === bought.seatsConfirmed || `sold: ${await counted('sold')}`);

    // A row is kept back, and two seats are given away.
    await go('Seats');
    await page.locator('.seat-canvas canvas').waitFor();
    const statuses = async () => {
      const { body } = await testApp.graphql<{ show: { availability: { statuses: string } } }>(
        'query ($id: ID!) { show(id: $id) { availability { statuses } } }',
        { id: showId },
      );
      return body.data?.show.availability.statuses ?? '';
    };
    const row = [...(await statuses()).slice(ROW_D.from, ROW_D.to)];
    await page.getByLabel('Section').selectOption('Parkett');
    await page.getByLabel('Row', { exact: true }).selectOption('D');
    await page.getByRole('button', { name: 'Mark', exact: true }).click();
    await button('Block 20 seats').click();
    const blocked = row.filter((status) => status === 'A').length;
    await eventually(async () => [...(await statuses())].filter((it) => it === 'B').length === blocked || statuses());
    const free = [...(await statuses())].flatMap((status, index) => (status === 'A' ? [index] : [])).slice(0, 2);
    for (const index of free) {
      await page.locator('.seat-canvas').scrollIntoViewIfNeeded();
      await new BuyerPage(page).pressSeat(index);
    }
    await page.getByLabel('How', { exact: true }).selectOption({ label: 'Give to a guest' });
    await page.getByLabel('Name of the guest').fill('Ada Lovelace');
    await page.locator('.panel', { hasText: 'Sell or give away' }).getByLabel('Reason').fill('Critic');
    await button('Give 2 seats').click();
    await page.getByText('2 seats were given away.').waitFor();
    await shoot(page, 'seats');

    // The page, the seats themselves and the proof say the same.
    await go('Figures');
    await eventually(async () => (await counted('blocked')) === blocked || `blocked: ${await counted('blocked')}`);
    await eventually(
      async () => (await counted('sold')) === bought.seatsConfirmed + 2 || `sold: ${await counted('sold')}`,
    );
    const sums = { sold: 0, reserved: 0, held: 0, free: 0, blocked: 0 };
    for (const state of Object.keys(sums) as (keyof typeof sums)[]) sums[state] = await counted(state);
    expect(Object.values(sums).reduce((sum, one) => sum + one, 0)).toBe(PLACES);
    const letters = await statuses();
    expect({ ...sums, held: 0, reserved: 0 }).toEqual({
      ...{ sold: letters.split('S').length - 1, free: letters.split('A').length - 1 },
      ...{ blocked: letters.split('B').length - 1, held: 0, reserved: 0 },
    });
    await shoot(page, 'figures');
    const proof = await verify();
    expect(proof.verified.flatMap(({ invariant, damages }) => damages.map((it) => `${invariant}: ${it}`))).toEqual([]);
    expect(proof).toMatchObject({ ok: true });

    // The orders as a file for a spreadsheet program: one line for each, the gift among them.
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Orders', exact: true }).click();
    const lines = (await readFile(await (await file).path(), 'utf8')).trim().split('\r\n');
    const orders = await testApp.database.dataSource.query(
      `select count(*)::int as n from ticket_order where status = 'C'`,
    );
    const confirmed = lines.slice(1).filter((line) => /CONFIRMED/.test(line));
    expect([confirmed.length, orders[0].n]).toEqual([bought.ordersConfirmed + 1, bought.ordersConfirmed + 1]);
    await page.context().close();
    expect(complaints).toEqual([]);
  }, 120_000);
});
