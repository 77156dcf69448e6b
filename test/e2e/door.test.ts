import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { contextOf, enlarge, expectAccessible } from '../support/accessibility';
import { describeInBrowser, type Visit } from '../support/browser';
import { buildSite, withMapFlag } from '../support/buyer-page';
import { type BoughtTicket, DoorPage, greyOf, TestDoor, writeCameraFilm } from '../support/door';
import { openTestApp } from '../support/test-app';

buildSite();
const testApp = openTestApp();
const folder = mkdtempSync(join(tmpdir(), 'frontrow-camera-'));
const film = join(folder, 'film.y4m');
afterAll(() => rmSync(folder, { recursive: true }));

const describeWithCamera: typeof describeInBrowser = (name, tests) =>
  describeInBrowser(name, tests, [
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
    // Chromium asks nobody for the microphone's pictures, and sounds need no press.
    '--autoplay-policy=no-user-gesture-required',
  ]);

describeWithCamera('The door page', (open) => {
  let visits: Visit[] = [];
  let expected = /^$/;

  const openDoor = async (options: BrowserContextOptions = {}, query = '') => {
    const visit = await open(`${testApp.url}/door${query}`, { ...withMapFlag(testApp.url), ...options });
    visit.page.setDefaultTimeout(15_000);
    visits.push(visit);
    return new DoorPage(visit.page);
  };
  const openGate = async (door: TestDoor, gateId: string, options: BrowserContextOptions = {}) => {
    const gate = await openDoor(options);
    await gate.pair(await door.pairingCode(gateId));
    return gate;
  };
  const first = async (tickets: Promise<readonly BoughtTicket[]>) => {
    const [ticket] = await tickets;
    if (ticket === undefined) throw new Error('Nothing was bought');
    return ticket;
  };

  beforeEach(() => {
    expected = /^$/;
  });
  afterEach(async () => {
    for (const { page } of visits) await page.context().close();
    const complaints = visits.flatMap((visit) => visit.complaints).filter((text) => !expected.test(text));
    const hosts = visits.flatMap((visit) => [...visit.hosts]);
    visits = [];
    expect(complaints).toEqual([]);
    // The decoder too is served by ourselves.
    expect(new Set(hosts)).toEqual(new Set([new URL(testApp.url).host]));
  });

  it('admits with the camera what the ticket page shows in the dark, by colour, sound and vibration', async () => {
    const door = await TestDoor.open(testApp);
    const ticket = await first(door.buy());
    const session = JSON.stringify({ token: ticket.token, expiresAt: new Date(Date.now() + 86_400_000) });
    const origins = [{ origin: testApp.url, localStorage: [{ name: 'frontrow.session', value: session }] }];
    const phone = await open(`${testApp.url}/orders/${ticket.orderId}/tickets`, {
      ...{ colorScheme: 'dark', locale: 'en-GB', viewport: { width: 390, height: 844 } },
      storageState: { cookies: [], origins },
    });
    visits.push(phone);
    const qr = await phone.page.locator('.qr-code').screenshot();
    writeCameraFilm(film, await greyOf(phone.page, qr));

    const gate = await openDoor({ permissions: ['camera'], viewport: { width: 390, height: 844 } });
    const { page } = gate;
    await page.evaluate(`window.signals = [];
      navigator.vibrate = (pattern) => signals.push(['vibration', ...pattern]);
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (at) { signals.push(['tone', this.frequency.value]); start.call(this, at); };`);
    await gate.pair(await door.pairingCode('North'));
    // Allowed before, so that it starts by itself.
    expect(await gate.answerAfter(null)).toBe('accepted');
    const words = await gate.answer().textContent();
    expect(words).toContain('Admitted');
    expect(words).toContain(ticket.label);
    expect(await page.evaluate('signals')).toEqual([
      ['vibration', 80],
      ['tone', 880],
      ['tone', 1320],
    ]);
    expect(await page.locator('.door-counts dd').allTextContents()).toEqual(['1', '1']);
    // It stays before the camera, and is scanned once.
    expect(await gate.scan(ticket.code)).toBe('alreadyScanned');
    expect(await page.locator('.door-recent li').count()).toBe(2);
    expect((await page.evaluate<unknown[]>('signals')).slice(3)).toEqual([
      ['vibration', 300, 100, 300],
      ['tone', 170],
    ]);
  });

  it('answers a USB scanner wherever the focus is, and finds visitors by name', async () => {
    const door = await TestDoor.open(testApp, { allowsReentry: true });
    const [one, two] = [await first(door.buy()), await first(door.buy())];
    const newCode = await door.reissue(two, 'Zofia Kowalska');
    const gate = await openGate(door, 'North');
    const { page } = gate;
    const search = page.getByLabel('Name or email address');
    await search.fill('Zo');
    await search.focus();
    // Real keys, all on their way at once.
    const keyboard = await page.context().newCDPSession(page);
    const startsAt = Date.now() / 1000;
    const press = (key: string, index: number) => {
      const text = key === 'Enter' ? '\r' : key;
      // Five milliseconds after each other, however long they are on their way.
      const timestamp = startsAt + index * 0.005;
      return keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text, unmodifiedText: text, timestamp });
    };
    await Promise.all([...one.code, 'Enter'].map(press));
    expect(await gate.answerAfter(null)).toBe('accepted');
    expect(await search.inputValue()).toBe('Zo');
    expect(await gate.scan(one.code)).toBe('alreadyScanned');
    expect(await gate.answer().textContent()).toContain('gate North');
    await page.getByLabel('Out', { exact: true }).check();
    expect(await gate.scan(one.code)).toBe('accepted');
    expect(await gate.answer().textContent()).toContain('Let out');
    expect(await gate.scan(one.code)).toBe('notInside');
    await page.getByLabel('In', { exact: true }).check();
    expect(await gate.scan(one.code)).toBe('accepted');
    expect(await gate.scan(two.code)).toBe('revoked');
    expect(await gate.scan(`${one.code.slice(0, -6)}AAAAAA`)).toBe('notATicket');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.locator('.door-found li').first().waitFor();
    await expectAccessible(page, 'refused, and found by name');
    const before = await gate.lastScan();
    await page.getByRole('button', { name: `Admit: ${two.label}` }).click();
    expect(await gate.answerAfter(before)).toBe('accepted');
    expect(await gate.answer().textContent()).toContain('Zofia Kowalska');
    expect(await gate.scan(newCode)).toBe('alreadyScanned');
  });

  it('shows one conflict at both of two gates that admitted the same ticket without network', async () => {
    expected = /ERR_INTERNET_DISCONNECTED/;
    const door = await TestDoor.open(testApp);
    const [twice, once, revoked, inside] = await door.buy(4);
    if (!twice || !once || !revoked || !inside) throw new Error('Nothing was bought');
    const gates = [await openGate(door, 'North'), await openGate(door, 'South')] as const;
    const [north, south] = gates;
    await door.reissue(revoked, 'Somebody else');
    expect(await north.scan(revoked.code)).toBe('revoked');
    expect(await south.scan(inside.code)).toBe('accepted');
    // The gates follow what happens at the others.
    await north.page.locator('.door-counts dd').first().getByText('1').waitFor();
    for (const gate of gates) {
      await gate.page.evaluate('navigator.serviceWorker.ready.then(() => null)');
      await gate.goOffline(true);
      await gate.becomes('offline');
      expect(await gate.scan(twice.code)).toBe('accepted');
      expect(await gate.scan(twice.code)).toBe('alreadyScanned');
      expect(await gate.answer().textContent()).toContain('Decided without network');
      // Where it is, from the map that the gate keeps.
      expect(await gate.answer().textContent()).toContain(twice.label);
    }
    expect(await north.scan(revoked.code)).toBe('revoked');
    expect(await north.scan(inside.code)).toBe('alreadyScanned');
    expect(await north.scan(once.code)).toBe('accepted');
    await north.page.reload();
    await north.becomes('offline');
    await north.page.getByText('2 scans wait to be sent.').waitFor();
    expect(await north.scan(once.code)).toBe('alreadyScanned');
    expect(await north.page.locator('.door-counts dd').first().textContent()).toBe('3');
    for (const gate of gates) {
      await gate.goOffline(false);
      await gate.becomes('online');
    }
    for (const { page } of gates) {
      const conflict = page.locator('[data-notice=conflict]');
      await conflict.waitFor();
      expect(await page.locator('[data-notice]').count()).toBe(1);
      expect(await conflict.textContent()).toMatch(new RegExp(`Admitted twice: ${twice.label}`));
      expect(await conflict.textContent()).toMatch(/Gate North.*Gate South/s);
      await page.getByRole('button', { name: 'Seen' }).click();
      await conflict.waitFor({ state: 'detached' });
    }
    expect(await door.conflicts()).toEqual(['ADMITTED_TWICE']);
    // Seen, and so not shown again by the next visit.
    await south.page.reload();
    await south.becomes('online');
    expect(await south.page.locator('[data-notice]').count()).toBe(0);
    expect(await south.scan(once.code)).toBe('alreadyScanned');
  });

  it('pairs once with a code, in one tab, until the organizer ends it', async () => {
    const door = await TestDoor.open(testApp);
    const code = await door.pairingCode('North');
    const gate = await openDoor();
    const { page } = gate;
    await page.locator('#pairing-code').fill('123');
    await page.getByRole('button', { name: 'Pair' }).click();
    await page.getByRole('alert').getByText('eight letters and digits').waitFor();
    await gate.pair(code.toLowerCase());
    const second = await page.context().newPage();
    await second.goto(page.url());
    await second.getByText('open in another tab').waitFor();
    await second.close();
    const thief = await openDoor();
    await thief.page.locator('#pairing-code').fill(code);
    await thief.page.getByRole('button', { name: 'Pair' }).click();
    await thief.page.getByText('This code is not valid.').waitFor();
    await door.unpair('North');
    const ticket = await first(door.buy());
    await page.evaluate(`for (const key of ${JSON.stringify([...ticket.code, 'Enter'])})
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))`);
    await page.getByText('This device is not paired any more.').waitFor();
    await gate.pair(await door.pairingCode('West'));
    expect(await gate.scan(ticket.code)).toBe('accepted');
    // With the keyboard alone.
    await page.getByRole('button', { name: 'Unpair this device' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Yes, unpair it' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#pairing-code').waitFor();
    expect(await page.evaluate(`localStorage.getItem('frontrow.door')`)).toBeNull();
  });

  it('goes offline by itself after a second without an answer, and online again', async () => {
    const door = await TestDoor.open(testApp);
    const ticket = await first(door.buy());
    const gate = await openGate(door, 'North', { storageState: { cookies: [], origins: [] } });
    const { page } = gate;
    // Requests that hang, as behind a router that has lost its own network.
    await page.route('**/graphql', () => undefined);
    expect(await gate.scan(ticket.code)).toBe('accepted');
    expect(await gate.answer().textContent()).toContain('Decided without network');
    await gate.becomes('offline');
    await page.getByText('1 scan waits to be sent.').waitFor();
    await page.unroute('**/graphql');
    await gate.becomes('online');
    expect(await page.locator('.door-counts dd').first().textContent()).toBe('1');
    expect(await door.conflicts()).toEqual([]);
  });

  for (const [width, appearance] of [
    [320, { theme: 'light', language: 'de', forcedColors: 'active', textSize: '200%' }],
    [390, { theme: 'dark', language: 'pseudo', forcedColors: 'none', textSize: '100%' }],
  ] as const) {
    it(`has no finding: ${width} px, ${Object.values(appearance).join(', ')}`, async () => {
      expected = /ERR_INTERNET_DISCONNECTED/;
      const door = await TestDoor.open(testApp, { allowsReentry: true });
      const [one, two] = await door.buy(2);
      const gate = await openDoor(contextOf(appearance, width), `?language=${appearance.language}`);
      const { page } = gate;
      await enlarge(page, appearance.textSize);
      await page.locator('#pairing-code').waitFor();
      await expectAccessible(page, 'pairing');
      await gate.pair(await door.pairingCode('North'));
      await gate.scan(one?.code ?? '');
      await gate.scan('This is not a ticket, but a long text');
      await page.locator('#door-name').fill('zofia');
      await page.locator('.door-search [type=submit]').click();
      await page.locator('.door-found li').first().waitFor();
      await expectAccessible(page, 'refused, and found by name');
      await gate.goOffline(true);
      await gate.becomes('offline');
      await gate.scan(two?.code ?? '');
      await expectAccessible(page, 'admitted without network');
    });
  }
});
