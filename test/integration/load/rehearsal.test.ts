import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseOptions } from '../../load/drive/options';
import { type RunObserver, type RunResult, run } from '../../load/drive/run';
import { summarise } from '../../load/drive/summary';
import { eventually } from '../../support/eventually';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { availability } from '../../support/holds';
import { openTestApp } from '../../support/test-app';
import { TamperingProxy } from './tampering-proxy';

const testApp = openTestApp();
const quiet: RunObserver = { say: () => undefined, moment: () => undefined };
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontrow-rehearsal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const small = ['--buyers', '12', '--rate', '60', '--ramp', '0', '--think', '0.02', '--watchers', '6', '--cuts', '2'];

async function rehearse(show: MadeShow, words: readonly string[], url = testApp.url): Promise<RunResult> {
  const options = parseOptions(['--url', url, '--show', show.id, '--bank', testApp.payments.url, ...words]);
  if (options === null) throw new Error('Help was not asked for');
  return run(options, quiet, new AbortController().signal);
}

const broken = ({ proofs }: RunResult) => proofs.filter(({ holds }) => !holds).map(({ claim }) => claim);

describe('A rehearsal', () => {
  it('buys as people do, by every way of paying, and its proofs hold', async () => {
    const show = await makeShow(testApp);
    const pay = 'card=3,declined=1,no-funds=1,bank=2,bank-refuses=1';
    const result = await rehearse(show, [...small, '--pay', pay, '--abandon', '0.2', '--vanish', '0']);
    expect(broken(result)).toEqual([]);
    expect(result.proofs).toHaveLength(5);
    const { statuses } = await availability(testApp, show);
    expect(statuses.match(/S/g)).toHaveLength(result.seatsConfirmed);
    expect(result.seatsConfirmed).toBeGreaterThan(0);
    expect(Object.values(result.left).reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(result.watchers.watching).toBe(6);
    expect(result.errors).toEqual({});
    expect(summarise(result)).toContain('holds   No seat is in two confirmed orders');
  });

  it('fails the proof where a confirmed seat is not sold', async () => {
    const show = await makeShow(testApp);
    const lying = new TamperingProxy(() => testApp.url, {
      answer: (text) => (text.includes('"statuses"') ? text.replaceAll('S', 'A') : text),
    });
    const result = await rehearse(show, [...small, '--watchers', '0'], await lying.open()).finally(() => lying.close());
    expect(broken(result)).toEqual(["Every confirmed order's seats are SOLD"]);
  });

  it('fails the proof where one watcher heard something else than the others', async () => {
    const show = await makeShow(testApp);
    // The first socket is the guide of the buyers; the second belongs to a watcher.
    const lying = new TamperingProxy(() => testApp.url, {
      news: (bytes, socket) => (socket === 2 ? bytes.replaceAll('"SOLD"', '"HELD"') : bytes),
    });
    const words = [...small, '--watchers', '3', '--own-maps', '0', '--cuts', '0', '--pay', 'card=1'];
    const result = await rehearse(show, words, await lying.open()).finally(() => lying.close());
    expect(broken(result)).toContain("Every watcher's map equals the snapshot");
    expect(result.proofs.find(({ claim }) => claim.includes('map equals'))?.figures).toMatch(/2 equal.* 1 different/);
  });

  it('repeats a scenario, and records it as it was', async () => {
    const scenario = {
      format: 'frontrow-load-scenario',
      formatVersion: 1,
      seatCount: 100,
      watchers: 1,
      actions: [
        { atMs: 0, buyer: 1, do: 'arrive' },
        { atMs: 1, buyer: 2, do: 'arrive' },
        { atMs: 20, buyer: 1, do: 'hold', seats: [3, 4] },
        { atMs: 400, buyer: 1, do: 'pay', with: 'card' },
        { atMs: 420, buyer: 2, do: 'hold', seats: [50] },
        { atMs: 440, buyer: 2, do: 'release' },
      ],
    };
    const [file, recorded] = [join(folder, 'scenario.json'), join(folder, 'recorded.json')];
    await writeFile(file, JSON.stringify(scenario));
    for (const words of [
      ['replay', file, '--record', recorded],
      ['replay', recorded],
    ]) {
      const show = await makeShow(testApp);
      const result = await rehearse(show, words);
      expect(broken(result)).toEqual([]);
      const { statuses } = await availability(testApp, show);
      expect([...statuses].flatMap((letter, seat) => (letter === 'A' ? [] : [`${letter}${seat}`]))).toEqual([
        'S3',
        'S4',
      ]);
    }
    const { actions } = JSON.parse(await readFile(recorded, 'utf8'));
    expect(actions.map(({ atMs: _, ...step }: { atMs: number }) => step)).toEqual(
      scenario.actions.map(({ atMs: _, ...step }) => step),
    );
  });

  it('refuses a scenario for another number of seats', async () => {
    const file = join(folder, 'other.json');
    const actions = [{ atMs: 0, buyer: 1, do: 'arrive' }];
    await writeFile(
      file,
      JSON.stringify({ format: 'frontrow-load-scenario', formatVersion: 1, seatCount: 7, actions }),
    );
    await expect(rehearse(await makeShow(testApp), ['replay', file])).rejects.toThrow('for 7 seats, the show has 100');
  });

  it('says what to do about rate limits', async () => {
    const limited = await testApp.openAnother({ RATE_LIMITS: 'on', MUTATIONS_PER_MINUTE_BY_ADDRESS: '3' });
    const result = await rehearse(await makeShow(testApp), [...small, '--watchers', '0'], limited.url);
    expect(result.errors.RATE_LIMITED).toBeGreaterThan(0);
    expect(result.advice.join()).toContain('start it with RATE_LIMITS=off');
    expect(broken(result)).toEqual([]);
  });
});

describe('The command', () => {
  const children: ChildProcess[] = [];
  afterAll(() => children.forEach((child) => void child.kill('SIGKILL')));

  function start(...words: string[]) {
    const hook = resolve('test/support/run-typescript.cjs');
    const child = spawn(process.execPath, ['--require', hook, resolve('test/load/load.main.ts'), ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    // What it output says why it ended so.
    const ended = once(child, 'close').then(([code]) => ({ code, output }));
    return { child, output: () => output, ended };
  }

  it('ends with its summary, its proofs and its report on Ctrl-C', async () => {
    const show = await makeShow(testApp);
    const out = join(folder, 'interrupted');
    const where = ['--url', testApp.url, '--show', show.id, '--out', out];
    const { child, output, ended } = start(...where, ...small, '--buyers', '10000', '--rate', '3', '--seconds', '600');
    // Two lines of progress: then there is something to plot.
    await eventually(() => /(inside .*){2}/s.test(output()) || output(), 30_000);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0 });
    expect(output()).toContain('because interrupted');
    expect(output()).toContain('holds   No seat is in two confirmed orders');
    const files = (await readdir(out)).toSorted();
    expect(files).toEqual([expect.stringMatching(/-smoke\.html$/), expect.stringMatching(/-smoke\.json$/)]);
    // A report that needs neither a script nor another host.
    const page = await readFile(join(out, files[0] ?? ''), 'utf8');
    expect(page).toContain('No seat is in two confirmed orders');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/<script|<link|src=/);
  });

  it('ends with status 1 where a proof fails', async () => {
    const show = await makeShow(testApp);
    const lying = new TamperingProxy(() => testApp.url, {
      answer: (text) => (text.includes('"statuses"') ? text.replaceAll('S', 'A') : text),
    });
    const where = ['--url', await lying.open(), '--show', show.id, '--out', join(folder, 'failed')];
    const { output, ended } = start(...where, ...small, '--watchers', '0', '--pay', 'card=1', '--abandon', '0');
    expect(await ended.finally(() => lying.close())).toMatchObject({ code: 1 });
    expect(output()).toContain("FAILS   Every confirmed order's seats are SOLD");
  });

  it('ends with status 2 and a sentence for a mistake in the command', async () => {
    const { output, ended } = start('--preset', 'opera');
    expect(await ended).toMatchObject({ code: 2 });
    expect(output()).toMatch(/^--preset opera: there are smoke, /);
  });
});
