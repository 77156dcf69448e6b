import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from 'pg';
import pino from 'pino';
import { openApp } from '../../../src/app';
import { CONNECTIONS_KEPT } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { HttpClient } from '../../support/graphql-client';
import { LiveClient } from '../../support/live-client';
import { openTestApp } from '../../support/test-app';

/** `STARTS=100 npx jest start-and-stop` for more: what one start leaves behind shows in a few. */
const STARTS = Number(process.env.STARTS ?? 40);
/** The first ones fill caches and pools of the process that stay. */
const WARM_UP = 15;
/** What is measured is code that V8 compiles anew, about 20; an app that stays has some thousand. */
const HEAP_KILOBYTES_PER_START_MAX = 60;

/** A pool of so many never closes one, so that none has a timer while it is idle. */
const testApp = openTestApp({ DATABASE_POOL_MAX: String(CONNECTIONS_KEPT) });
const logger = pino({ level: 'silent' });

/** One life of an app that has served a query and a subscription's socket. */
async function live(): Promise<void> {
  const app = await openApp({ ...testApp.config, PORT: 0 }, { logger });
  const http = new HttpClient(() => app.url);
  const sockets = new LiveClient(() => app.url);
  try {
    expect((await http.graphql('{ events { nodes { id } } }')).status).toBe(200);
    await sockets.subscribe('{ serverTime }').at(0);
  } finally {
    await sockets.close();
    http.close();
    await app.close();
  }
}

/** What this process and its servers have open: by kind, how many. */
async function openThings(): Promise<Record<string, number>> {
  const things: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (!/Immediate|TickObject/.test(kind)) things[kind] = (things[kind] ?? 0) + 1;
  }
  const admin = new Client({ connectionString: testApp.config.DATABASE_URL });
  await admin.connect();
  const { rows } = await admin.query(
    'select count(*)::int as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await admin.end();
  const clients = String(await testApp.app.platform.redis.commands.client('LIST'));
  // The testApp's own pool opens one more whenever two of its sweeps meet.
  const { total } = testApp.database.poolUse;
  const databaseConnections = rows[0].count - total;
  things.TCPSocketWrap = (things.TCPSocketWrap ?? 0) - total;
  return { ...things, databaseConnections, redisClients: clients.trim().split('\n').length };
}

function heapKilobytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  for (let i = 0; i < 4; i += 1) collect();
  return process.memoryUsage().heapUsed / 1024;
}

it(`a start and a stop ${STARTS} times over leaves nothing behind`, async () => {
  for (let i = 0; i < WARM_UP; i += 1) await live();
  const before = await openThings();
  const heapBefore = heapKilobytes();
  for (let i = 0; i < STARTS; i += 1) await live();
  await eventually(async () => {
    const after = await openThings();
    const grown = Object.keys(after).filter((kind) => (after[kind] ?? 0) > (before[kind] ?? 0));
    return grown.length === 0 || `more than before: ${JSON.stringify({ before, after })}`;
  });
  const grownPerStart = (heapKilobytes() - heapBefore) / STARTS;
  expect(grownPerStart).toBeLessThan(HEAP_KILOBYTES_PER_START_MAX);
}, 480_000);
