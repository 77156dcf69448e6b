import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from '../support/child';
import { monotonicMs } from '../support/monotonic';
import type { Reading, ReadingOrder } from '../support/reading';
import type { Crowd } from './crowd';
import type { Counted } from './watchers';

/** A server and its watchers, and what makes something happen to them. */
export interface Audience {
  readonly server: Pick<Child, 'ask'>;
  readonly crowd: Crowd;
  readonly size: number;
  /** Resolves at the moment from which the change is true for everybody. */
  publish(event: number): Promise<void>;
  /** A number that was not used before. */
  nextEvent(): number;
}

export interface Run {
  readonly perSecond: number;
  readonly cpuUsPerMessage: number;
  /** Of one core. */
  readonly cpuShare: number;
  readonly bytesPerMessage: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** For so long a run may wait for its last messages. */
const patienceMs = 30_000;

/** One event, delivered to everybody; again if a watcher was not subscribed yet. */
export async function warmUp({ crowd, publish, nextEvent }: Audience): Promise<void> {
  for (let times = 0; times < 20; times += 1) {
    const delivered = new Promise<boolean>((resolve) => crowd.onDelivered(() => resolve(true)));
    await publish(nextEvent());
    if (await Promise.race([delivered, delay(3_000, false)])) return;
  }
  throw new Error('Not every watcher receives it');
}

/** As fast as it goes, with so many events on their way at any time. */
export function saturate(audience: Audience, seconds: number, underWay: number): Promise<Run> {
  return measure(audience, async (publish, delivered) => {
    const endsAtMs = performance.now() + seconds * 1000;
    let published = 0;
    while (performance.now() < endsAtMs) {
      published += 1;
      await publish();
      await delivered(published - underWay + 1);
    }
  });
}

/** At a pace that is kept whatever becomes of the messages, so that a slow server cannot hide its delays. */
export function atPace(audience: Audience, eventsPerSecond: number, seconds: number): Promise<Run> {
  return measure(audience, async (publish) => {
    const startedMs = performance.now();
    const publishing: Promise<void>[] = [];
    for (let count = 0; count < eventsPerSecond * seconds; count += 1) {
      const early = startedMs + (count * 1000) / eventsPerSecond - performance.now();
      if (early > 0) await delay(early);
      publishing.push(publish());
    }
    await Promise.all(publishing);
  });
}

type Drive = (publish: () => Promise<void>, delivered: (events: number) => Promise<void>) => Promise<void>;

async function measure(audience: Audience, drive: Drive): Promise<Run> {
  const { server, crowd, size } = audience;
  const publishedAtMs = new Map<number, number>();
  let deliveredEvents = 0;
  let wake: () => void = () => undefined;
  crowd.onDelivered((events) => {
    deliveredEvents += events;
    wake();
  });
  const delivered = async (events: number) => {
    const givenUpAtMs = performance.now() + patienceMs;
    while (deliveredEvents < events) {
      if (performance.now() > givenUpAtMs) throw new Error(missing(await crowd.count(), publishedAtMs, size));
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), delay(1_000, undefined, { ref: false })]);
    }
  };
  const publish = async () => {
    const event = audience.nextEvent();
    await audience.publish(event);
    publishedAtMs.set(event, monotonicMs());
  };

  await crowd.count();
  const from = await server.ask<Reading>({ read: 'processor' } satisfies ReadingOrder);
  const startedMs = monotonicMs();
  await drive(publish, delivered);
  await delivered(publishedAtMs.size);
  const to = await server.ask<Reading>({ read: 'processor' } satisfies ReadingOrder);
  const counted = await crowd.count();
  const tookMs = lastArrival(counted) - startedMs;
  const latenciesMs = latencies(counted, publishedAtMs);
  if (latenciesMs.length !== publishedAtMs.size * size) {
    throw new Error(`${latenciesMs.length} events came where ${publishedAtMs.size * size} were due`);
  }
  const at = (share: number) => latenciesMs[Math.floor((latenciesMs.length - 1) * share)] ?? Number.NaN;
  const cpuMs = to.cpuMs - from.cpuMs;
  return {
    perSecond: (counted.messages * 1000) / tookMs,
    cpuUsPerMessage: (cpuMs * 1000) / counted.messages,
    cpuShare: cpuMs / tookMs,
    bytesPerMessage: counted.bytes / counted.messages,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

function missing({ arrivals }: Counted, publishedAtMs: ReadonlyMap<number, number>, size: number): string {
  const receivedBy = new Map(
    arrivals.flatMap(({ events, atMs }) => events.map((event) => [event, atMs.length] as const)),
  );
  const late = [...publishedAtMs.keys()].flatMap((event) => {
    const received = receivedBy.get(event) ?? 0;
    return received < size ? [`${event} to ${received}`] : [];
  });
  return `${late.length} of ${publishedAtMs.size} events did not come to all ${size}: ${late.join(', ')}`;
}

function lastArrival({ arrivals }: Counted): number {
  return arrivals.reduce((latest, { atMs }) => Math.max(latest, atMs.at(-1) ?? 0), 0);
}

/** From an event to each of its arrivals, in order. */
function latencies({ arrivals }: Counted, publishedAtMs: ReadonlyMap<number, number>): Float64Array {
  const latenciesMs = new Float64Array(
    arrivals.reduce((sum, { events, atMs }) => sum + events.length * atMs.length, 0),
  );
  let delivered = 0;
  for (const { events, atMs } of arrivals) {
    for (const event of events) {
      const since = publishedAtMs.get(event) ?? Number.NaN;
      for (const at of atMs) latenciesMs[delivered++] = at - since;
    }
  }
  return latenciesMs.sort();
}
