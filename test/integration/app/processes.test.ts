import { execFileSync } from 'node:child_process';
import { decodeAvailability } from '../../../client-example/src/seat-map/live/decode-availability';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { HttpClient } from '../../support/graphql-client';
import { type LedgerMap, ledger } from '../../support/holds';
import { type ServiceProcess, startService } from '../../support/service-process';
import { openTestApp } from '../../support/test-app';
import { Watcher } from '../../support/watcher';

// Two processes on one port, beside the app of the test on the same PostgreSQL and Redis.
const testApp = openTestApp();
const HOLD = 'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename } }';

let service: ServiceProcess;
let show: MadeShow;
beforeAll(async () => {
  const { DATABASE_URL, REDIS_URL } = testApp.config;
  show = await makeShow(testApp, { seatMap: plainSeatMap(20, 30), seatsPerBuyerMax: 100 });
  service = await startService({ DATABASE_URL, REDIS_URL, PROCESSES: '2', SHUTDOWN_GRACE_SECONDS: '0.5' });
  testApp.closing(async () => void (await service.stop()));
});
const pids = (): number[] =>
  execFileSync('ps', ['--ppid', String(service.child.pid), '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('start --attach'))
    .map((line) => Number.parseInt(line, 10))
    .sort((a, b) => a - b);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Another one has taken the place of a process that was killed, and is ready. */
const serves = (inPlaceOf: number | undefined) =>
  eventually(() => service.output().includes(`serves in place of process ${inPlaceOf}.`) || service.output(), 60_000);

/** A buyer who holds one seat after the other, on one connection that is kept open, until told to end. */
async function buyUntil(isOver: () => boolean, firstSeat: number, mayBreak = false) {
  const http = new HttpClient(() => service.url);
  const token = await testApp.token();
  const answers: string[] = [];
  for (let seatNo = firstSeat; !isOver() && seatNo < firstSeat + 90; seatNo += 1) {
    const seatIds = [show.seat(seatNo)];
    const input = { showId: show.id, seatIds, idempotencyKey: `seat ${seatNo}` };
    const ask = () => http.graphql<{ holdSeats: { __typename: string } }>(HOLD, { input }, token);
    // With the same key it is one hold, however often a connection breaks.
    const { body } = await (mayBreak ? untilAnswered(ask) : ask());
    answers.push(body.data?.holdSeats.__typename ?? JSON.stringify(body));
  }
  http.close();
  return answers;
}

async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  let answer: T | undefined;
  await eventually(async () => {
    answer = await ask();
    return true;
  });
  if (answer === undefined) throw new Error('There is no answer');
  return answer;
}

const watch = async (count: number) => {
  const watchers = Array.from({ length: count }, () => new Watcher(show.id, () => service.url));
  await Promise.all(watchers.map((watcher) => watcher.start()));
  return watchers;
};

/** Every watcher, and every process from its memory, has what the database has, seat by seat. */
async function expectAllLikeLedger(watchers: readonly Watcher[]): Promise<void> {
  const textOf = ({ statuses, versions }: LedgerMap) => `${statuses} ${versions.join()}`;
  const truth = textOf(await ledger(testApp, show));
  for (const { statuses, versions } of watchers)
    await eventually(() => `${statuses.join('')} ${versions.join()}` === truth || statuses.join(''));
  // A connection of its own for each read, so that every process is asked.
  for (let asked = 0; asked < 8; asked += 1) {
    await eventually(async () => {
      const url = `${service.url}/shows/${show.id}/availability`;
      const answer = await fetch(url, { headers: { connection: 'close' } });
      const { content } = decodeAvailability(await answer.arrayBuffer());
      return (content.kind === 'full' && textOf(content) === truth) || content.kind;
    });
  }
  for (const watcher of watchers) await watcher.stop();
}

it('answers for the figures of both, whichever of them is asked', async () => {
  expect(pids()).toHaveLength(2);
  for (let asked = 0; asked < 6; asked += 1) {
    const http = new HttpClient(() => service.url);
    await http.graphql('{ serverTime }');
    http.close();
  }
  for (let reader = 0; reader < 4; reader += 1) {
    const text = await (await fetch(`${service.url}/metrics`, { headers: { connection: 'close' } })).text();
    expect(text).toMatch(/operation_seconds_count\{operation="serverTime",transport="http",outcome="ok"\} 6\b/);
  }
});

it('SIGHUP replaces them one by one: no request fails, and no watcher misses a change', async () => {
  const before = pids();
  const watchers = await watch(4);
  let isOver = false;
  const buying = [0, 100, 200].map((firstSeat) => buyUntil(() => isOver, firstSeat));
  service.child.kill('SIGHUP');
  await eventually(() => /Every process was replaced/.test(service.output()) || service.output(), 60_000);
  isOver = true;
  const answers = (await Promise.all(buying)).flat();
  expect(answers.length).toBeGreaterThan(10);
  expect(answers.filter((answer) => answer !== 'HoldSeatsPayload')).toEqual([]);
  expect(pids()).toHaveLength(2);
  expect(pids().filter((pid) => before.includes(pid))).toEqual([]);
  await expectAllLikeLedger(watchers);
  // They resumed: each read the map once.
  expect(watchers.map(({ reads }) => reads)).toEqual([1, 1, 1, 1]);
});

it('one that is killed while they are replaced leaves as many as there were', async () => {
  const before = pids();
  const replacements = () => service.output().split('Every process was replaced').length - 1;
  const earlier = replacements();
  service.child.kill('SIGHUP');
  await eventually(() => pids().length === 3 || pids().join(), 60_000);
  // The one whose turn comes last, while the first one is being replaced.
  process.kill(before[1] ?? 0, 'SIGKILL');
  await eventually(() => replacements() > earlier || service.output(), 60_000);
  await serves(before[1]);
  await eventually(() => (pids().length === 2 && !pids().some((pid) => before.includes(pid))) || pids().join(), 60_000);
});

it('one that is killed is replaced, while the other one serves', async () => {
  const [killed = 0, kept] = pids();
  const watchers = await watch(6);
  let isOver = false;
  const buying = [300, 400, 500].map((firstSeat) => buyUntil(() => isOver, firstSeat, true));
  process.kill(killed, 'SIGKILL');
  // A connection that it took before it was gone is reset.
  await eventually(() => !isRunning(killed));
  const http = new HttpClient(() => service.url);
  for (let asked = 0; asked < 5; asked += 1)
    expect(await http.graphql('{ serverTime }')).toMatchObject({ status: 200 });
  http.close();
  await serves(killed);
  expect(pids()).toHaveLength(2);
  expect(pids()).toContain(kept);
  expect(service.output()).toContain(`Process ${killed} ended (SIGKILL). Another one is started.`);
  isOver = true;
  const answers = (await Promise.all(buying)).flat();
  expect(new Set(answers)).toEqual(new Set(['HoldSeatsPayload']));
  // What the process that was killed had not published is published by another one.
  await expectAllLikeLedger(watchers);
});

it('a signal ends all of them in order', async () => {
  const before = pids();
  expect(await service.stop()).toBe(0);
  expect(before.filter(isRunning)).toEqual([]);
});

it('a port in use ends the start with a sentence, and nothing stays', async () => {
  const { DATABASE_URL, REDIS_URL } = testApp.config;
  const { port } = new URL(testApp.url);
  const started = startService({ DATABASE_URL, REDIS_URL, PROCESSES: '2', PORT: port });
  await expect(started).rejects.toThrow(
    new RegExp(`Port ${port} of 127.0.0.1 is in use.*A process did not start`, 's'),
  );
});

it('the end of the first process, even by kill -9, is the end of all', async () => {
  const { DATABASE_URL, REDIS_URL } = testApp.config;
  const other = await startService({ DATABASE_URL, REDIS_URL, PROCESSES: '2' });
  const left = execFileSync('ps', ['--ppid', String(other.child.pid), '-o', 'pid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);
  expect(left.length).toBeGreaterThanOrEqual(2);
  await other.kill();
  await eventually(() => !left.some(isRunning) || left.filter(isRunning).join());
});
