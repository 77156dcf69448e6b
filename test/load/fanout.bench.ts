import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openApp } from '../../src/app';
import { newId } from '../../src/platform';
import { type OpenAudience, openAudience } from './fanout/audiences';
import { compileLimit } from './fanout/compile-limit';
import { filesMax, socketsMax } from './fanout/crowd';
import { arePeersInstalled } from './fanout/peers';
import { atPace, type Run, saturate } from './fanout/runs';
import { commitChange, type Present, type Way, type WayName, wayNames, waysOf } from './fanout/ways';
import { firstEvent } from './fanout/wire';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { makeShow } from './support/make-show';
import type { Reading, ReadingOrder } from './support/reading';
import {
  atLeast,
  atMost,
  type Bench,
  type BenchRow,
  type BenchTarget,
  type Curve,
  type Spread,
  spread,
} from './support/report';

/** While developing: `FANOUT_SIZES=200,500 FANOUT_ROUNDS=1 npm run bench -- fanout`. */
const SIZES = (process.env.FANOUT_SIZES ?? '1000,5000,10000').split(',').map(Number);
const ROUNDS = Number(process.env.FANOUT_ROUNDS ?? 5);
const SATURATED_SECONDS = 2;
/** So few changes on their way that a server may have to wait for the next, and so many that it never does. Ours joins none. */
const [FEW, MANY] = [2, 4];
/** With one there is nothing to write together: what one write costs. */
const ONE = 1;
const WRITE_ALONE: ReadonlySet<WayName> = new Set(['ours', 'limitEach', 'limitJoined']);
const PACED_SECONDS = 6;
/** The equal delivery rate: under half of what raw sockets bear. */
const PACED_PER_SECOND = 25_000;
const IDLE_SECONDS = 20;
/** More than the events of `wire.ts` name. */
const SEATS = 50_000;
const GATHERED = { watchers: 1_000, changesPerSecond: 400, windowMs: 40, seconds: 5 };

export const fanoutBench: Bench = {
  name: 'fanout',
  about: 'the changes of one show to all who watch: beside raw sockets, and beside one execution for each watcher',
  async run(say) {
    const sizes = SIZES.filter((size) => size <= socketsMax());
    // The stage's own app commits the changes. Nothing is gathered, so that each change is a message.
    const stage = await openBenchServices({ SEAT_WINDOW_MS: '0', DATABASE_POOL_MAX: '4' });
    const dir = await mkdtemp(join(tmpdir(), 'frontrow-limit-'));
    try {
      const present = presentIn(dir, say);
      const showId = newId();
      await makeShow(stage, showId, SEATS);
      let event = firstEvent;
      const nextEvent = () => event++;
      const measured: Measured[] = [];
      for (const size of sizes)
        measured.push(await measureSize(waysOf(stage, showId, present), { showId, size, nextEvent }, say));
      const gathered = await measureGathered(stage, { showId, nextEvent }, present, say);
      return {
        name: 'fanout',
        rows: [
          ...measured.flatMap(rowsOf),
          {
            what: `ours, gathered for ${GATHERED.windowMs} ms, ${GATHERED.changesPerSecond} changes a second`,
            size: GATHERED.watchers,
            figures: figuresOf(gathered, ['perSecond', 'cpuUsPerMessage', 'cpuShare', 'p50Ms', 'p99Ms']),
          },
        ],
        targets: [
          ...measured.flatMap(targetsOf),
          atMost(
            'cores for 400 changes a second to 1,000 watchers',
            0.5,
            spread(gathered.map((run) => run.cpuShare)).median,
          ),
        ],
        curves: curves(waysOf(stage, showId, present).map(({ what }) => what)),
        notes: [...notes(sizes), ...notesOnMissing(present)],
      };
    } finally {
      await rm(dir, { recursive: true, force: true });
      await stage.stop();
    }
  },
};

/** The limit and the peers, where this machine has them. */
function presentIn(dir: string, say: (line: string) => void): Present {
  const program = join(dir, 'limit');
  // Sources in C are not copied beside what is built.
  const isCompiled = compileLimit(join(process.cwd(), 'test/load/fanout/limit.c'), program);
  const present: Present = { limitProgram: isCompiled ? program : null, hasPeers: arePeersInstalled() };
  for (const note of notesOnMissing(present)) say(note);
  return present;
}

function notesOnMissing({ limitProgram, hasPeers }: Present): string[] {
  return [
    ...(limitProgram === null ? ['The limit in C is left out: there is no compiler `cc`.'] : []),
    ...(hasPeers
      ? []
      : ['Socket.IO and mercurius are left out: `npm install --prefix test/load/fanout/peers` installs them.']),
  ];
}

const noRuns = (): Record<WayName, Run[]> =>
  Object.fromEntries(wayNames.map((name) => [name, [] as Run[]])) as unknown as Record<WayName, Run[]>; // All names are there.

interface Crowds {
  readonly showId: string;
  readonly nextEvent: () => number;
}

interface Measured {
  readonly size: number;
  readonly audiences: readonly OpenAudience[];
  /** With one change on its way. */
  readonly alone: Readonly<Record<WayName, readonly Run[]>>;
  /** With few. */
  readonly few: Readonly<Record<WayName, readonly Run[]>>;
  /** With many. */
  readonly saturated: Readonly<Record<WayName, readonly Run[]>>;
  readonly paced: Readonly<Record<WayName, readonly Run[]>>;
  /** Of one core, while nothing happens; at the largest size alone. */
  readonly idle: ReadonlyMap<WayName, number>;
}

/** All ways at once have their servers and watchers, and take turns. */
async function measureSize(
  ways: readonly Way[],
  crowds: Crowds & { readonly size: number },
  say: (line: string) => void,
): Promise<Measured> {
  const { size } = crowds;
  const audiences: OpenAudience[] = [];
  const [alone, few, saturated, paced] = [noRuns(), noRuns(), noRuns(), noRuns()];
  try {
    for (const way of ways) {
      const audience = await openAudience(way, crowds);
      audiences.push(audience);
      const { idleBytes, subscriberBytes } = audience.memory;
      say(
        `${size}, ${way.what}: ${Math.round(idleBytes)} bytes for one that is idle, ${Math.round(subscriberBytes)} for a subscriber`,
      );
    }
    const idle = size === SIZES.at(-1) ? await measureIdle(audiences) : new Map<WayName, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      // Another one begins each round.
      const turns = audiences.map((_, turn) => audiences[(turn + round) % audiences.length]);
      for (const audience of turns) {
        if (audience === undefined) continue;
        const { name, what, bearsPace } = audience.way;
        if (WRITE_ALONE.has(name)) alone[name].push(await saturate(audience, SATURATED_SECONDS, ONE));
        const slack = await saturate(audience, SATURATED_SECONDS, FEW);
        few[name].push(slack);
        const full = await saturate(audience, SATURATED_SECONDS, MANY);
        saturated[name].push(full);
        const even = !bearsPace ? null : await atPace(audience, PACED_PER_SECOND / size, PACED_SECONDS);
        if (even !== null) paced[name].push(even);
        say(
          `${size}, round ${round + 1}, ${what}: ${Math.round(slack.perSecond)} a second with ${FEW} under way, ${Math.round(full.perSecond)} with ${MANY}, ${full.cpuUsPerMessage.toFixed(1)} us each (${full.cpuShare.toFixed(2)} cores), p99 ${full.p99Ms.toFixed(0)} ms${even === null ? '' : `; at ${Math.round(even.perSecond)} a second p50 ${even.p50Ms.toFixed(1)} ms, p99 ${even.p99Ms.toFixed(1)} ms`}`,
        );
      }
    }
    return { size, audiences, alone, few, saturated, paced, idle };
  } finally {
    for (const audience of audiences) await audience.close();
  }
}

async function measureIdle(audiences: readonly OpenAudience[]): Promise<Map<WayName, number>> {
  const read = () =>
    Promise.all(audiences.map(({ server }) => server.ask<Reading>({ read: 'processor' } satisfies ReadingOrder)));
  const from = await read();
  await delay(IDLE_SECONDS * 1000);
  const to = await read();
  return new Map(
    audiences.map(({ way }, index) => [
      way.name,
      ((to[index]?.cpuMs ?? Number.NaN) - (from[index]?.cpuMs ?? Number.NaN)) / (IDLE_SECONDS * 1000),
    ]),
  );
}

/** With the window on, as it is by default. */
async function measureGathered(
  stage: BenchServices,
  crowds: Crowds,
  present: Present,
  say: (line: string) => void,
): Promise<readonly Run[]> {
  const { watchers, windowMs, changesPerSecond, seconds } = GATHERED;
  const [ours] = waysOf(stage, crowds.showId, present).filter(({ name }) => name === 'ours');
  if (ours === undefined) throw new Error('There is no way of ours');
  const gathering = await openApp({ ...stage.config, SEAT_WINDOW_MS: windowMs });
  try {
    const publish = (event: number) => commitChange(gathering, crowds.showId, event);
    const audience = await openAudience({ ...ours, publish }, { ...crowds, size: watchers });
    try {
      const runs: Run[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const run = await atPace(audience, changesPerSecond, seconds);
        say(
          `gathered, round ${round + 1}: ${run.cpuShare.toFixed(2)} cores, ${Math.round(run.perSecond)} messages a second, p50 ${run.p50Ms.toFixed(1)} ms, p99 ${run.p99Ms.toFixed(1)} ms`,
        );
        runs.push(run);
      }
      return runs;
    } finally {
      await audience.close();
    }
  } finally {
    await gathering.close();
  }
}

function rowsOf(measured: Measured): BenchRow[] {
  const { size, audiences, alone, few, saturated, paced, idle } = measured;
  const rows = audiences.map(({ way: { name, what }, memory }): BenchRow => {
    const even = paced[name];
    const idleShare = idle.get(name);
    return {
      what,
      size,
      figures: {
        ...figuresOf(saturated[name], [
          'perSecond',
          'cpuUsPerMessage',
          'cpuShare',
          'bytesPerMessage',
          'p50Ms',
          'p99Ms',
        ]),
        ...(WRITE_ALONE.has(name) && { cpuUsPerMessageWithOne: spread(alone[name].map((run) => run.cpuUsPerMessage)) }),
        perSecondWithFew: spread(few[name].map((run) => run.perSecond)),
        ...(even.length > 0 && {
          pacedPerSecond: spread(even.map((run) => run.perSecond)),
          pacedP50Ms: spread(even.map((run) => run.p50Ms)),
          pacedP99Ms: spread(even.map((run) => run.p99Ms)),
        }),
        idleClientBytes: spread([memory.idleBytes]),
        subscriberBytes: spread([memory.subscriberBytes]),
        ...(idleShare !== undefined && { cpuShareWhileNothingHappens: spread([idleShare]) }),
      },
    };
  });
  const ratios = (figure: 'perSecond' | 'cpuUsPerMessage', to: WayName) => ratio(saturated, figure, to);
  rows.push({
    what: 'ours, of the others',
    size,
    figures: {
      perSecondOfSend: ratios('perSecond', 'send'),
      perSecondOfFrame: ratios('perSecond', 'frame'),
      perSecondOfUsual: ratios('perSecond', 'usual'),
      perSecondOfSendWithFew: ratio(few, 'perSecond', 'send'),
      perSecondOfFrameWithFew: ratio(few, 'perSecond', 'frame'),
      perSecondOfUsualWithFew: ratio(few, 'perSecond', 'usual'),
      cpuOfSend: ratios('cpuUsPerMessage', 'send'),
      cpuOfFrame: ratios('cpuUsPerMessage', 'frame'),
      cpuOfUsual: ratios('cpuUsPerMessage', 'usual'),
      pacedP99OfSend: ratio(paced, 'p99Ms', 'send'),
      memoryOfSend: spread([memoryOf(measured, 'ours') / memoryOf(measured, 'send')]),
      memoryOfUsual: spread([memoryOf(measured, 'ours') / memoryOf(measured, 'usual')]),
      ...Object.fromEntries(
        besideOurs(measured).flatMap(([name, label]) => [
          [`perSecondOf${label}`, ratios('perSecond', name)],
          [`perSecondOf${label}WithFew`, ratio(few, 'perSecond', name)],
          [`cpuOf${label}`, ratios('cpuUsPerMessage', name)],
        ]),
      ),
    },
  });
  return rows;
}

const labels: readonly (readonly [WayName, string, string])[] = [
  ['limitEach', 'LimitEach', 'the limit in C, one write a message'],
  ['limitJoined', 'LimitJoined', 'the limit in C, one write for all'],
  ['socketIo', 'SocketIo', 'Socket.IO'],
  ['mercurius', 'Mercurius', 'mercurius'],
];

const besideOurs = ({ audiences }: Measured) =>
  labels.filter(([name]) => audiences.some(({ way }) => way.name === name));

/** Those that are measured where they are present. */
function targetsBeside(measured: Measured): BenchTarget[] {
  const wanted: Partial<Record<WayName, number>> = { limitEach: 0.5, limitJoined: 0.9, socketIo: 1, mercurius: 3 };
  const beside = besideOurs(measured);
  const oneWrite = `processor time of a message to ${measured.size}, 1 change under way, of the limit in C`;
  const alone = beside.some(([name]) => name === 'limitEach')
    ? [atMost(oneWrite, 1.3, ratio(measured.alone, 'cpuUsPerMessage', 'limitEach').median)]
    : [];
  const speeds = beside.flatMap(([name, , what]) => {
    const least = wanted[name];
    const got = ratio(measured.saturated, 'perSecond', name).median;
    const full = `messages a second to ${measured.size}, ${MANY} changes under way, of ${what}`;
    return least === undefined ? [] : [atLeast(full, least, got)];
  });
  return [...alone, ...speeds];
}

function targetsOf(measured: Measured): BenchTarget[] {
  const { size, few, saturated, paced } = measured;
  const targets = [
    atMost(`p99 at an equal rate to ${size}, of raw ws.send`, 1.2, ratio(paced, 'p99Ms', 'send').median),
  ];
  for (const [runs, underWay] of [
    [few, FEW],
    [saturated, MANY],
  ] as const) {
    const speed = (to: WayName) => ratio(runs, 'perSecond', to).median;
    const what = `messages a second to ${size}, ${underWay} changes under way`;
    targets.push(atLeast(`${what}, of the usual way`, 6, speed('usual')));
    if (size !== 5_000) continue;
    targets.push(
      atLeast(`${what}, of raw ws.send`, 1, speed('send')),
      atLeast(`${what}, of a frame built once`, 0.85, speed('frame')),
    );
  }
  if (size === 5_000) targets.push(...targetsBeside(measured));
  if (size >= 5_000) {
    const memory = memoryOf(measured, 'ours') / memoryOf(measured, 'send');
    targets.push(atMost(`memory for each of ${size}, of a raw socket`, 2.2, memory));
  }
  return targets;
}

/** Ours to another way, within each round: the machine is shared, and rounds differ more than ways. */
function ratio(
  runs: Readonly<Record<WayName, readonly Run[]>>,
  figure: 'perSecond' | 'cpuUsPerMessage' | 'p99Ms',
  to: WayName,
): Spread {
  return spread(runs.ours.map((run, round) => run[figure] / (runs[to][round]?.[figure] ?? Number.NaN)));
}

function memoryOf({ audiences }: Measured, name: WayName): number {
  return audiences.find(({ way }) => way.name === name)?.memory.subscriberBytes ?? Number.NaN;
}

function figuresOf(runs: readonly Run[], figures: readonly (keyof Run)[]): Record<string, Spread> {
  return Object.fromEntries(figures.map((figure) => [figure, spread(runs.map((run) => run[figure]))]));
}

function curves(of: readonly string[]): Curve[] {
  const x = 'subscribers of the show';
  return [
    { title: 'Messages a second, by the number of subscribers', x, figure: 'perSecond', y: 'messages a second', of },
    {
      title: 'Processor time of the server for each message, by the number of subscribers',
      ...{ x, figure: 'cpuUsPerMessage', y: 'microseconds', of },
    },
  ];
}

function notes(sizes: readonly number[]): string[] {
  const missing = SIZES.filter((size) => !sizes.includes(size));
  const limit = `A process may open ${filesMax()} files on this machine, and each socket is one, for its server and for its client`;
  return [
    'Every server receives a change through Redis; ours after the change was committed to the outbox and handed to the relay. Times are from the commit (for the others, the publishing) to the client.',
    'Each change is a message of its own, ours too. Raw servers and the usual way write each by itself, as they do; ours writes those that a client has not yet in one piece.',
    `Saturated: ${FEW} or ${MANY} changes are on their way at any time; with ${FEW} a server of 1,000 waits now and then for the next. At an equal pace: ${PACED_PER_SECOND} messages a second, sent on time whatever became of the earlier ones. The usual way does not bear that pace.`,
    'Memory is the proportional share of the pages after a collection, less what the first fifth of the clients needed. Clients and the committing process share the machine with the server.',
    missing.length === 0 ? `${limit}.` : `${limit}: too few for ${missing.join(' and ')} clients.`,
  ];
}
