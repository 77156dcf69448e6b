import type { Database, Logger, Outbox, OutboxRow } from '../../platform';
import type { Admission } from '../holds/claim-batcher';
import { StatementBatcher } from '../holds/statement-batcher';
import { claimPlaces, claimPlacesWaiting } from './claim-places.sql';
import { type PlacePool, rotated, type Stretch } from './place-pools';

/** The hold that a claim makes if there are so many places. Which ones, the statement says. */
export interface WantedPlaces {
  readonly pool: PlacePool;
  readonly quantity: number;
  /** What was asked for, as a repeat of the request would ask. */
  readonly wish: string;
  readonly holdId: string;
  readonly buyerId: string;
  readonly idempotencyKey: string;
  /** The number of the advisory lock that lets one request at a time try the idempotency key. */
  readonly idempotencyLock: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly expiresAtMax: Date;
  readonly seatsPerBuyerMax: number;
  readonly currency: string;
  readonly termsVersion: number;
  readonly admission: Admission | null;
  /** Waits for places that other transactions are taking, so that its refusal is certain. */
  readonly isWaiting: boolean;
}

/** The ledger's answer to one claim of places. */
export interface PlacesRow {
  readonly replayed_hold_id: string | null;
  readonly is_same_request: boolean | null;
  readonly is_sale_current: boolean;
  /** Null where nothing is held, like the two below. */
  readonly seat_nos: readonly number[] | null;
  readonly prices_minor: readonly number[] | null;
  readonly total_minor: number | null;
  /** Fewer places were found than wanted. */
  readonly is_short: boolean;
  /** Places that looked free and that no claim of the statement took; null where no claim was short. */
  readonly left_count: number | null;
  readonly outbox_rows: readonly OutboxRow[] | null;
}

const POOLS_REMEMBERED_MAX = 1000;

/**
 * Sends claims of places to the database, those of one pool together. The search begins behind the last place that this
 * process took, so that it does not pass all sold ones each time; where it begins decides nothing else.
 */
export class PlacesBatcher {
  private readonly batcher: StatementBatcher<WantedPlaces, PlacesRow>;
  private readonly nextNos = new Map<string, number>();

  constructor(
    private readonly database: Database,
    outbox: Pick<Outbox, 'deliver'>,
    logger: Logger,
  ) {
    this.batcher = new StatementBatcher<WantedPlaces, PlacesRow>({
      outbox,
      logger,
      keysOf: ({ buyerId }) => [buyerId],
      // A claim that waits is alone in its statement.
      groupOf: (wanted) => (wanted.isWaiting ? wanted : wanted.pool.key),
      run: (wanted) => this.run(wanted),
    });
  }

  /** Rejects with 23505 where another request just used the key. */
  async claim(wanted: WantedPlaces): Promise<PlacesRow> {
    const row = await this.batcher.claim(wanted);
    if (row === null) throw new Error('A claim of places was not made');
    return row;
  }

  private async run(wanted: readonly WantedPlaces[]): Promise<PlacesRow[]> {
    const [first] = wanted;
    if (first === undefined) return [];
    const { pool, isWaiting } = first;
    if (isWaiting) return this.database.run<PlacesRow>(claimPlacesWaiting, valuesOf(wanted, pool.stretches));
    const stretches = rotated(pool.stretches, this.nextNos.get(pool.key) ?? 0);
    const rows = await this.database.run<PlacesRow>(claimPlaces, valuesOf(wanted, stretches));
    const last = rows.findLast(({ seat_nos: seatNos }) => seatNos !== null)?.seat_nos?.at(-1);
    if (last !== undefined) this.remember(pool.key, last + 1);
    return rows;
  }

  private remember(key: string, nextNo: number): void {
    this.nextNos.delete(key);
    this.nextNos.set(key, nextNo);
    for (const oldest of this.nextNos.keys()) {
      if (this.nextNos.size <= POOLS_REMEMBERED_MAX) break;
      this.nextNos.delete(oldest);
    }
  }
}

function valuesOf(all: readonly WantedPlaces[], stretches: readonly Stretch[]): unknown[] {
  const of = <T>(read: (wanted: WantedPlaces) => T) => all.map(read);
  const [first] = all;
  return [
    first?.pool.showId,
    // The earliest, so that no hold is taken over before its end by a claim of the same statement.
    new Date(Math.min(...of(({ createdAt }) => createdAt.getTime()))),
    of(({ buyerId }) => buyerId),
    of(({ idempotencyKey }) => idempotencyKey),
    of(({ holdId }) => holdId),
    of(({ expiresAt }) => expiresAt),
    of(({ expiresAtMax }) => expiresAtMax),
    of(({ quantity }) => quantity),
    of(({ idempotencyLock }) => idempotencyLock),
    of(({ admission }) => admission && JSON.stringify(admission)),
    // The same for all: a pool belongs to one version of the terms of sale.
    first?.seatsPerBuyerMax,
    first?.currency,
    first?.termsVersion,
    of(({ wish }) => wish),
    stretches.map(({ first: from }) => from),
    stretches.map(({ last }) => last),
    stretches.map(({ priceMinor }) => priceMinor),
  ];
}
