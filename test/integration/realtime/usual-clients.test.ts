import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { holdFree } from '../../support/holds';
import { openLink } from '../../support/link';
import { openTestApp } from '../../support/test-app';

// The clients that applications use, unchanged, within the documented limits: 20 subscriptions of one socket.
const testApp = openTestApp();
const PAGE = 20;
const CHANGED = `subscription ($showId: ID!, $after: String) {
  seatStatusChanged(showId: $showId, after: $after) { revision resyncRequired changes { index status } }
}`;

interface Changed {
  readonly seatStatusChanged: {
    readonly revision: string;
    readonly resyncRequired: boolean;
    readonly changes: readonly { readonly index: number; readonly status: string }[];
  };
}

let shows: readonly MadeShow[];
beforeAll(async () => {
  const seatMap = plainSeatMap(1, 4);
  shows = await Promise.all(Array.from({ length: 2 * PAGE }, () => makeShow(testApp, { seatMap })));
});

/** Pages of maps, each of other shows than the one before. */
const pagesOf = (count: number) =>
  Array.from({ length: count }, (_, page) => shows.slice((page % 2) * PAGE, (page % 2) * PAGE + PAGE));
const socketUrl = (url: string) => new URL('/graphql', url.replace(/^http/, 'ws')).href;

/** graphql-ws's client with its own rules of what it retries, and without its pause between two attempts. */
function openClient(url: string): { client: Client; closedWith: number[] } {
  const closedWith: number[] = [];
  const client = createClient({
    url: socketUrl(url),
    webSocketImpl: WebSocket,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
    retryAttempts: 100,
    on: { closed: (event) => closedWith.push((event as { code: number }).code) },
  });
  testApp.closing(async () => client.dispose());
  return { client, closedWith };
}

/** A map that is on the page: the changes that it has received, and what has gone wrong. */
function openMap(client: Client, showId: string) {
  const map = {
    messages: 0,
    taken: new Set<number>(),
    resyncs: 0,
    faults: [] as unknown[],
    leave: (): void => undefined,
  };
  map.leave = client.subscribe<Changed>(
    { query: CHANGED, variables: { showId } },
    {
      next: ({ data, errors }) => {
        if (errors) map.faults.push(...errors);
        if (!data) return;
        map.messages += 1;
        if (data.seatStatusChanged.resyncRequired) map.resyncs += 1;
        for (const { index, status } of data.seatStatusChanged.changes) if (status === 'HELD') map.taken.add(index);
      },
      error: (fault) => map.faults.push(fault),
      complete: () => undefined,
    },
  );
  return map;
}

it('graphql-ws: pages of 20 live maps, left for one another six times at once, and the last one lives', async () => {
  const { client, closedWith } = openClient(testApp.url);
  const pages = pagesOf(7);
  let maps: ReturnType<typeof openMap>[] = [];
  const everything: typeof maps = [];
  for (const page of pages) {
    const left = maps;
    maps = page.map(({ id }) => openMap(client, id));
    everything.push(...maps);
    for (const map of left) map.leave();
  }
  await eventually(() => maps.every(({ messages }) => messages >= 1), 30_000);
  for (const show of pages.at(-1) ?? []) await holdFree(testApp, show, [0], await testApp.token());
  await eventually(() => maps.every(({ taken }) => taken.has(0)));
  expect(everything.flatMap(({ faults }) => faults)).toEqual([]);
  expect(closedWith).toEqual([]);
  await client.dispose();
});

it('Apollo Client: pages of 20 live maps, left for one another, and the last one lives', async () => {
  const pages = pagesOf(4).map((page) => page.map(({ id }) => ({ showId: id })));
  const script = join(__dirname, '../../support/apollo-pages.mjs');
  const page = spawn(process.execPath, [script, socketUrl(testApp.url), CHANGED, JSON.stringify(pages)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: { place?: number; data?: Changed; error?: string; closed?: number }[] = [];
  createInterface({ input: page.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  const ended = once(page, 'exit');
  testApp.closing(async () => {
    page.kill();
    await ended;
  });
  const placesWith = (count: (changed: Changed['seatStatusChanged']) => boolean) =>
    new Set(lines.flatMap(({ place, data }) => (data && count(data.seatStatusChanged) ? [place] : []))).size;
  await eventually(() => placesWith(() => true) === PAGE || JSON.stringify(lines.slice(-3)), 30_000);
  for (const show of pagesOf(4).at(-1) ?? []) await holdFree(testApp, show, [1], await testApp.token());
  await eventually(() => placesWith(({ changes }) => changes.some(({ index }) => index === 1)) === PAGE);
  expect(lines.filter(({ error, closed }) => error !== undefined || closed !== undefined)).toEqual([]);
  page.stdin.write('leave\n');
  expect(await ended).toEqual([0, null]);
});

it('graphql-ws: a process that goes down closes with a code that is retried, and all maps live on at the next one', async () => {
  const first = await testApp.openAnother();
  const link = await openLink(first.url);
  testApp.closing(link.close);
  const { client, closedWith } = openClient(link.url);
  const maps = shows.slice(0, PAGE).map(({ id }) => openMap(client, id));
  await eventually(() => maps.every(({ messages }) => messages >= 1));
  link.switchTo(testApp.url);
  await first.close();
  await eventually(() => maps.every(({ messages }) => messages >= 2));
  for (const show of shows.slice(0, PAGE)) await holdFree(testApp, show, [2], await testApp.token());
  await eventually(() => maps.every(({ taken }) => taken.has(2)));
  expect(closedWith).toEqual([1001]);
  expect(maps.flatMap(({ faults }) => faults)).toEqual([]);
  await client.dispose();
});

it('graphql-ws: an address with too many sockets is told to try later, and does so until there is room', async () => {
  const app = await testApp.openAnother({ RATE_LIMITS: 'on', SOCKETS_PER_ADDRESS_MAX: '10' });
  const clients = await Promise.all(
    Array.from({ length: 11 }, async () => {
      const opened = openClient(app.url);
      const map = openMap(opened.client, shows[0]?.id ?? '');
      return { ...opened, map };
    }),
  );
  await eventually(() => clients.filter(({ map }) => map.messages > 0).length === 10);
  await eventually(() => clients.some(({ closedWith }) => closedWith.includes(1013)));
  const lucky = clients.find(({ map }) => map.messages > 0);
  await lucky?.client.dispose();
  await eventually(() => clients.filter((one) => one !== lucky).every(({ map }) => map.messages > 0));
  expect(clients.flatMap(({ map }) => map.faults)).toEqual([]);
  await Promise.all(clients.map(({ client }) => client.dispose()));
  await app.close();
});
