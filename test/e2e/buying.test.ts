import type { BrowserContextOptions } from 'playwright-core';
import { expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { BuyerPage, buildSite, withMapFlag } from '../support/buyer-page';
import { eventually } from '../support/eventually';
import { plainSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { BuiltProcess } from '../support/frontrow-process';
import { hold } from '../support/holds';
import { openLink } from '../support/link';
import { SECRET_KEY, WEBHOOK_SECRET } from '../support/payment-provider';
import { buy } from '../support/purchases';
import { changeShow, ORGANIZER_ID, organizerToken, updateShow } from '../support/show-changes';
import { openTestApp } from '../support/test-app';

buildSite();
const testApp = openTestApp();

describeInBrowser('Buying on the site', (open) => {
  let show: MadeShow;
  let visits: Visit[] = [];
  const openPage = async (path: string, base = testApp.url, options: BrowserContextOptions = {}) => {
    const origin = new URL(base).origin;
    const visit = await open(`${origin}${path}`, { ...withMapFlag(origin), ...options });
    visit.page.setDefaultTimeout(15_000);
    visits.push(visit);
    return new BuyerPage(visit.page);
  };
  /** Complaints that the test has caused. */
  const expectComplaints = (expected: RegExp) => {
    visits = visits.map((visit) => ({
      ...visit,
      complaints: visit.complaints.filter((text) => !expected.test(text)),
    }));
  };
  const showPath = () => `/shows/${show.id}`;
  const services: BuiltProcess[] = [];
  /** The API as a process of its own, on the database of this test. */
  const startService = (port: string): BuiltProcess => {
    const { DATABASE_URL, REDIS_URL } = testApp.config;
    const payments = {
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_URL: testApp.payments.url,
    };
    const service = new BuiltProcess(
      'test/support/crashing-service.main.ts',
      { ...payments, DATABASE_URL, REDIS_URL, NODE_ENV: 'test', RATE_LIMITS: 'off', PORT: port },
      ['never', '0'],
    );
    services.push(service);
    return service;
  };
  const charges = async () => (await testApp.payments.ledger()).charges;

  beforeAll(async () => {
    show = await makeShow(testApp, { seatsPerBuyerMax: 4 });
  });
  afterEach(async () => {
    for (const { page } of visits) await page.context().close();
    for (const service of services.splice(0)) await service.stop();
    const complaints = visits.flatMap((visit) => visit.complaints);
    visits = [];
    expect(complaints).toEqual([]);
  });

  it('leads from the programme over the map to an order, which can be returned', async () => {
    const buyer = await openPage('/');
    const { page } = buyer;
    await page.getByLabel('Search').fill('Event');
    await page
      .getByRole('link', { name: /^Event/ })
      .first()
      .click();
    await page.getByRole('link', { name: 'Choose seats' }).click();
    await buyer.pressSeat(44);
    await page.getByRole('heading', { name: '2 seats' }).waitFor();
    await buyer.reserve();
    expect(await buyer.seats()).toHaveLength(2);
    await buyer.pay('pm_card_visa');
    await buyer.confirmed();
    await buyer.button('Return the seats').click();
    await buyer.button('Yes, return them').click();
    await page.getByRole('heading', { name: 'Your money has been returned' }).waitFor();
    await page.getByRole('link', { name: 'My orders' }).click();
    await page.getByText('Refunded').waitFor();
    expect([...(visits[0]?.hosts ?? [])]).toEqual([new URL(testApp.url).host]);
  });

  it('has its mail sent elsewhere, and returns one of two tickets after a look at what comes back', async () => {
    const buyer = await openPage(showPath());
    const { page } = buyer;
    await buyer.pressSeat(44);
    await page.getByRole('heading', { name: '2 seats' }).waitFor();
    await buyer.reserve();
    await page.getByLabel('Email').fill('ada@old.example');
    await buyer.pay('pm_card_visa');
    await buyer.confirmed();
    await page.getByText('On the way to a').waitFor();
    await buyer.button('Use another address').click();
    await page.getByLabel('New email address').fill('ada at new');
    await buyer.button('Save').click();
    await page.getByText('This does not look like an email address.').waitFor();
    await page.getByLabel('New email address').fill('ada@new.example');
    await buyer.button('Save').click();
    await page.getByText(/^We have written to a.*old\.example/).waitFor();
    await buyer.button('Return the seats').click();
    const boxes = page.locator('.order-return input');
    expect(await boxes.count()).toBe(2);
    await boxes.first().uncheck();
    await page.getByText('€42.50 comes back.').waitFor();
    await page.getByText('the whole price is returned.').waitFor();
    await buyer.button('Yes, return them').click();
    await page.getByText('€42.50 was returned.').waitFor();
    await page.getByRole('heading', { name: 'The seats are yours' }).waitFor();
    expect(await page.locator('.seat-lines li').count()).toBe(1);
  });

  it('exchanges one of two tickets for a dearer seat, for the difference and with another card', async () => {
    const seatMap = plainSeatMap(2, 6, ['Dear', 'Cheap']);
    const wishes = { seatMap, pricesMinor: { Cheap: 3000, Dear: 5000 }, exchangeRule: 'GTE' } as const;
    const { id } = await makeShow(testApp, wishes);
    const buyer = await openPage(`/shows/${id}`);
    const { page } = buyer;
    await buyer.pressSeat(6);
    await page.getByRole('heading', { name: '2 seats' }).waitFor();
    await buyer.reserve();
    await buyer.pay('pm_card_visa');
    await buyer.confirmed();
    await buyer.button('Exchange tickets').click();
    await page.locator('.order-exchange input[type="checkbox"]').first().uncheck();
    await page.getByText('Choose 1 other seat on the map.').waitFor();
    await buyer.button('Find the best seats').click();
    await page.getByText('Your tickets cost €30, the new seats cost €50.').waitFor();
    await page.getByText('You pay €20.').waitFor();
    await page.locator('input[value="pm_card_chargeDeclined"]').check();
    await buyer.button('Exchange now').click();
    await page.getByText('The card was declined.').waitFor();
    await page.locator('input[value="pm_card_visa"]').check();
    await buyer.button('Exchange now').click();
    await eventually(async () => (await buyer.seats()).length === 1);
    await buyer.confirmed();
    await page.getByRole('link', { name: 'My orders' }).click();
    expect((await charges()).slice(-3).map(({ amount, status }) => [amount, status])).toContainEqual([
      2000,
      'succeeded',
    ]);
  });

  it('sells by the list, with the keyboard alone, and with another card after one was declined', async () => {
    const buyer = await openPage(showPath());
    const { page } = buyer;
    await page.getByLabel('List').focus();
    await page.keyboard.press('Space');
    const section = page.locator('.seat-list-section button').first();
    await section.focus();
    await page.keyboard.press('Enter');
    const group = page.locator('.seat-list-inside button:not([aria-expanded])').first();
    const row = page.locator('.seat-list-inside button[aria-expanded]').first();
    if ((await row.count()) > 0 && (await group.count()) === 0) {
      await row.focus();
      await page.keyboard.press('Enter');
    }
    await group.focus();
    await page.keyboard.press('Enter');
    await buyer.button(/^Reserve/).focus();
    await page.keyboard.press('Enter');
    await buyer.pay('pm_card_chargeDeclinedInsufficientFunds');
    await page.getByText('There is not enough money on the account.').waitFor();
    await buyer.pay('pm_card_visa');
    await buyer.confirmed();
  });

  it('asks the bank, and takes no for an answer', async () => {
    const buyer = await openPage(showPath());
    const { page } = buyer;
    await buyer.reserveBest();
    const seats = await buyer.seats();
    await buyer.pay('pm_card_threeDSecure2Required');
    await buyer.button('Refuse').click();
    await page.getByText('Your bank did not confirm the payment').waitFor();
    expect(await buyer.seats()).toEqual(seats);
    await buyer.pay('pm_card_threeDSecure2Required');
    // The tab is closed at the bank, and the hold's page opened again.
    await buyer.button('Confirm').waitFor();
    const back = new URL(page.url()).searchParams.get('return_url') ?? '';
    await page.goto(back.replace(/\?.*/, ''));
    await buyer.button('Go to the bank').click();
    await buyer.button('Confirm').click();
    await buyer.confirmed();
    expect(await buyer.seats()).toEqual(seats);
  });

  it('charges once where the connection is cut between request and answer', async () => {
    const buyer = await openPage(showPath());
    await buyer.reserveBest();
    const before = (await charges()).length;
    const keys: string[] = [];
    await buyer.page.route('**/graphql', async (route) => {
      const { query, variables } = route.request().postDataJSON();
      if (!query.includes('purchase(')) return route.continue();
      keys.push(variables.input.idempotencyKey);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort('aborted');
    });
    await buyer.pay('pm_card_visa');
    await buyer.confirmed();
    // The page asks again, unless it has heard of the confirmed order before.
    expect(new Set(keys).size).toBe(1);
    expect((await charges()).length).toBe(before + 1);
    expectComplaints(/ERR_ABORTED/);
  });

  it('finds the same hold after a reload, by the back button and in a second tab, by the clock of the server', async () => {
    const buyer = await openPage(showPath());
    const { page } = buyer;
    await buyer.reserveBest();
    const [address, seats] = [page.url(), await buyer.seats()];
    await page.addInitScript('{ const now = Date.now; Date.now = () => now() + 600000; }');
    await page.reload();
    await page.locator('.countdown').waitFor();
    expect(await buyer.seats()).toEqual(seats);
    const left = await buyer.secondsLeft();
    expect(left).toBeGreaterThan(280);
    expect(left).toBeLessThanOrEqual(300);
    await page.goBack();
    await page.getByRole('link', { name: 'Continue to checkout' }).waitFor();
    const second = await page.context().newPage();
    await second.goto(`${testApp.url}/`);
    await second.getByRole('link', { name: 'Continue to checkout' }).click();
    await second.locator('.countdown').waitFor();
    expect(second.url()).toBe(address);
    expect(await new BuyerPage(second).seats()).toEqual(seats);
    await new BuyerPage(second).button('Give the seats back').click();
    await second.getByRole('button', { name: /^Show (it|them) first/ }).waitFor();
  });

  it('gives one of two buyers the seat, and the other the nearest free one', async () => {
    const buyers = await Promise.all([openPage(showPath()), openPage(showPath())]);
    for (const buyer of buyers) {
      await buyer.button('One person fewer').click();
      await buyer.pressSeat(55);
      await buyer.button('Reserve 1 seat').waitFor();
    }
    await Promise.all(buyers.map((buyer) => buyer.button('Reserve 1 seat').click()));
    const arrived = () => buyers.filter(({ page }) => page.url().includes('/holds/'));
    await eventually(() => arrived().length === 1 || `${arrived().length} arrived`);
    const [loser] = buyers.filter((buyer) => !arrived().includes(buyer));
    await loser?.page.getByText('Somebody was quicker').waitFor();
    await loser?.button('Take the nearest free seats').click();
    await loser?.reserve();
    expect(await loser?.seats()).toHaveLength(1);
  });

  it('says at once when somebody takes a chosen seat', async () => {
    const buyer = await openPage(showPath());
    await buyer.button('One person fewer').click();
    await buyer.pressSeat(75);
    await buyer.button('Reserve 1 seat').waitFor();
    await hold(testApp, show, [75], await testApp.token());
    await buyer.page.getByText('Somebody was quicker').waitFor();
  });

  it('offers the same seats again when the time has run out', async () => {
    const short = await makeShow(testApp, { holdSeconds: 2 });
    const buyer = await openPage(`/shows/${short.id}`);
    await buyer.reserveBest();
    await buyer.page.getByRole('heading', { name: 'Your time ran out' }).waitFor();
    await buyer.button('Try for the same seats').click();
    await buyer.page.getByRole('heading', { name: 'Checkout' }).waitFor();
  });

  it('gives more time in the last minute', async () => {
    const timed = await makeShow(testApp);
    const buyer = await openPage(`/shows/${timed.id}`);
    const { page } = buyer;
    await buyer.reserveBest();
    const seats = await buyer.seats();
    await page.locator('.countdown-time').waitFor();
    expect(await buyer.button('I need more time').count()).toBe(0);
    testApp.clock.advanceSeconds((await buyer.secondsLeft()) - 40);
    // A laptop that was asleep: the page asks for the time once somebody looks at it.
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await buyer.button('I need more time').click();
    await buyer.button('I need more time').waitFor({ state: 'detached' });
    await eventually(async () => (await buyer.secondsLeft()) > 280 || `${await buyer.secondsLeft()} s are left`);
    // Longer than the first hold would have lived.
    testApp.clock.advanceSeconds(60);
    await page.reload();
    await page.locator('.countdown-time').waitFor();
    expect(await buyer.secondsLeft()).toBeLessThan(245);
    expect(await buyer.seats()).toEqual(seats);
    await buyer.pay('pm_card_visa');
    await buyer.confirmed();
  });

  it('charges once where the API process dies during the checkout and another one takes over', async () => {
    const [dying, heir] = await Promise.all([testApp.openAnother(), testApp.openAnother()]);
    const link = await openLink(dying.url);
    testApp.closing(() => link.close());
    const buyer = await openPage(showPath(), link.url);
    const { page } = buyer;
    await buyer.reserveBest();
    const seats = await buyer.seats();
    const before = (await charges()).length;
    const keys: string[] = [];
    await page.route('**/graphql', async (route) => {
      const { query, variables } = route.request().postDataJSON();
      if (!query.includes('purchase(')) return route.continue();
      keys.push(variables.input.idempotencyKey);
      if (keys.length > 1) return route.continue();
      // The payment has been made, and its answer dies with the process: its sockets, this page's live ones too, break.
      await route.fetch();
      link.cut();
      await dying.close();
      await route.abort('connectionreset');
      link.switchTo(heir.url);
      link.heal();
    });
    await buyer.pay('pm_card_visa');
    await buyer.confirmed();
    expect(await buyer.seats()).toEqual(seats);
    expect(new URL(page.url()).origin).toBe(new URL(link.url).origin);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    expect((await charges()).length).toBe(before + 1);
    expectComplaints(/ERR_CONNECTION|ERR_SOCKET_NOT_CONNECTED|ERR_EMPTY_RESPONSE|WebSocket connection/);
  });

  // Two starts of a built service take as long as all the other purchases: `npm run test:kill` has this one.
  (process.env.KILL_TESTS === 'on' ? it : it.skip)(
    'charges once where the API process is killed after the charge, and another one starts in its place',
    async () => {
      const first = startService('0');
      const url = await first.open();
      // The provider reports to this service alone, and so to nobody while it is dead.
      testApp.payments.provider.registerWebhook(`${url}/webhooks/stripe`);
      const buyer = await openPage(showPath(), url);
      const { page } = buyer;
      // Processes that have just started compile as they answer, on a machine that runs other tests.
      page.setDefaultTimeout(60_000);
      await buyer.reserveBest();
      const seats = await buyer.seats();
      const before = (await charges()).length;
      const keys: string[] = [];
      page.on('request', (request) => {
        const { query, variables } = request.url().endsWith('/graphql') ? request.postDataJSON() : { query: '' };
        if (query.includes('purchase(')) keys.push(variables.input.idempotencyKey);
      });
      // The money is taken, and the service waits for the provider to say so.
      await testApp.payments.fault({ kind: 'slow', of: 'payment_intents.confirm', when: 'after-effect', ms: 600_000 });
      await buyer.pay('pm_card_visa');
      await eventually(async () => (await charges()).length > before || 'Nothing is charged yet');
      first.signal('SIGKILL');
      expect((await first.ended).signal).toBe('SIGKILL');
      await page.getByText('The connection was cut').waitFor();
      await testApp.payments.withdrawFaults();
      await startService(new URL(url).port).open();
      await buyer.confirmed();
      expect(await buyer.seats()).toEqual(seats);
      expect(new URL(page.url()).origin).toBe(new URL(url).origin);
      expect(keys.length).toBeGreaterThan(1);
      expect(new Set(keys).size).toBe(1);
      expect((await charges()).length).toBe(before + 1);
      testApp.payments.provider.registerWebhook(`${testApp.url}/webhooks/stripe`);
      expectComplaints(/ERR_CONNECTION|ERR_SOCKET_NOT_CONNECTED|ERR_EMPTY_RESPONSE|WebSocket connection/);
    },
    180_000,
  );

  it('is used by touch from the programme to the order on a phone', async () => {
    const touched = await makeShow(testApp);
    const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
    const buyer = await openPage('/', testApp.url, phone);
    const { page } = buyer;
    await page.locator('.card a').first().tap();
    await page.locator('.show-row').first().waitFor();
    await page.goto(`${testApp.url}/shows/${touched.id}`);
    await page.getByRole('button', { name: 'Show the whole venue' }).tap();
    const { x, y } = await buyer.seatAt(44);
    await page.touchscreen.tap(x, y);
    await page.getByRole('heading', { name: '2 seats' }).waitFor();
    await buyer.button('Reserve 2 seats').tap();
    await page.getByRole('heading', { name: 'Checkout' }).waitFor();
    await page.locator('label', { has: page.locator('input[value="pm_card_visa"]') }).tap();
    await buyer.button(/^Pay /).tap();
    await buyer.confirmed();
    expect(await buyer.seats()).toHaveLength(2);
    expect(await page.evaluate('visualViewport.scale')).toBe(1);
  });

  it('leads from the queue to the seats', async () => {
    const guarded = await makeShow(testApp);
    const settings = { active: true, admissionsPerMinute: 60, shopSize: 1, pauseReason: 'Back in a moment' };
    await testApp.app.modules.waitingRoom.configureWaitingRoom(guarded.showId, settings);
    const buyer = await openPage(`/shows/${guarded.id}`);
    const { page } = buyer;
    await page.getByText('Back in a moment').waitFor();
    await eventually(async () => /^Place 1 /.test(await page.title()) || (await page.title()));
    await testApp.app.modules.waitingRoom.configureWaitingRoom(guarded.showId, { pauseReason: null });
    await buyer.button(/^Show (it|them) first/).waitFor();
    await page.getByText(/left to choose/).waitFor();
  });

  it('says at once when the show is paused, moved and cancelled; its organizer refunds it', async () => {
    const changing = await makeShow(testApp, { organizerId: ORGANIZER_ID });
    await buy(testApp, changing, [0, 1], await testApp.token());
    const { page } = await openPage(`/shows/${changing.id}`);
    await page.getByText('How many people?').waitFor();
    await changeShow(testApp, changing, 'SALES_PAUSED');
    await page.getByText('Nothing can be bought for this show now.').waitFor();
    await updateShow(testApp, changing, { salesPaused: false, startsAt: '2099-06-12T18:30:00.000Z' });
    await page.getByText(/This show was moved to another time: .*12 June 2099/).waitFor();
    await page.getByText('How many people?').waitFor();

    const { page: organizer } = await openPage(`/organizer/shows/${changing.id}/refund`);
    await organizer.getByLabel('Access token').fill(await organizerToken(testApp));
    await organizer.getByRole('button', { name: 'Continue' }).click();
    await organizer.getByLabel('Yes, this show does not take place.').check();
    await organizer.getByRole('button', { name: 'Cancel the show' }).click();
    await page.getByText('This show is cancelled.').waitFor();
    await organizer.getByRole('button', { name: 'What would be returned?' }).click();
    await organizer.getByText('€85 is returned.').waitFor();
    await expectAccessible(organizer, 'quote of a show');
    await organizer.getByLabel('Message to all buyers').fill('We are sorry.');
    await organizer.getByRole('button', { name: 'Refund 1 order' }).click();
    await organizer.getByRole('heading', { name: 'The refund is done' }).waitFor();
    await organizer.getByText('€85 of €85 has been returned.').waitFor();
    await expectAccessible(organizer, 'refund of a show');
  });
});
