import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { generateVenueMap } from '../../src/dev';
import { canonicalSeatMap } from '../../src/seating/format/canonical-seat-map';
import { seatMapGeometry } from '../../src/seating/pack-geometry';
import { findChromium } from '../support/browser';
import { atMost, type Bench, type BenchRow, type BenchTarget, spread } from './support/report';

const ROUNDS = 3;
const FRAMES = 300;
const CHANGES = 500;
/** How large a seat is at each level, in CSS pixels: sections, pixels, drawn seats. */
const LEVELS = { sections: 1.6, pixels: 5, seats: 20 } as const;
const SIZE = { width: 1280, height: 800 };
const VENUE = 'stadium-80000';
/** Of the colors of a picture of seats: zones, states, their edges, numbers. An empty canvas has one. */
const COLORS_MIN = 12;

export const clientMapBench: Bench = {
  name: 'client-map',
  about: 'the seat map of client-example in headless Chromium without a GPU: a stadium of 80,000 seats, frame by frame',
  async run(say) {
    const path = findChromium();
    if (path === null) throw new Error('There is no Chromium here: install it or set CHROMIUM_PATH');
    const [script, texts] = await Promise.all([bundlePage(), Promise.resolve(venueTexts())]);
    const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] });
    const taken = new Map<string, Record<string, number[]>>();
    const add = (what: string, figures: Record<string, number>) => {
      const sums = taken.get(what) ?? {};
      for (const [name, value] of Object.entries(figures)) sums[name] = [...(sums[name] ?? []), value];
      taken.set(what, sums);
    };
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const page = await browser.newPage({ viewport: SIZE });
        await page.setContent('<div style="position:relative;height:100vh"><canvas></canvas></div>');
        await page.addStyleTag({ content: 'body{margin:0} canvas{display:block;width:100%;height:100%}' });
        await page.addScriptTag({ content: script });
        add('from the bytes to the first picture', { ms: await call(page, 'firstPicture', ...texts) });
        for (const [level, seatPx] of Object.entries(LEVELS)) {
          await page.evaluate(`zoomTo(map, ${seatPx})`);
          const moved: Measured = await page.evaluate(`panAndZoom(${FRAMES})`);
          add(`pan and zoom, ${level}`, { scriptMsP95: percentile(moved.scriptMs, 0.95), dropped: moved.dropped });
          const { colors, share }: Painted = await page.evaluate('painted()');
          if (colors < COLORS_MIN || share < 0.2)
            throw new Error(`The picture of ${level} shows ${colors} colors only`);
          await page.evaluate(`zoomTo(map, ${seatPx})`);
          add(`500 changes, ${level}`, { ms: await page.evaluate(`applyChanges(map, ${CHANGES}, ${nextVersion()})`) });
          // Their movements end before the next level is measured.
          await page.waitForTimeout(1000);
        }
        add('one hit test', { ms: await page.evaluate('hitTest(map, 2000)') });
        const cleared: Measured = await page.evaluate(`clearOnly(${FRAMES})`);
        add('a canvas that is only cleared', {
          scriptMsP95: percentile(cleared.scriptMs, 0.95),
          dropped: cleared.dropped,
        });
        await page.close();
        say(`round ${round + 1} of ${ROUNDS}`);
      }
    } finally {
      await browser.close();
    }
    const rows: BenchRow[] = [...taken].map(([what, figures]) => ({
      what,
      size: 80_000,
      figures: Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, spread(values)])),
    }));
    return { name: 'client-map', rows, targets: targetsOf(rows), curves: [], notes: NOTES };
  },
};

const NOTES = [
  `Chromium headless, ${SIZE.width} x ${SIZE.height}, without a GPU. ${FRAMES} frames of pan and zoom a level, in ${ROUNDS} rounds; script is all of the page's own code in a frame. Frames count as dropped beyond those that the same loop drops which only clears the canvas.`,
  'The painted pixels are read back at each level: an empty canvas would be quick as well.',
];

function targetsOf(rows: readonly BenchRow[]): BenchTarget[] {
  const figure = (what: string, name: string) =>
    rows.find((row) => row.what === what)?.figures[name]?.median ?? Number.NaN;
  const droppedAnyway = figure('a canvas that is only cleared', 'dropped');
  return [
    ...Object.keys(LEVELS).flatMap((level) => [
      atMost(
        `script of a frame at the 95th percentile, ${level}, ms`,
        16,
        figure(`pan and zoom, ${level}`, 'scriptMsP95'),
      ),
      atMost(
        `part of the frames dropped, ${level}`,
        0.05,
        Math.max(0, figure(`pan and zoom, ${level}`, 'dropped') - droppedAnyway),
      ),
      atMost(`500 changes applied and drawn, ${level}, ms`, 16, figure(`500 changes, ${level}`, 'ms')),
    ]),
    atMost('from bytes to the first picture, ms', 150, figure('from the bytes to the first picture', 'ms')),
    atMost('a hit test, ms', 0.1, figure('one hit test', 'ms')),
  ];
}

interface Measured {
  readonly scriptMs: readonly number[];
  readonly dropped: number;
}

interface Painted {
  readonly colors: number;
  readonly share: number;
}

let version = 20;
/** Odd ones hold the seats and even ones free them. */
function nextVersion(): number {
  version += 1;
  return version;
}

const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;

function call(page: Page, name: string, ...args: readonly string[]): Promise<number> {
  return page.evaluate(`${name}(${args.map((text) => JSON.stringify(text)).join()})`);
}

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(process.cwd(), 'test/load/client-map/page/page.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

/** The geometry and the answer about the show, with two seats of five gone. */
function venueTexts(): [geometry: string, show: string] {
  const geometry = seatMapGeometry(canonicalSeatMap(generateVenueMap(VENUE, 1)));
  const statuses = Array.from({ length: geometry.seatCount }, (_, k) => 'ASAHA'[(k * 7919) % 5]).join('');
  const show = {
    priceTiers: geometry.zones.map(({ name }, zone) => ({
      ...{ zone: name, name },
      price: { amountMinor: 9500 - zone * 1500, currency: 'EUR' },
    })),
    availability: { statuses, versions: Array.from(statuses, (_, k) => k % 20), revision: '1-0' },
  };
  return [JSON.stringify(geometry), JSON.stringify(show)];
}
