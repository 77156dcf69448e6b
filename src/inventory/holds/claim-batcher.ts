import { type Database, isUnreachable, type Logger, type Outbox, type OutboxRow } from '../../platform';
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
  /** How the buyer came in, where the show has a waiting room; kept with the hold, so that a ticket leads back to it. */
  readonly admission: Admission | null;
}

/** The admission by which a buyer held seats. */
export interface Admission {
  readonly epoch: number;
  readonly queueNumber: number;
  /** When it would have ended, in ISO 8601. */
  readonly until: string;
}

/** The ledger's answer to one claim. */
export interface ClaimRow {
  readonly replayed_hold_id: string | null;
  readonly is_same_request: boolean | null;
  readonly is_sale_current: boolean;
  readonly is_held: boolean;
  readonly locked_count: number;
  /** Number, status code, version, whether it looked free, hold. Null where the seats are held now. */
  readonly seen: readonly [number, SeatCode, number, boolean, string | null][] | null;
  /** Live holds of the same buyer that have some of the seats. Null where there are none. */
  readonly own_holds: readonly { readonly id: string; readonly seatNos: readonly number[] }[] | null;
  /** Of all claims of the statement, in the row of the first one. */
  readonly outbox_rows: readonly OutboxRow[] | null;
}

interface Waiting {
  readonly wanted: WantedHold;
  readonly resolve: (row: ClaimRow) => void;
  readonly reject: (error: unknown) => void;
}

/** How many statements of claims run at once; claims that arrive in the meantime go together in the next one. */
const STATEMENTS_AT_ONCE_MAX = 2;
const CLAIMS_PER_STATEMENT_MAX = 32;
/** Claims of a failed batch that are sent at once, so that one that waits for a lock does not hold up all others. */
const ALONE_AT_ONCE_MAX = 4;

/**
 * Sends claims to the database: at once while it is idle, several in one statement while it is busy. No claim waits for
 * others to join it: it waits only as long as those before it run. Each claim has an outcome of its own, and an error
 * of its own: whatever fails a batch, its claims are sent again one by one, and only those that fail alone are rejected.
 */
export class ClaimBatcher {
  private waiting: Waiting[] = [];
  private running = 0;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly logger: Logger,
  ) {}

  /** Rejects with 55P03 where another transaction has locked a seat, with 23505 where another one just used the key. */
  claim(wanted: WantedHold): Promise<ClaimRow> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ wanted, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    while (this.running < STATEMENTS_AT_ONCE_MAX && this.waiting.length > 0) {
      const batch = this.take();
      this.running += 1;
      void this.send(batch).finally(() => {
        this.running -= 1;
        this.next();
      });
    }
  }

  /** The longest waiting claims that are independent of each other: a buyer, a key or a seat occurs once. */
  private take(): Waiting[] {
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    const used = new Set<string>();
    for (const waiting of this.waiting) {
      const { showId, buyerId, seatNos } = waiting.wanted.hold;
      const keys = [buyerId, ...seatNos.map((seatNo) => `${showId} ${seatNo}`)];
      if (batch.length < CLAIMS_PER_STATEMENT_MAX && !keys.some((key) => used.has(key))) batch.push(waiting);
      else later.push(waiting);
      // Also for those that stay: a claim is not overtaken by a later one that wants the same.
      for (const key of keys) used.add(key);
    }
    this.waiting = later;
    return batch;
  }

  private async send(batch: readonly Waiting[]): Promise<void> {
    try {
      const rows = await this.run(batch.map(({ wanted }) => wanted));
      for (const row of rows) this.outbox.deliver(row.outbox_rows ?? []);
      for (const [index, { resolve, reject }] of batch.entries()) {
        const row = rows[index];
        if (row === undefined) reject(new Error('The database returned no row for a claim'));
        else resolve(row);
      }
    } catch (error) {
      // Where the database cannot be reached, none of them would fare better alone.
      if (batch.length > 1 && !isUnreachable(error)) await this.sendEachAlone(batch, error);
      else for (const { reject } of batch) reject(error);
    }
  }

  private run(wanted: readonly WantedHold[]): Promise<ClaimRow[]> {
    const [only] = wanted;
    return wanted.length === 1 && only !== undefined
      ? this.database.run<ClaimRow>(claimSeats, valuesOf(only))
      : this.database.run<ClaimRow>(claimSeatsOfMany, valuesOfMany(wanted));
  }

  /** The statement changed nothing, so each claim is still to be made. One of them may be the cause; the others are not. */
  private async sendEachAlone(batch: readonly Waiting[], error: unknown): Promise<void> {
    this.logger.debug({ err: error, claims: batch.length }, 'A batch of claims failed, so each is sent alone');
    for (let from = 0; from < batch.length; from += ALONE_AT_ONCE_MAX) {
      await Promise.all(batch.slice(from, from + ALONE_AT_ONCE_MAX).map((waiting) => this.send([waiting])));
    }
  }
}

function valuesOf(wanted: WantedHold): unknown[] {
  const { hold, idempotencyKey, seatsPerBuyerMax, termsVersion, idempotencyLock, admission } = wanted;
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
    admission,
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
    of(({ admission }) => admission && JSON.stringify(admission)),
  ];
}
