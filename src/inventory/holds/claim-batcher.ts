import type { Database, Logger, Outbox, OutboxRow } from '../../platform';
import type { SeatCode } from '../ledger/seat-status';
import { claimSeats, claimSeatsOfMany } from './claims.sql';
import type { Hold } from './hold';
import { LateClaim, StatementBatcher } from './statement-batcher';

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

/** A claim of a buyer whose seats are still to be chosen. */
export interface LateChoice {
  readonly buyerId: string;
  readonly mayGo: () => boolean;
  readonly decide: () => WantedHold | null;
  readonly learn: (row: ClaimRow | null, error: unknown) => void;
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
  /** How many of the seats were free at the moment of the lock; says nothing where they are held now. */
  readonly locked_count: number;
  /** Number, status code, version, whether it looked free, hold. Null where the seats are held now. */
  readonly seen: readonly [number, SeatCode, number, boolean, string | null][] | null;
  /** Live holds of the same buyer that have some of the seats. Null where there are none. */
  readonly own_holds: readonly { readonly id: string; readonly seatNos: readonly number[] }[] | null;
  /** Of all claims of the statement, in the row of the first one. */
  readonly outbox_rows: readonly OutboxRow[] | null;
}

/** Sends claims of chosen seats, as `StatementBatcher` describes it. Claims of one statement may be of several shows. */
export class ClaimBatcher {
  private readonly batcher: StatementBatcher<WantedHold, ClaimRow>;

  constructor(
    private readonly database: Database,
    outbox: Pick<Outbox, 'deliver'>,
    logger: Logger,
  ) {
    this.batcher = new StatementBatcher<WantedHold, ClaimRow>({
      outbox,
      logger,
      keysOf: ({ hold: { showId, buyerId, seatNos } }) => [buyerId, ...seatNos.map((seatNo) => `${showId} ${seatNo}`)],
      groupOf: () => null,
      run(wanted) {
        const [only] = wanted;
        return wanted.length === 1 && only !== undefined
          ? database.run<ClaimRow>(claimSeats, valuesOf(only))
          : database.run<ClaimRow>(claimSeatsOfMany, valuesOfMany(wanted));
      },
    });
  }

  /**
   * Claims seats, or those that `decide` chooses when the claim goes into a statement; null where it chooses none. Rejects
   * with 55P03 where another transaction has locked a seat, with 23505 where another one just used the key.
   */
  claim(wanted: WantedHold | LateChoice): Promise<ClaimRow | null> {
    return this.batcher.claim(
      'decide' in wanted ? new LateClaim([wanted.buyerId], wanted.mayGo, wanted.decide, wanted.learn) : wanted,
    );
  }

  /** Has both statements planned on so many connections at once, by claims that find nothing. */
  async planOn(connections: number, [one, other]: readonly [WantedHold, WantedHold]): Promise<void> {
    const onEach = (plan: () => Promise<unknown>) => Promise.all(Array.from({ length: connections }, plan));
    await onEach(() => this.database.run(claimSeatsOfMany, valuesOfMany([one, other])));
    await onEach(() => this.database.run(claimSeats, valuesOf(one)));
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
    hold.choice,
  ];
}

function valuesOfMany(wanted: readonly WantedHold[]): unknown[] {
  const of = <T>(read: (wanted: WantedHold) => T) => wanted.map(read);
  let seatCount = 0;
  const seatsFrom = of(({ hold }) => {
    const from = seatCount + 1;
    seatCount += hold.seatNos.length;
    return from;
  });
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
    of(({ hold }) => hold.choice && JSON.stringify(hold.choice)),
    seatsFrom,
    of(({ hold }) => hold.seatNos.length),
  ];
}
