import type { SqlExecutor } from '../../platform';
import { readSaleTerms } from '../shows/show.sql';
import { type SaleTerms, type SaleTermsRow, saleTermsOf } from './sale-terms';

const SHOWS_KEPT_MAX = 5000;
const AGE_MAX_MS = 5000;

/**
 * Keeps the terms of the shows that are asked for. They may be some seconds old, which decides nothing: a sale
 * compares `termsVersion` with the row in the statement that sells, and a refusal calls `refresh` first.
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
        const terms = saleTermsOf(row);
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
