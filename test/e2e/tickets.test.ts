import type { BrowserContextOptions } from 'playwright-core';
import { contextOf, enlarge, expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { buildSite } from '../support/buyer-page';
import { type BoughtTicket, TestDoor } from '../support/door';
import { openTestApp } from '../support/test-app';

buildSite();
const testApp = openTestApp();

describeInBrowser('The ticket page', (open) => {
  let visits: Visit[] = [];
  let expected = /^$/;
  let door: TestDoor;

  const asBuyer = (token: string): BrowserContextOptions => {
    const value = JSON.stringify({ token, expiresAt: new Date(Date.now() + 86_400_000) });
    const origins = [{ origin: testApp.url, localStorage: [{ name: 'frontrow.session', value }] }];
    return { locale: 'en-GB', storageState: { cookies: [], origins } };
  };
  const openAt = async (path: string, options: BrowserContextOptions) => {
    const visit = await open(`${testApp.url}${path}`, options);
    visit.page.setDefaultTimeout(15_000);
    visits.push(visit);
    return visit.page;
  };
  const buy = async (count: number): Promise<[BoughtTicket, ...BoughtTicket[]]> => {
    const [first, ...others] = await door.buy(count);
    if (first === undefined) throw new Error('Nothing was bought');
    return [first, ...others];
  };

  beforeAll(async () => {
    door = await TestDoor.open(testApp);
  });
  afterEach(async () => {
    for (const { page } of visits) await page.context().close();
    const complaints = visits.flatMap((visit) => visit.complaints).filter((text) => !expected.test(text));
    visits = [];
    expected = /^$/;
    expect(complaints).toEqual([]);
  });

  it('shows one ticket a screen, by buttons, arrow keys and swipes', async () => {
    const [one, two] = await buy(2);
    const page = await openAt(`/orders/${one.orderId}`, { ...asBuyer(one.token), hasTouch: true });
    await page.getByRole('link', { name: 'Show the 2 tickets' }).click();
    const isShown = (label: string) => page.getByRole('img', { name: `QR code of the ticket for ${label}` }).waitFor();
    await isShown(one.label);
    await page.getByRole('button', { name: 'Next ticket' }).click();
    await page.getByRole('heading', { name: 'Ticket 2 of 2' }).waitFor();
    await isShown(two?.label ?? '');
    await page.keyboard.press('ArrowLeft');
    await isShown(one.label);
    await page.evaluate(`{
      const target = document.querySelector('.ticket-screen');
      const at = (clientX) => new Touch({ identifier: 1, target, clientX, clientY: 300 });
      const send = (type, x, touches) =>
        target.dispatchEvent(new TouchEvent(type, { touches, changedTouches: [at(x)], bubbles: true }));
      send('touchstart', 300, [at(300)]);
      send('touchend', 150, []);
    }`);
    await isShown(two?.label ?? '');
    const pdfUrl = (await page.getByRole('link', { name: 'PDF' }).getAttribute('href')) ?? '';
    expect((await page.request.get(pdfUrl)).headers()).toMatchObject({ 'content-type': 'application/pdf' });
    await expectAccessible(page, 'tickets');
  });

  it('works after a reload without network, for its owner alone', async () => {
    const [ticket] = await buy(1);
    const page = await openAt('/', asBuyer(ticket.token));
    await page.locator('.card a').first().waitFor();
    const workers =
      'navigator.serviceWorker.getRegistrations().then((all) => all.map(({ scope }) => new URL(scope).pathname))';
    expect(await page.evaluate(workers)).toEqual([]);
    await page.goto(`${testApp.url}/orders/${ticket.orderId}/tickets`);
    const code = page.getByRole('img', { name: /^QR code/ });
    const drawn = await code.innerHTML();
    await page.getByText('works without network').waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
    expect(await page.evaluate(workers)).toEqual(['/orders/']);
    expected = /ERR_INTERNET_DISCONNECTED/;
    await page.context().setOffline(true);
    await page.reload();
    expect(await code.innerHTML()).toBe(drawn);
    await page.getByText('No network.').last().waitFor();
    expect(await page.getByRole('link', { name: 'PDF' }).count()).toBe(0);
    // What is kept is a build of the site, and no answer of the API.
    const kept = await page.evaluate<string[]>(`(async () => {
      const names = await caches.keys();
      const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return lists.flat().map(({ url }) => new URL(url).pathname);
    })()`);
    expect(kept.filter((path) => !path.startsWith('/assets/'))).toEqual(['/orders']);
    await page.context().setOffline(false);
    await page.getByText('works without network').waitFor();

    // The next one at this browser finds nothing, also without network.
    await page.evaluate(`{
      const session = JSON.parse(localStorage.getItem('frontrow.session'));
      localStorage.setItem('frontrow.session', JSON.stringify({ ...session, token: ${JSON.stringify(await testApp.token())} }));
    }`);
    await page.context().setOffline(true);
    await page.reload();
    await page.locator('.state').waitFor();
    expect(await code.count()).toBe(0);
    await page.context().setOffline(false);
    await page.getByRole('heading', { name: 'There are no tickets here' }).waitFor();

    // Other pages do not meet the service worker.
    await page.goto(testApp.url);
    await page.locator('.card a').first().waitFor();
    expect(await page.evaluate('navigator.serviceWorker.controller')).toBeNull();
  });

  it('says when the code will be visible, and what became of a ticket', async () => {
    const early = await TestDoor.open(testApp, { ticketsVisibleFrom: new Date(Date.now() + 600_000) });
    const [hidden] = await early.buy();
    const page = await openAt(`/orders/${hidden?.orderId}/tickets`, asBuyer(hidden?.token ?? ''));
    await page.getByText('not visible before').waitFor();
    expect(await page.locator('.qr-code').count()).toBe(0);
    await page.goto(`${testApp.url}/orders/order_nothing/tickets`);
    await page.getByRole('heading', { name: 'There are no tickets here' }).waitFor();
  });

  for (const [width, appearance] of [
    [320, { theme: 'dark', language: 'pseudo', forcedColors: 'none', textSize: '100%' }],
    [390, { theme: 'light', language: 'fr', forcedColors: 'active', textSize: '200%' }],
  ] as const) {
    it(`has no finding: ${width} px, ${Object.values(appearance).join(', ')}`, async () => {
      const [ticket] = await buy(2);
      const page = await openAt(`/orders/${ticket.orderId}/tickets?language=${appearance.language}`, {
        ...asBuyer(ticket.token),
        ...contextOf(appearance, width),
      });
      await enlarge(page, appearance.textSize);
      await page.locator('.qr-code').waitFor();
      await expectAccessible(page, 'tickets');
      // Black on white, whatever the colours of the page.
      const colours = `[...document.querySelector('.qr-code').children].map((part) => getComputedStyle(part).fill)`;
      expect(await page.evaluate(colours)).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
    });
  }
});
