import { type Database, isLockNotAvailable, type Outbox, type OutboxRow } from '../../platform';
import type { SeatCode } from '../ledger/seat-status';
import { claimSeats, claimSeatsOfMany } from './claims.sql';
import type { Hold } from './hold';

/** The hold that a claim makes if it succeeds, and what the claim depends on. */
export interface WantedHold {
  readonly hold: Hold;
  readonly idempotencyKey: string;
  readonly seatsPerBuyerMax: number;
  readonly termsVersion: number;
  /** The number of the advisory lock that lets one request at a time try the idempotency key. */
  readonly idempotencyLock: string;
}

/** The ledger's answer to one claim. */
export interface ClaimRow {
  readonly replayed_hold_id: string | null;
  readonly is_same_request: boolean | null;
  readonly is_sale_current: boolean;
  readonly is_held: boolean;
  readonly locked_count: number;
  readonly existing_hold_id: string | null;
  /** Number, status code, version, whether it looked free, hold. */
  readonly seen: readonly [number, SeatCode, number, boolean, string | null][] | null;
  /** Of all claims of the statement, in the row of the first one. */
  readonly outbox_rows: readonly OutboxRow[] | null;
}

interface Waiting {
  readonly wanted: WantedHold;
  readonly resolve: (row: ClaimRow) => void;
  readonly reject: (error: unknown) => void;
}

/** So many statements of claims run at once; what comes meanwhile goes together in the next one. */
const STATEMENTS_AT_ONCE_MAX = 2;
const CLAIMS_PER_STATEMENT_MAX = 32;

/**
 * Sends claims to the database: at once while it is idle, together with others while it is busy. Nobody waits for
 * company: a claim waits only as long as those before it run. Each claim has an outcome of its own.
 */
export class ClaimBatcher {
  private waiting: Waiting[] = [];
  private running = 0;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Rejects with 55P03 where a seat is locked by another process. */
  claim(wanted: WantedHold): Promise<ClaimRow> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ wanted, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    while (this.running < STATEMENTS_AT_ONCE_MAX && this.waiting.length > 0) {
      const together = this.take();
      this.running += 1;
      void this.send(together).finally(() => {
        this.running -= 1;
        this.next();
      });
    }
  }

  /** The longest waiting claims that have nothing to do with each other: a buyer, a key or a seat comes once. */
  private take(): Waiting[] {
    const [first] = this.waiting;
    if (first === undefined) return [];
    const together: Waiting[] = [];
    const later: Waiting[] = [];
    const used = new Set<string>();
    for (const waiting of this.waiting) {
      const { showId, buyerId, seatNos } = waiting.wanted.hold;
      const keys = [buyerId, ...seatNos.map((seatNo) => `${showId} ${seatNo}`)];
      if (together.length < CLAIMS_PER_STATEMENT_MAX && !keys.some((key) => used.has(key))) together.push(waiting);
      else later.push(waiting);
      // Also of those that stay: a claim is not overtaken by one that came later and wants the same.
      for (const key of keys) used.add(key);
    }
    this.waiting = later;
    return together;
  }

  private async send(together: readonly Waiting[]): Promise<void> {
    const [only] = together;
    if (together.length === 1 && only !== undefined) {
      await this.sendOne(only);
      return;
    }
    try {
      const rows = await this.database.run<ClaimRow>(
        claimSeatsOfMany,
        valuesOfMany(together.map(({ wanted }) => wanted)),
      );
      for (const [index, { resolve, reject }] of together.entries()) {
        const row = rows[index];
        this.outbox.deliver(row?.outbox_rows ?? []);
        if (row === undefined) reject(new Error('The database returned no row for a claim'));
        else resolve(row);
      }
    } catch (error) {
      // A seat of one of them is locked by another process, which is no reason to refuse the others.
      if (isLockNotAvailable(error)) for (const waiting of together) await this.sendOne(waiting);
      else for (const { reject } of together) reject(error);
    }
  }

  private async sendOne({ wanted, resolve, reject }: Waiting): Promise<void> {
    try {
      const [row] = await this.database.run<ClaimRow>(claimSeats, valuesOf(wanted));
      if (row === undefined) throw new Error('The database returned no row for a claim');
      this.outbox.deliver(row.outbox_rows ?? []);
      resolve(row);
    } catch (error) {
      reject(error);
    }
  }
}

function valuesOf({ hold, idempotencyKey, seatsPerBuyerMax, termsVersion, idempotencyLock }: WantedHold): unknown[] {
  return [
    hold.showId,
    hold.seatNos,
    hold.buyerId,
    idempotencyKey,
    hold.id,
    hold.createdAt,
    hold.expiresAt,
    hold.expiresAtMax,
    seatsPerBuyerMax,
    hold.pricesMinor,
    hold.totalMinor,
    hold.currency,
    termsVersion,
    idempotencyLock,
  ];
}

function valuesOfMany(wanted: readonly WantedHold[]): unknown[] {
  const of = <T>(read: (wanted: WantedHold) => T) => wanted.map(read);
  return [
    of(({ hold }) => hold.showId),
    of(({ hold }) => hold.buyerId),
    of(({ idempotencyKey }) => idempotencyKey),
    of(({ hold }) => hold.id),
    of(({ hold }) => hold.expiresAt),
    of(({ hold }) => hold.expiresAtMax),
    of(({ seatsPerBuyerMax }) => seatsPerBuyerMax),
    of(({ hold }) => hold.totalMinor),
    of(({ hold }) => hold.currency),
    of(({ termsVersion }) => termsVersion),
    of(({ idempotencyLock }) => idempotencyLock),
    wanted.flatMap(({ hold }, index) => hold.seatNos.map(() => index + 1)),
    wanted.flatMap(({ hold }) => hold.seatNos),
    wanted.flatMap(({ hold }) => hold.pricesMinor),
    // The earliest, so that no hold is taken over before its end by a claim of the same statement.
    new Date(Math.min(...of(({ hold }) => hold.createdAt.getTime()))),
  ];
}
