import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { generateVenueMap } from '../../src/dev';
import { describeInBrowser, type Visit } from '../support/browser';
import { eventually } from '../support/eventually';
import { plainSeatMap } from '../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../support/factories/shows';
import { graphql } from '../support/graphql';
import { availability, hold, holdFree, release } from '../support/holds';
import { openLink } from '../support/link';
import { openTestApp } from '../support/test-app';

// Before the app opens, which serves what is built.
const root = join(__dirname, '../..');
execFileSync(process.execPath, [join(root, 'client-example/build.mjs'), join(root, 'dist/site')]);
const testApp = openTestApp();

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};
const CUTS = 100;

const seatQuery = graphql(`query($showId: ID!) { show(id: $showId) { seat(index: 20000) { label } } }`);

/**
 * Zooms to seat 20,000 and presses it in the very frame that draws the map for the first time. The map asks for its frame
 * before it shows itself to tests, so that the one asked for here runs right after it, and before any timer.
 */
const pressInFirstFrame = `Object.defineProperty(window, 'frontrowMap', {
  configurable: true,
  set(map) {
    Object.defineProperty(window, 'frontrowMap', { value: map, writable: true });
    requestAnimationFrame(() => {
      const canvas = document.querySelector('canvas.seat-map-canvas');
      const event = (Kind, type, more) => {
        const { x, y } = map.at(20000);
        const at = { clientX: x, clientY: y, pointerId: 7, pointerType: 'mouse', bubbles: true, cancelable: true };
        canvas.dispatchEvent(new Kind(type, { ...at, ...more }));
      };
      // A pointer that is not a real one cannot be captured.
      canvas.setPointerCapture = () => {};
      event(WheelEvent, 'wheel', { deltaY: -Math.log2(20 / map.view.seatPx) * 320 });
      event(PointerEvent, 'pointerdown');
      event(PointerEvent, 'pointerup');
      window.pressed = { chosen: [...map.selection.chosen], label: map.store.labelOf(20000) };
    });
  },
})`;

/** Waits until this expression is true in the page. The page's policy allows no evaluation of its own. */
const until = (page: Page, expression: string): Promise<void> =>
  eventually(async () => (await page.evaluate(expression)) === true || `Not true: ${expression}`);

describeInBrowser('The seat map', (open) => {
  let visit: Visit | undefined;
  afterEach(() => visit?.page.context().close());

  /** Opens the show's page with the map's test flag, and waits until the map is drawn and live. */
  async function openMap(show: MadeShow, options: BrowserContextOptions = {}, script = ''): Promise<Page> {
    const { origin } = new URL(testApp.url);
    const storage = [{ name: 'frontrowTest', value: 'on' }];
    visit = await open('about:blank', {
      storageState: { cookies: [], origins: [{ origin, localStorage: storage }] },
      locale: 'en-GB',
      ...options,
    });
    await visit.page.addInitScript({ content: script });
    await visit.page.goto(`${origin}/shows/${show.id}`);
    await until(visit.page, 'globalThis.frontrowMap?.store.isLive === true');
    return visit.page;
  }

  /** Where a seat is in the window, once the map has come to rest there. */
  async function placeOf(page: Page, index: number): Promise<{ x: number; y: number }> {
    let last = '';
    await eventually(async () => {
      // Two frames later, so that a map that moves has moved: asked twice within a frame, it would seem to be still.
      const now = JSON.stringify(
        await page.evaluate(
          `new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() => tell(frontrowMap.at(${index})))))`,
        ),
      );
      const isStill = now === last;
      last = now;
      return isStill || 'The map moves';
    });
    return JSON.parse(last);
  }

  const chosen = (page: Page): Promise<number[]> => page.evaluate('[...frontrowMap.selection.chosen]');

  it('equals the availability byte for byte after a hundred cut sockets in a storm of holds', async () => {
    const show = await makeShow(testApp, { seatMap: plainSeatMap(20, 20), seatsPerBuyerMax: 10 });
    const link = await openLink(testApp.url);
    testApp.closing(() => link.close());
    // The waits before a new connection are random; short ones make a storm of it.
    const quick = { name: 'frontrowTest', value: 'on' };
    visit = await open('about:blank', {
      storageState: { cookies: [], origins: [{ origin: new URL(link.url).origin, localStorage: [quick] }] },
    });
    const { page } = visit;
    await page.addInitScript({ content: 'Math.random = () => 0.01' });
    await page.goto(`${new URL(link.url).origin}/shows/${show.id}`);
    await until(page, 'globalThis.frontrowMap?.store.isLive === true');
    const buyer = await testApp.token();
    let held: string | null = null;
    for (let cut = 0; cut < CUTS; cut += 1) {
      if (held === null) held = (await holdFree(testApp, show, [cut * 3, cut * 3 + 1], buyer)).id;
      else {
        await release(testApp, held, buyer);
        held = null;
      }
      link.cut();
      link.heal();
    }
    const expected = await availability(testApp, show);
    expect(expected.versions.filter((version) => version > 0).length).toBeGreaterThan(90);
    const letters = `[...frontrowMap.store.statuses].map((status) => 'AHRSB'[status]).join('')`;
    await eventually(async () => (await page.evaluate('frontrowMap.store.isLive')) === true || 'It is not live');
    await eventually(async () => {
      const seen = await page.evaluate(`({ statuses: ${letters}, versions: [...frontrowMap.store.versions] })`);
      const { statuses, versions } = expected;
      return JSON.stringify(seen) === JSON.stringify({ statuses, versions }) || 'The page differs';
    });
    expect(await page.evaluate('frontrowMap.store.availableCount')).toBe(expected.availableCount);
  });

  it('draws nothing while the page is hidden, and everything when it is seen again', async () => {
    const show = await makeShow(testApp);
    const page = await openMap(show);
    await page.evaluate(`{
      window.drawn = 0;
      const put = CanvasRenderingContext2D.prototype.putImageData;
      CanvasRenderingContext2D.prototype.putImageData = function (...args) { window.drawn += 1; return put.apply(this, args); };
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => window.isHidden });
      window.isHidden = true;
      document.dispatchEvent(new Event('visibilitychange'));
    }`);
    // A frame that was asked for before may still come.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const before = await page.evaluate('window.drawn');
    await hold(testApp, show, [3, 4], await testApp.token());
    await until(page, 'frontrowMap.store.statuses[4] === 1');
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(await page.evaluate('window.drawn')).toBe(before);
    await page.evaluate(`{ window.isHidden = false; document.dispatchEvent(new Event('visibilitychange')); }`);
    await until(page, `window.drawn > ${before}`);
  });

  it('zooms by pinch on a phone while the page stays, and a tap takes two neighbours', async () => {
    const show = await makeShow(testApp, { seatMap: generateVenueMap('theatre', 3) });
    const page = await openMap(show, PHONE);
    const sizeBefore = Number(await page.evaluate('frontrowMap.view.seatPx'));
    const middle = await placeOf(page, 400);
    const touch = await page.context().newCDPSession(page);
    const fingers = (type: 'touchStart' | 'touchMove' | 'touchEnd', spread: number) =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          type === 'touchEnd' ? [] : [-spread, spread].map((dx, id) => ({ id, x: middle.x + dx, y: middle.y })),
      });
    await fingers('touchStart', 20);
    for (let spread = 25; spread <= 60; spread += 5) await fingers('touchMove', spread);
    await fingers('touchEnd', 0);
    await eventually(async () => Number(await page.evaluate('frontrowMap.view.seatPx')) > 2 * sizeBefore || 'No zoom');
    expect(await page.evaluate('visualViewport.scale')).toBe(1);
    const { x, y } = await placeOf(page, 400);
    // Beside the seat, as fingers are.
    await page.touchscreen.tap(x + 4, y - 4);
    await eventually(async () => (await chosen(page)).length === 2 || 'Nothing is chosen');
    expect(await chosen(page)).toContain(400);
  });

  it('loses a chosen seat when somebody takes it, keeps the other, and offers the nearest block', async () => {
    const show = await makeShow(testApp);
    const page = await openMap(show);
    const { x, y } = await placeOf(page, 44);
    await page.mouse.click(x, y);
    const [first = 0, second = 0] = await chosen(page);
    expect(second).toBe(first + 1);
    await hold(testApp, show, [second], await testApp.token());
    await eventually(async () => (await chosen(page)).length === 1 || 'Both are still chosen');
    expect(await page.evaluate('[...frontrowMap.selection.lost]')).toEqual([second]);
    await page.getByRole('button', { name: 'Take the nearest free seats' }).click();
    const block = await chosen(page);
    expect(block).toHaveLength(2);
    expect(block).not.toContain(second);
  });

  it('is moved and used by keyboard alone', async () => {
    const show = await makeShow(testApp);
    const page = await openMap(show);
    await page.locator('canvas[role=application]').focus();
    await page.keyboard.press('ArrowRight');
    const spoken = page.locator('[aria-live=polite]', { hasText: /^Stalls, row/ });
    const first = await spoken.textContent();
    await page.keyboard.press('ArrowRight');
    await eventually(async () => (await spoken.textContent()) !== first || 'The focus did not move');
    await page.keyboard.press('Enter');
    expect(await chosen(page)).toHaveLength(2);
  });

  it('says in the list what the map shows, and chooses there', async () => {
    const show = await makeShow(testApp);
    const page = await openMap(show);
    await hold(testApp, show, [0], await testApp.token());
    await page.getByText('List', { exact: true }).click();
    await page.getByRole('button', { name: /^Stalls/ }).click();
    await page.getByRole('button', { name: 'Row 1 9 free' }).click();
    await page.getByRole('button', { name: /^Stalls, row 1, seat 5/ }).click();
    expect(await chosen(page)).toEqual([4]);
    await hold(testApp, show, [1], await testApp.token());
    await page.getByRole('button', { name: 'Row 1 8 free' }).waitFor();
    await page.getByRole('button', { name: /^From Stalls, row 1, seat 3/ }).click();
    expect(await chosen(page)).toEqual([2, 3]);
  });

  it('draws a stadium of 50,000 seats, first its sections, then its seats, and knows each from the first frame on', async () => {
    const show = await makeShow(testApp, { seatMap: generateVenueMap('stadium-50000', 1) });
    const page = await openMap(show, {}, pressInFirstFrame);
    await until(page, 'window.pressed !== undefined');
    const pressed = (await page.evaluate('window.pressed')) as { chosen: number[]; label: string };
    expect(pressed.chosen).toHaveLength(2);
    expect(pressed.chosen).toContain(20_000);
    const answer = await testApp.ask(seatQuery, { showId: show.id });
    expect(pressed.label).toBe(answer.show?.seat?.label);
    await page.evaluate('{ frontrowMap.selection.clear(); frontrowMap.view.fit(); }');
    const { x, y } = await placeOf(page, 20_000);
    // More colors than an empty canvas or a failed picture has.
    const colors = () =>
      page.evaluate(`{
        const canvas = document.querySelector('canvas.seat-map-canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        new Set(new Uint32Array(data.buffer)).size;
      }`);
    expect(await colors()).toBeGreaterThan(8);
    await page.mouse.click(x, y);
    await until(page, 'frontrowMap.view.seatPx > 10');
    const seat = await placeOf(page, 20_000);
    await page.mouse.click(seat.x, seat.y);
    expect(await chosen(page)).toContain(20_000);
    expect(await colors()).toBeGreaterThan(8);
    const bytes = await page.evaluate<number>(
      `performance.getEntriesByType('resource').find(({ name }) => /seat-map-\\w+\\.js$/.test(name)).encodedBodySize`,
    );
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThan(15_000);
  });
});
