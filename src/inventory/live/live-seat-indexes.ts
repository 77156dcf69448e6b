import type { Catalog } from '../../catalog';
import type { Logger } from '../../platform';
import type { SeatLayouts } from '../seat-map/seat-layouts';
import type { SeatNumbering } from '../seat-map/seat-numbering';

const SHOWS_KEPT_MAX = 5000;

/**
 * The positions of the seats of watched shows in their maps, for the live messages. They are read again for each client
 * that begins to watch, and when a stream says that the map was replaced; later messages then follow the new map.
 */
export class LiveSeatIndexes {
  private readonly known = new Map<string, { readonly termsVersion: number; readonly numbering: SeatNumbering }>();

  constructor(
    private readonly catalog: Pick<Catalog, 'refreshSaleTerms'>,
    private readonly plans: SeatLayouts,
    private readonly logger: Logger,
  ) {}

  /** Undefined where it must be read first. */
  of(showId: string): SeatNumbering | undefined {
    return this.known.get(showId)?.numbering;
  }

  /** Read after this call; null where the show has no seats, or where the database cannot be reached. */
  async refresh(showId: string): Promise<SeatNumbering | null> {
    try {
      const terms = await this.catalog.refreshSaleTerms(showId);
      const plan = terms === null ? null : await this.plans.of(terms);
      if (terms === null || plan === null) return null;
      const known = this.known.get(showId);
      // Two who read at once may come back in the other order.
      if (known !== undefined && known.termsVersion > terms.termsVersion) return known.numbering;
      this.keep(showId, terms.termsVersion, plan.numbering);
      return plan.numbering;
    } catch (error) {
      this.known.delete(showId);
      this.logger.warn({ err: error, showId }, 'The positions of the seats of a show could not be read');
      return null;
    }
  }

  private keep(showId: string, termsVersion: number, numbering: SeatNumbering): void {
    const [oldest] = this.known.keys();
    if (oldest !== undefined && this.known.size >= SHOWS_KEPT_MAX) this.known.delete(oldest);
    this.known.set(showId, { termsVersion, numbering });
  }
}
