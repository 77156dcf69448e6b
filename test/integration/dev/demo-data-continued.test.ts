import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrontrowProcess } from '../../support/frontrow-process';
import { HttpClient } from '../../support/graphql-client';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly availableCount: number | null;
  readonly waitingRoomActive: boolean;
  readonly seatMap: { readonly seatCount: number };
  readonly priceTiers: readonly { readonly zone: string; readonly price: { readonly amountMinor: number } }[];
}

let DATA_DIR = '';
let frontrow: FrontrowProcess;

beforeAll(async () => {
  DATA_DIR = await mkdtemp(join(tmpdir(), 'frontrow-demo-'));
  // PostgreSQL does not run as root, and mkdtemp gives a folder that root alone may enter.
  await chmod(DATA_DIR, 0o755);
});

afterAll(async () => {
  await frontrow.stop();
  await rm(DATA_DIR, { recursive: true, force: true });
});

async function readShows(url: string): Promise<readonly Shown[]> {
  const http = new HttpClient(() => url);
  const { events } = await http.ask<{ events: { nodes: { shows: { nodes: Shown[] } }[] } }>(
    `{ events(first: 50) { nodes { shows { nodes {
      id status availableCount waitingRoomActive seatMap { seatCount } priceTiers { zone price { amountMinor } }
    } } } } }`,
  );
  http.close();
  return events.nodes.flatMap(({ shows }) => shows.nodes);
}

it('demo data that a kill -9 broke off is continued by the next start, and each show is there once', async () => {
  frontrow = new FrontrowProcess({ DATA_DIR, DEMO_DATA: 'on' }, 'start');
  const first = await frontrow.open();
  const before = await readShows(first);
  expect(before.filter(({ status }) => status === 'ON_SALE').length).toBeGreaterThanOrEqual(3);
  for (const { availableCount, seatMap } of before) expect(availableCount).toBeLessThanOrEqual(seatMap.seatCount);
  for (const { priceTiers } of before) {
    const byPrice = priceTiers.toSorted((a, b) => b.price.amountMinor - a.price.amountMinor);
    expect(byPrice[0]?.zone).toBe('Premium');
    expect(byPrice.at(-1)?.zone).toBe('Restricted view');
  }
  expect(frontrow.output).not.toContain('Demo data loaded');
  frontrow.signal('SIGKILL');
  await frontrow.ended;

  frontrow = new FrontrowProcess({ DATA_DIR, DEMO_DATA: 'on' }, 'start');
  const url = await frontrow.open();
  await frontrow.prints(/Demo data loaded: 21 events, (\d+) shows/);
  const shows = await readShows(url);
  expect(shows).toHaveLength(Number(/, (\d+) shows/.exec(frontrow.output)?.[1]));
  expect(new Set(shows.map(({ id }) => id)).size).toBe(shows.length);
  for (const { id } of before) expect(shows.map((show) => show.id)).toContain(id);
  expect(shows.filter(({ status }) => status === 'SOLD_OUT')).toHaveLength(1);
  expect(shows.filter(({ waitingRoomActive }) => waitingRoomActive)).toHaveLength(2);
  await frontrow.stop();
  execFileSync(process.execPath, [join(__dirname, '../../../dist/src/main.js'), 'verify'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR },
  });

  frontrow = new FrontrowProcess({ DATA_DIR, DEMO_DATA: 'on' }, 'start');
  await frontrow.open();
  expect(frontrow.output).not.toContain('demo data');
}, 240_000);
