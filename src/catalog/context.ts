import type { Clock, Database, Outbox, Readers } from '../platform';
import type { SaleTermsCache } from './sale-terms/sale-terms-cache';
import type { ShowChanges } from './sale-terms/show-change';

/** What the catalog's use cases work with. */
export interface CatalogContext {
  readonly database: Database;
  readonly readers: Readers;
  readonly clock: Clock;
  readonly terms: SaleTermsCache;
  readonly changes: ShowChanges;
  readonly outbox: Outbox;
  /** The price zones of a published seat map; null where there is no such map. */
  readonly zonesOf: (seatMapVersion: string) => Promise<readonly string[] | null>;
}
