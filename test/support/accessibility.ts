import { readFileSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Everything that axe finds by the rules of WCAG 2.0 to 2.2, A and AA. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const { violations } = await page.evaluate<{ violations: Finding[] }>(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations'] })`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** What sticks out sideways: nobody should have to scroll in two directions. */
const sticksOut = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Neither a finding of axe nor a width that must be scrolled, in this state of the page. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  expect([name, await findings(page)]).toEqual([name, []]);
  expect([name, await sticksOut(page)]).toEqual([name, 0]);
}

/** As different readers see a page: its theme, its language (`pseudo` is longer, from right to left) and its letters. */
export interface Appearance {
  readonly theme: 'light' | 'dark';
  readonly language: 'en' | 'de' | 'fr' | 'pseudo';
  readonly forcedColors: 'none' | 'active';
  readonly textSize: '100%' | '200%';
}

export const contextOf = ({ theme, forcedColors }: Appearance, width: number): BrowserContextOptions => ({
  colorScheme: theme,
  forcedColors,
  reducedMotion: 'reduce',
  viewport: { width, height: 720 },
});

/** Loads the page anew with letters of this size. */
export async function enlarge(page: Page, textSize: string): Promise<void> {
  await page.addInitScript(
    `addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '${textSize}'; })`,
  );
  await page.reload();
}
