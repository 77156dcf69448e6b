import type { Page } from 'playwright-core';
import { contextOf, expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { BuyerPage, buildSite, withMapFlag } from '../support/buyer-page';
import { plainSeatMap } from '../support/factories/seat-maps';
import { graphql } from '../support/graphql';
import { createOrganization, type Member } from '../support/organizations';
import { openTestApp } from '../support/test-app';

buildSite();
const shots = process.env.SCREENSHOTS;
/** For whoever wants to look at the pages. */
const shoot = (page: Page, name: string) =>
  shots === undefined ? undefined : page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
const testApp = openTestApp();

const EVENT = graphql('mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { id } } }');
const VENUE = graphql('mutation ($input: CreateVenueInput!) { createVenue(input: $input) { venue { id } } }');
const DRAFT = graphql(
  'mutation ($input: CreateShowDraftInput!) { createShowDraft(input: $input) { draft { id showId } } }',
);
const CHANGE = graphql('mutation ($input: UpdateShowDraftInput!) { updateShowDraft(input: $input) { draft { id } } }');
const REPEAT = graphql('mutation ($input: RepeatShowInput!) { repeatShow(input: $input) { draftCount } }');
const LIST = graphql('{ showDrafts(first: 10) { nodes { id } } }');
const READ = graphql(`query ($id: ID!) { showDraft(id: $id) {
  terms { startsAt returnSteps { sharePercent hoursBefore } returnFeeMinor currency seatsPerBuyerMax holdSeconds waitingRoom { admissionsPerMinute shopSize }
    priceTiers { zone name amountMinor } } missing { code } } }`);

const table = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const SOUND = 'section;row;from;to;zone\nParkett;A;1;10;Eins\nParkett;B;1;12;Eins\nBalkon;A;1;8;Zwei\n';
const BROKEN = 'section;row;from;to;zone\nParkett;A;1;;Eins\nParkett;B;x;12;\n';

describeInBrowser('The pages on which organizers put shows on', (open) => {
  let owner: Member;
  let visit: Visit;
  let made: { eventId: string; venueId: string; draftId: string };

  beforeEach(async () => {
    const organization = await createOrganization(testApp);
    owner = organization.owner;
    const own = { organizationId: organization.id };
    const event = { ...own, name: 'Der Sturm', category: 'Theater', performers: ['Ada', 'Grace'] };
    const venue = { ...own, name: 'Kleine Bühne', city: 'Graz', countryCode: 'AT', capacity: 40 };
    const eventId = (await testApp.ask(EVENT, { input: event }, owner.token)).createEvent.event.id;
    const input = { ...venue, timeZone: 'Europe/Vienna' };
    const venueId = (await testApp.ask(VENUE, { input }, owner.token)).createVenue.venue.id;
    const { draft } = (await testApp.ask(DRAFT, { input: { eventId, venueId } }, owner.token)).createShowDraft;
    made = { eventId, venueId, draftId: draft.id };
  });
  afterEach(async () => {
    await visit.page.context().close();
    expect(visit.complaints).toEqual([]);
  });

  const signedIn = async (
    path: string,
    look: Parameters<typeof contextOf>[0] = { theme: 'light', language: 'en', forcedColors: 'none', textSize: '100%' },
    width = 1280,
  ): Promise<Page> => {
    visit = await open(`${testApp.url}${path}?language=${look.language}`, {
      ...withMapFlag(testApp.url),
      ...contextOf(look, width),
    });
    const { page } = visit;
    page.setDefaultTimeout(15_000);
    await page.locator('#organizer-token').fill(owner.token);
    await page.locator('.organizer-token [type=submit]').click();
    return page;
  };

  for (const [theme, language, width] of [
    ['light', 'en', 1280],
    ['dark', 'de', 390],
    ['light', 'fr', 390],
  ] as const) {
    it(`are read and used by everybody, without a finding: ${theme}, ${language}, ${width} px`, async () => {
      const look = { theme, language, forcedColors: 'none', textSize: '100%' } as const;
      const page = await signedIn('/organizer/events', look, width);
      const see = async (name: string) => {
        await expectAccessible(page, name);
        await shoot(page, `${name}-${width}-${language}`);
      };
      const go = (path: string) => page.goto(`${testApp.url}/organizer/${path}?language=${language}`);
      await page.locator('.organizer-show-row').waitFor();
      await page.locator('.organizer > p button').click();
      await see('events');
      await page.locator('.organizer-show-row a').click();
      await page.locator('.planning-columns form').nth(1).waitFor();
      await see('event');
      await go('venues');
      await page.locator('.organizer-show-row').waitFor();
      await page.locator('.organizer > p button').click();
      await see('venues');
      await page.locator('.organizer-show-row a').click();
      await page.locator('input[type=file]').setInputFiles(table('Großer Saal.csv', BROKEN));
      await page.locator('.map-faults tbody tr').first().waitFor();
      expect(await page.locator('.map-faults tbody th').first().textContent()).toContain('line 2');
      await see('map-faults');
      await page.locator('input[type=file]').setInputFiles(table('Großer Saal.csv', SOUND));
      // As buyers will see it: the map says where it has drawn a seat.
      await new BuyerPage(page).seatAt(5);
      await see('map-preview');
      await page.locator('.map-preview ~ .button-row button').first().click();
      await page.locator('.planning-list li button').click();
      await new BuyerPage(page).seatAt(5);
      await see('venue');
      await go(`drafts/${made.draftId}`);
      await page.locator('.missing-list li').first().waitFor();
      expect(await page.locator('.missing-list li').count()).toBe(5);
      await page.locator('.draft-parts select').first().selectOption({ index: 1 });
      await page.locator('.zone-prices li').nth(1).waitFor();
      await page.locator('.zone-prices li input[inputmode=decimal]').first().fill('viel');
      await new BuyerPage(page).seatAt(5);
      await page.locator('.weekdays input').nth(6).check();
      await page.locator('input[type=date]').first().fill('2027-03-01');
      await page.locator('input[type=date]').last().fill('2027-04-30');
      await page.locator('.weekdays ~ .field-pair input').first().fill('02:30 19:30');
      await page.locator('.weekdays ~ button').click();
      await page.locator('.date-list strong').waitFor();
      await see('draft');
      await go('drafts');
      await page.locator('.organizer-show-row').waitFor();
      await see('drafts');
      await go('venues/venue_x');
      await page.locator('h1').waitFor();
      await see('unknown');
    }, 120_000);
  }

  for (const [theme, language, width] of [
    ['light', 'en', 1280],
    ['dark', 'de', 390],
    ['light', 'fr', 390],
  ] as const) {
    it(`publish a run of dates together, and name what some of them lack: ${theme}, ${language}, ${width} px`, async () => {
      await makeRun();
      const page = await signedIn(
        '/organizer/drafts',
        { theme, language, forcedColors: 'none', textSize: '100%' },
        width,
      );
      // The list has more pages than the one that is shown.
      await page.locator('.planning-run').waitFor();
      await shoot(page, `run-before-${width}-${language}`);
      await page.locator('.planning-run button').click();
      await page.locator('.run-answer .notice', { hasText: '57' }).waitFor();
      expect(await page.locator('.run-answer li').count()).toBe(2);
      // They are still drafts, and ready for the next attempt.
      expect(await page.locator('.organizer-show-row').count()).toBe(3);
      await expectAccessible(page, 'run');
      await shoot(page, `run-${width}-${language}`);
    }, 120_000);
  }

  /** 59 dates, of which two lack something. */
  async function makeRun(): Promise<void> {
    const published = await testApp.app.modules.seating.publishSeatMap(plainSeatMap(1, 5));
    if (published.kind !== 'SeatMapPublished') throw new Error(published.kind);
    const terms = {
      ...{ startsAt: '2027-03-01T18:30:00Z', salesOpenAt: '2026-01-01T09:00:00Z', withoutReturns: true },
      ...{ currency: 'EUR', seatMapVersion: published.version },
      priceTiers: plainSeatMap(1, 5).zones.map(({ name }) => ({ zone: name, name, amountMinor: 2500 })),
    };
    const { draftId } = made;
    await testApp.ask(CHANGE, { input: { draftId, terms } }, owner.token);
    const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
    const pattern = {
      from: '2027-04-01',
      until: '2027-05-29',
      weekdays: [...weekdays],
      times: ['19:30'],
      everyWeeks: 1,
    };
    const input = { showId: draftId, pattern, exceptions: [], idempotencyKey: draftId };
    await testApp.ask(REPEAT, { input }, owner.token);
    const { showDrafts } = await testApp.ask(LIST, {}, owner.token);
    const [, first, second] = showDrafts.nodes;
    const change = (id: string | undefined, lacks: object) =>
      testApp.ask(CHANGE, { input: { draftId: id ?? '', terms: lacks } }, owner.token);
    await change(first?.id, { currency: null, withoutReturns: null });
    await change(second?.id, { priceTiers: [] });
  }

  it('save a draft while it is typed, say what is still missing, and keep what was typed over a reload', async () => {
    const page = await signedIn(`/organizer/drafts/${made.draftId}`);
    const missing = (text: string | RegExp) => page.locator('.missing-list li', { hasText: text });
    await missing('The start').waitFor();
    await page.getByLabel('Start', { exact: true }).fill('2027-03-28T19:30');
    await missing('The start').waitFor({ state: 'detached' });
    await page.getByLabel('Currency').selectOption('JPY');
    await missing('The currency').waitFor({ state: 'detached' });
    await page.getByLabel('Tickets', { exact: true }).selectOption('steps');
    await missing('Whether tickets can be returned').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Add a step' }).click();
    await page.getByLabel('Share in percent').nth(1).fill('50');
    await page.getByLabel('Until so many hours before').nth(1).fill('2');
    await page.getByLabel('Kept of each ticket').fill('200');
    await page.getByLabel('Seats for each buyer').fill('4');
    await page.getByLabel('Minutes to pay').fill('15');
    await page.getByLabel('Waiting room from the publication on').check();
    await page.getByLabel('Inside at once').fill('50');
    // What the service does not accept is said, and does not get lost.
    await page.getByLabel('Share in percent').nth(1).fill('100');
    await page.getByText('This is not saved.').waitFor();
    await page.getByLabel('Share in percent').nth(1).fill('50');
    await page.getByText('All changes are saved.').waitFor();
    const { showDraft } = await testApp.ask(READ, { id: made.draftId }, owner.token);
    expect(showDraft?.terms).toEqual({
      ...{ startsAt: '2027-03-28T17:30:00.000Z', currency: 'JPY', priceTiers: null, seatsPerBuyerMax: 4 },
      ...{ holdSeconds: 900, returnFeeMinor: 200, waitingRoom: { admissionsPerMinute: 120, shopSize: 50 } },
      returnSteps: [
        { sharePercent: 100, hoursBefore: 24 },
        { sharePercent: 50, hoursBefore: 2 },
      ],
    });
    await page.reload();
    expect(await page.getByLabel('Start', { exact: true }).inputValue()).toBe('2027-03-28T19:30');
    expect(await page.getByLabel('Minutes to pay').inputValue()).toBe('15');
    await page.getByRole('button', { name: 'Publish this show' }).click();
    await missing('A seat map').waitFor();
    await page.getByText('Delete this draft').first().click();
    await page.getByLabel('Yes, delete it for good.').check();
    await page.getByRole('button', { name: 'Delete this draft' }).click();
    await page.getByText('Nothing is being prepared.').waitFor();
    expect((await testApp.ask(READ, { id: made.draftId }, owner.token)).showDraft).toBeNull();
  }, 60_000);
});
