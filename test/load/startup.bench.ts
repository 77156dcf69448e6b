import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, startRedis } from '../../src/dev';
import { makeDataSource } from '../../src/platform';
import { fillCatalog } from '../support/factories/catalog';
import { atMost, type Bench, type BenchRow, spread } from './support/report';

/** While developing: `STARTUP_ROUNDS=1 STARTUP_EVENTS=1000 npm run bench -- startup`. */
const ROUNDS = Number(process.env.STARTUP_ROUNDS ?? 5);
const EVENTS = (process.env.STARTUP_EVENTS ?? '1000,10000,100000').split(',').map(Number);
const MAIN = join(__dirname, '../../src/main.js');
/** The same commands, from the files of which the bundle was made. */
const SEPARATE = join(__dirname, '../../src/cli/run.js');
const MS_MAX = 120_000;

/** What is timed; the later ones of a round use the folder that the earlier ones filled. */
const WAYS = {
  code: 'Node loads the code of the service: one bundled file',
  separateCode: 'the same from the compiled files and the packages, as it was before',
  serversFirst: 'PostgreSQL and Redis alone, empty folder',
  serversAgain: 'PostgreSQL and Redis alone, kept folder',
  first: 'the service, empty folder, no demo data',
  firstWithDemo: 'the service, empty folder, until the first page of the demo data works',
  again: 'the service, kept folder with demo data',
} as const;
type Way = keyof typeof WAYS;
const GROWN = 'the service, kept folder with so many events';

export const startupBench: Bench = {
  name: 'startup',
  about: 'from the command until it is ready: the servers alone, the first start, and the later ones',
  async run(say) {
    const ms: Record<Way, number[]> = {
      code: [],
      separateCode: [],
      serversFirst: [],
      serversAgain: [],
      first: [],
      firstWithDemo: [],
      again: [],
    };
    const grown = new Map<number, number[]>(EVENTS.map((events) => [events, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      await inFolder(async (dir) => {
        ms.code.push(await timed(() => loadCode(MAIN)));
        ms.separateCode.push(await timed(() => loadCode(SEPARATE)));
        ms.serversFirst.push(await serversStart(dir));
        ms.serversAgain.push(await serversStart(dir));
      });
      await inFolder(async (dir) => ms.first.push(await serviceStart(dir, { DEMO_DATA: 'off' })));
      await inFolder(async (dir) => {
        ms.firstWithDemo.push(await serviceStart(dir, {}));
        await serviceStart(dir, {}, 'Demo data loaded');
        ms.again.push(await serviceStart(dir, {}));
      });
      for (const [way, what] of entries(WAYS))
        say(`round ${round + 1}, ${what}: ${Math.round(ms[way].at(-1) ?? 0)} ms`);
    }
    for (const [events, taken] of grown) {
      await inFolder(async (dir) => {
        await serviceStart(dir, { DEMO_DATA: 'off' });
        await fill(dir, events);
        for (let round = 0; round < ROUNDS; round += 1) taken.push(await serviceStart(dir, { DEMO_DATA: 'off' }));
      });
      say(`kept folder with ${events} events: ${Math.round(spread(taken).median)} ms`);
    }
    const rows: BenchRow[] = [
      ...entries(WAYS).map(([way, what]) => ({ what, figures: { ms: spread(ms[way]) } })),
      ...EVENTS.map((size) => ({ what: GROWN, size, figures: { ms: spread(grown.get(size) ?? []) } })),
    ];
    const median = (way: Way) => spread(ms[way]).median;
    return {
      name: 'startup',
      rows,
      targets: [
        atMost(
          'a later start, of the servers alone and the loading of the code',
          2,
          median('again') / (median('serversAgain') + median('code')),
        ),
        atMost(
          'loading the code from one file, of loading it from its separate files',
          0.5,
          median('code') / median('separateCode'),
        ),
        atMost(
          'a later start with 100,000 events, of one with 1,000',
          1.3,
          spread(grown.get(100_000) ?? []).median / spread(grown.get(1_000) ?? []).median,
        ),
        atMost(
          'the first page of the demo data, of a first start without',
          1.3,
          median('firstWithDemo') / median('first'),
        ),
      ],
      curves: [{ title: 'A later start', x: 'events in the catalogue', figure: 'ms', y: 'ms', of: [GROWN] }],
      notes: [
        'From the start of the process to the line that says that it is open, without npm and the build (about three seconds).',
      ],
    };
  },
};

// The keys of an object literal are those of its type.
const entries = (ways: typeof WAYS) => Object.entries(ways) as [Way, string][];

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** A folder that PostgreSQL may enter, which does not run as root. */
async function inFolder(work: (dir: string) => Promise<unknown>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'frontrow-startup-'));
  await chmod(dir, 0o755);
  await work(dir).finally(() => rm(dir, { recursive: true, force: true }));
}

const loadCode = (main: string): Promise<void> =>
  new Promise((loaded, failed) => {
    // The help of a command loads all that the command needs.
    const child = spawn(process.execPath, ['--enable-source-maps', main, 'help', 'start'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('exit', (code) => (code === 0 ? loaded() : failed(new Error(`Node ended with ${code}`))));
  });

async function serversStart(dir: string): Promise<number> {
  const began = performance.now();
  const [postgres, redis] = await Promise.all([
    startPostgres({ dir: join(dir, 'postgres') }),
    startRedis({ dir: join(dir, 'redis') }),
  ]);
  const taken = performance.now() - began;
  await Promise.all([postgres.stop(), redis.stop()]);
  return taken;
}

/** Starts the service as `npm start` does, times it until it says the words, and ends it. */
function serviceStart(dir: string, environment: Record<string, string>, until = 'Frontrow is ready'): Promise<number> {
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((done, failed) => {
    const began = performance.now();
    let taken: number | undefined;
    let output = '';
    const child = spawn(process.execPath, ['--enable-source-maps', MAIN, 'start'], {
      env: { PATH, HOME, DATA_DIR: dir, PORT: '0', SHUTDOWN_GRACE_SECONDS: '0', LOG_LEVEL: 'error', ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const late = setTimeout(() => child.kill('SIGTERM'), MS_MAX);
    child.stderr.on('data', (chunk) => {
      output += chunk;
      if (taken !== undefined || !output.includes(until)) return;
      taken = performance.now() - began;
      child.kill('SIGTERM');
    });
    child.once('close', () => {
      clearTimeout(late);
      if (taken === undefined) failed(new Error(`The service did not open:\n${output}`));
      else done(taken);
    });
  });
}

/** Puts so many events into the empty catalogue of a folder. */
async function fill(dir: string, events: number): Promise<void> {
  const postgres = await startPostgres({ dir: join(dir, 'postgres') });
  const dataSource = await makeDataSource({ url: postgres.url, poolMax: 2 }).initialize();
  await fillCatalog(dataSource, events);
  await dataSource.destroy();
  await postgres.stop();
}
