import type { RecordableHistogram } from 'node:perf_hooks';
import { histogram, type Percentiles, percentilesOf, toMicroseconds } from './percentiles';
import type { WatcherReading } from './watcher-thread';

/** What a buyer does that the service answers. */
export const actions = ['session', 'join queue', 'look', 'hold', 'release', 'purchase', 'resume'] as const;
export type Action = (typeof actions)[number];

/** How something ended: as wished, refused in a way that a buyer understands, or with an error. */
export type Ending = { readonly kind: 'done' | 'refused' | 'error'; readonly name: string };

/** One second of a run. */
export interface Moment {
  /** Since the start. */
  readonly second: number;
  readonly endings: Readonly<Partial<Record<Action, number>>>;
  readonly latencyMs: Readonly<Partial<Record<Action, Percentiles>>>;
  readonly refused: number;
  readonly errors: number;
  readonly failedTries: number;
  readonly buyers: number;
  readonly seatsConfirmed: number;
  readonly watching: number;
  readonly deliveries: number;
  readonly lagMs: Percentiles | null;
  readonly serviceBytes: number | null;
  readonly serviceProcessorShare: number | null;
}

export type Counts = Readonly<Record<string, number>>;

interface Track {
  readonly whole: RecordableHistogram;
  readonly now: RecordableHistogram;
  readonly endings: Record<string, number>;
  endedNow: number;
}

/** Counts what happens in a run, as a whole and second by second. */
export class RunStatistics {
  readonly moments: Moment[] = [];
  readonly refusals: Record<string, number> = {};
  readonly errors: Record<string, number> = {};
  readonly watcherFaults: Record<string, number> = {};
  /** Tries over HTTP that failed, also where a later one succeeded. */
  readonly failedTries: Record<string, number> = {};
  arrived = 0;
  buyers = 0;
  left: Record<string, number> = {};
  seatsConfirmed = 0;
  ordersConfirmed = 0;
  readonly watchers = { watching: 0, deliveries: 0, changes: 0, resyncs: 0, reconnects: 0, disorders: 0, mapReads: 0 };
  private readonly tracks = new Map<Action, Track>();
  private readonly startMs = performance.now();
  private lastReading: WatcherReading | null = null;
  private deliveriesNow = 0;
  private refusedNow = 0;
  private errorsNow = 0;
  private failedTriesNow = 0;

  /** Seconds since the start. */
  get seconds(): number {
    return (performance.now() - this.startMs) / 1000;
  }

  /** `dueMs`: when it should have been asked for, on the clock of `performance.now()`. */
  ended(action: Action, dueMs: number, { kind, name }: Ending): void {
    const track = this.trackOf(action);
    const took = toMicroseconds(performance.now() - dueMs);
    track.whole.record(took);
    track.now.record(took);
    track.endedNow += 1;
    add(track.endings, name);
    if (kind === 'refused') {
      this.refusedNow += 1;
      add(this.refusals, name);
    } else if (kind === 'error') {
      this.errorsNow += 1;
      add(this.errors, name);
    }
  }

  /** A request over HTTP has failed; it may be tried again. */
  failed(code: string): void {
    this.failedTriesNow += 1;
    add(this.failedTries, code);
  }

  /** A buyer has gone, for this reason. */
  gone(because: string): void {
    add(this.left, because);
  }

  received(reading: WatcherReading): void {
    this.lastReading = reading;
    this.deliveriesNow += reading.deliveries;
    const { watchers } = this;
    for (const name of ['deliveries', 'changes', 'resyncs', 'reconnects', 'disorders'] as const) {
      watchers[name] += reading[name];
    }
    watchers.watching = reading.watching;
    watchers.mapReads = reading.mapReads;
    for (const [fault, count] of Object.entries(reading.faults)) add(this.watcherFaults, fault, count);
  }

  /** Ends a second. */
  tick(service: { readonly bytes: number; readonly processorShare: number } | null): Moment {
    const endings: Partial<Record<Action, number>> = {};
    const latencyMs: Partial<Record<Action, Percentiles>> = {};
    for (const [action, track] of this.tracks) {
      if (track.endedNow === 0) continue;
      endings[action] = track.endedNow;
      latencyMs[action] = percentilesOf(track.now);
      track.now.reset();
      track.endedNow = 0;
    }
    const moment: Moment = {
      second: this.seconds,
      endings,
      latencyMs,
      refused: this.refusedNow,
      errors: this.errorsNow,
      failedTries: this.failedTriesNow,
      buyers: this.buyers,
      seatsConfirmed: this.seatsConfirmed,
      watching: this.watchers.watching,
      deliveries: this.deliveriesNow,
      lagMs: this.lastReading !== null && this.lastReading.lagMs.count > 0 ? this.lastReading.lagMs : null,
      serviceBytes: service?.bytes ?? null,
      serviceProcessorShare: service?.processorShare ?? null,
    };
    this.deliveriesNow = this.refusedNow = this.errorsNow = this.failedTriesNow = 0;
    this.lastReading = null;
    this.moments.push(moment);
    return moment;
  }

  /** Of the whole run, in the order in which a buyer does them. */
  latencies(): { action: Action; latencyMs: Percentiles; endings: Counts }[] {
    return actions.flatMap((action) => {
      const track = this.tracks.get(action);
      return track ? [{ action, latencyMs: percentilesOf(track.whole), endings: track.endings }] : [];
    });
  }

  private trackOf(action: Action): Track {
    let track = this.tracks.get(action);
    if (track === undefined) {
      track = { whole: histogram(), now: histogram(), endings: {}, endedNow: 0 };
      this.tracks.set(action, track);
    }
    return track;
  }
}

export function add(counts: Record<string, number>, name: string, count = 1): void {
  counts[name] = (counts[name] ?? 0) + count;
}
