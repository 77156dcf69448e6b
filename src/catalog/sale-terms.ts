import type { SqlExecutor } from '../platform';
import { readSaleTerms } from './show.sql';

/** What a seat of a price zone costs, in the smallest unit of the show's currency. */
export interface TierPrice {
  readonly name: string;
  readonly amountMinor: number;
}

/** Everything about a show that a sale depends on. Instants are the service's clock's. */
export interface SaleTerms {
  /** UUIDs. */
  readonly showId: string;
  readonly eventId: string;
  /** Null where the show has no seats yet. */
  readonly seatMapVersion: string | null;
  /** Which seats of the ledger the map's are; null where they count in map order. The ledger's own. */
  readonly seatNumberingId: string | null;
  readonly currency: string;
  readonly seatsPerBuyerMax: number;
  readonly holdSeconds: number;
  readonly startsAt: Date;
  readonly salesOpenAt: Date;
  readonly salesCloseAt: Date;
  /** Until then a buyer may give an order back; null where never. */
  readonly refundUntil: Date | null;
  readonly salesPaused: boolean;
  readonly cancelledAt: Date | null;
  /** The caller who runs the show; null for the app itself. */
  readonly organizerId: string | null;
  /** Grows with every change of the terms, but for `seatsLeft`. */
  readonly termsVersion: number;
  /** A hint, counted lately; null where nobody has counted yet. */
  readonly seatsLeft: number | null;
  /** By the seat map's price zone. */
  readonly tiers: ReadonlyMap<string, TierPrice>;
}

interface SaleTermsRow extends Omit<SaleTerms, 'tiers'> {
  readonly tiers: Readonly<Record<string, TierPrice>> | null;
}

const SHOWS_KEPT_MAX = 5000;
const AGE_MAX_MS = 5000;

/**
 * Keeps the terms of the shows that are asked for. They may be some seconds old: whoever sells compares
 * `termsVersion` with the row in the statement that sells, and calls `refresh` where it differs.
 */
export class SaleTermsCache {
  private readonly kept = new Map<string, { readonly terms: SaleTerms; readonly readAtMs: number }>();
  private readonly reading = new Map<string, Promise<SaleTerms | null>>();
  private readonly readingNext = new Map<string, Promise<SaleTerms | null>>();

  constructor(private readonly database: SqlExecutor) {}

  /** The terms as they were a few seconds ago at most, or null where there is no such show. */
  async of(showId: string): Promise<SaleTerms | null> {
    const kept = this.kept.get(showId);
    if (kept !== undefined && performance.now() - kept.readAtMs < AGE_MAX_MS) return kept.terms;
    return this.reading.get(showId) ?? this.read(showId);
  }

  /** The terms as they are, read after this call. Many callers at once share one read. */
  async refresh(showId: string): Promise<SaleTerms | null> {
    const underWay = this.reading.get(showId);
    if (underWay === undefined) return this.read(showId);
    // What is being read now may be older than what the caller has seen; the next read is not.
    let next = this.readingNext.get(showId);
    if (next === undefined) {
      const read = () => {
        this.readingNext.delete(showId);
        return this.read(showId);
      };
      next = underWay.then(read, read);
      this.readingNext.set(showId, next);
    }
    return next;
  }

  private read(showId: string): Promise<SaleTerms | null> {
    const readAtMs = performance.now();
    const reading = this.database
      .run<SaleTermsRow>(readSaleTerms, [showId])
      .then(([row]) => {
        this.kept.delete(showId);
        if (row === undefined) return null;
        const terms: SaleTerms = { ...row, tiers: new Map(Object.entries(row.tiers ?? {})) };
        this.keep(terms, readAtMs);
        return terms;
      })
      .finally(() => this.reading.delete(showId));
    this.reading.set(showId, reading);
    return reading;
  }

  private keep(terms: SaleTerms, readAtMs: number): void {
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size >= SHOWS_KEPT_MAX) this.kept.delete(oldest);
    this.kept.set(terms.showId, { terms, readAtMs });
  }
}
