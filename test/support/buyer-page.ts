import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { eventually } from './eventually';

/** Builds the site where it has changed. Call it before the app opens, which serves what is built. */
export function buildSite(): void {
  const root = join(__dirname, '../..');
  execFileSync(process.execPath, [join(root, 'client-example/build.mjs'), join(root, 'dist/site')]);
}

/** A browser in which the map says where on the screen its seats are. */
export const withMapFlag = (url: string): BrowserContextOptions => ({
  locale: 'en-GB',
  storageState: { cookies: [], origins: [{ origin: url, localStorage: [{ name: 'frontrowTest', value: 'on' }] }] },
});

/** The site as a buyer uses it: by what can be read on it, and at the coordinates of its map. */
export class BuyerPage {
  constructor(readonly page: Page) {}

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name });
  }

  /** Clicks the mouse where the map has drawn the seat. */
  async pressSeat(index: number): Promise<void> {
    const { x, y } = await this.seatAt(index);
    await this.page.mouse.click(x, y);
  }

  /** Where the map has drawn the seat, once it has come to rest there. */
  async seatAt(index: number): Promise<{ readonly x: number; readonly y: number }> {
    await this.page.locator('.seat-canvas canvas').waitFor();
    let last = '';
    await eventually(async () => {
      // Not `waitForFunction`: it evaluates text, which the page's policy refuses.
      const now = JSON.stringify(await this.page.evaluate(`window.frontrowMap?.at(${index}) ?? null`));
      const isStill = now !== 'null' && now === last;
      last = now;
      return isStill || 'The map moves';
    });
    return JSON.parse(last);
  }

  /** Chooses seats next to each other and reserves them. */
  async reserveBest(): Promise<void> {
    await this.button(/^Show (it|them) first/).click();
    await this.reserve();
  }

  async reserve(): Promise<void> {
    await this.button(/^Reserve/).click();
    await this.page.getByRole('heading', { name: 'Checkout' }).waitFor();
  }

  /** Pays with one of the test cards, by its token. */
  async pay(card: string): Promise<void> {
    await this.page.locator(`input[value="${card}"]`).check();
    await this.button(/^Pay /).click();
  }

  confirmed() {
    return this.page.getByRole('heading', { name: 'The seats are yours' }).waitFor();
  }

  seats(): Promise<string[]> {
    return this.page.locator('.seat-lines li [aria-hidden]').allTextContents();
  }

  /** The seconds that the countdown shows. */
  async secondsLeft(): Promise<number> {
    const text = await this.page.locator('.countdown-time').textContent();
    const [minutes = 0, seconds = 0] = (text ?? '').split(':').map(Number);
    return minutes * 60 + seconds;
  }
}
