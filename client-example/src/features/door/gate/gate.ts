import { ApiError } from '../../../api/api-error';
import { newIdempotencyKey } from '../../../api/idempotency-key';
import type { Answer, Direction, Scan, ScanRecord, TicketFacts } from './answer';
import { type Decision, decide } from './decide';
import { GateFeed } from './gate-feed';
import { GateMemory } from './gate-memory';
import { Notices, type SeenNotices } from './gate-notices';
import { GateReturn, type ReturnTimes } from './gate-return';
import type { GateServer } from './gate-server';
import type { GateStore } from './gate-store';
import { NoAnswer, within } from './time-limit';

export type GateMode =
  /** Not connected yet; with a saved bundle it decides meanwhile. */
  | 'opening'
  | 'online'
  /** Decides alone and queues what it admits. */
  | 'offline'
  /** The service refuses this device. */
  | 'unpaired';

export interface GateOptions {
  readonly showId: string;
  readonly gateId: string;
  readonly deviceId: string;
  readonly server: GateServer;
  readonly store: GateStore;
  readonly seen: SeenNotices;
  readonly factsOf: (seatNo: number) => TicketFacts | null;
  readonly memory?: GateMemory;
  /** Shorter in tests. */
  readonly times?: Partial<typeof TIMES_MS>;
}

const TIMES_MS: ReturnTimes & { readonly answer: number; readonly refresh: number } = {
  answer: 1000,
  sync: 10_000,
  retry: 1000,
  retryMax: 8000,
  refresh: 5 * 60_000,
};

/**
 * RECIPE "queue scans with nonces". A gate asks the service first, and decides alone where no answer comes within a
 * second. What it admits alone is queued with its nonce, sent in order when the service is back, and sent again where an
 * answer is lost: a nonce that is known has no second effect. One scan after the other: two of one ticket cannot meet.
 */
export class Gate {
  mode: GateMode = 'opening';
  readonly memory: GateMemory;
  readonly notices: Notices;
  /** Grows with each change. */
  tick = 0;
  private readonly feed: GateFeed;
  private readonly way: GateReturn;
  private readonly times: typeof TIMES_MS;
  private readonly listeners = new Set<() => void>();
  private turn: Promise<unknown> = Promise.resolve();
  private refreshTimer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: GateOptions) {
    const { server, store, seen, showId } = options;
    this.notices = new Notices(seen);
    this.times = { ...TIMES_MS, ...options.times };
    this.memory = options.memory ?? new GateMemory(store, showId);
    this.feed = new GateFeed(server, this.memory, {
      changed: () => this.changed(),
      found: (conflicts, alarms) => {
        if (this.notices.add(conflicts, alarms)) this.changed();
      },
      failed: (error) => this.refused(error),
    });
    this.way = new GateReturn({
      ...{ server, memory: this.memory, feed: this.feed, notices: this.notices, times: this.times },
      deviceId: options.deviceId,
      inTurn: (work) => this.inTurn(work),
      changed: () => this.changed(),
      returned: () => {
        this.become('online');
        this.feed.start();
      },
      failed: (error) => {
        if (this.refused(error)) return false;
        this.become('offline');
        return true;
      },
    });
  }

  async open(): Promise<void> {
    await this.memory.load();
    this.changed();
    this.refreshTimer = setInterval(() => {
      // New keys and the number of tickets come with a bundle alone.
      if (this.mode === 'online') this.feed.refresh().catch((error: unknown) => this.refused(error));
    }, this.times.refresh);
    await within(this.times.answer, this.way.start()).catch(() => undefined);
    // It may still become online; until then nobody waits for it.
    if (this.mode === 'opening') this.become('offline');
  }

  close(): void {
    this.way.stop();
    clearInterval(this.refreshTimer);
    this.feed.stop();
    this.options.store.close();
  }

  /** Calls the listener after each change. Returns its end. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The browser says that its network is there or gone. It may be wrong about the first, and never is about the second. */
  networkChanged(isThere: boolean): void {
    if (!isThere) this.goOffline();
    else if (this.mode !== 'online') void this.way.start();
  }

  dismiss(noticeId: string): void {
    this.notices.dismiss(noticeId);
    this.changed();
  }

  async scan(code: string, direction: Direction): Promise<ScanRecord> {
    // A code that is before the camera when the page opens.
    if (this.mode === 'opening' && this.way.running !== null) {
      await within(this.times.answer, this.way.running).catch(() => undefined);
    }
    return this.inTurn(() => this.scanNow(code, direction));
  }

  private async scanNow(code: string, direction: Direction): Promise<ScanRecord> {
    const { showId, gateId, deviceId, server } = this.options;
    const { memory } = this;
    const scan: Scan = {
      ...{ showId, code, gateId, deviceId, direction },
      nonce: newIdempotencyKey(),
      scannedAt: memory.clock.now(),
    };
    // Before the service is asked: its message about this very scan may arrive, and its answer not.
    const alone = await this.decideAlone(code, direction);
    if (this.mode === 'online') {
      try {
        const answer = await within(this.times.answer, server.scan(scan));
        if (alone.code) await memory.keepAnswer(scan, alone.code, answer);
        return await this.finish(scan, answer, false);
      } catch (error) {
        // A device that is not trusted any more admits nobody.
        if (this.refused(error)) return this.finish(scan, { kind: 'notReady', ticket: null }, true);
        this.goOffline();
      }
    }
    if (alone.answer.kind === 'accepted' && alone.code) await memory.keepScan(scan, alone.code, true);
    return this.finish(scan, alone.answer, true);
  }

  private async decideAlone(code: string, direction: Direction): Promise<Decision> {
    const { bundle, seats, clock } = this.memory;
    const unable: Decision = { answer: { kind: 'notReady', ticket: null }, code: null };
    if (bundle === null) return unable;
    const { factsOf } = this.options;
    return decide(code, direction, { bundle, seats, nowMs: clock.nowMs(), factsOf }).catch(() => unable);
  }

  private async finish(scan: Scan, answer: Answer, isOffline: boolean): Promise<ScanRecord> {
    const record = await this.memory.keepRecord(scan, answer, isOffline);
    this.changed();
    return record;
  }

  private goOffline(): void {
    if (this.mode === 'unpaired') return;
    this.become('offline');
    this.way.startLater();
  }

  /** Whether the service refuses this device. Its queue stays, for the next pairing with this show. */
  private refused(error: unknown): boolean {
    if (error instanceof NoAnswer || !(error instanceof ApiError)) return false;
    if (error.code !== 'UNAUTHENTICATED' && error.code !== 'FORBIDDEN') return false;
    this.become('unpaired');
    this.feed.stop();
    this.way.stop();
    return true;
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private become(mode: GateMode): void {
    this.mode = mode;
    this.changed();
  }

  private changed(): void {
    this.tick += 1;
    for (const listener of this.listeners) listener();
  }
}
