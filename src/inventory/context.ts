import type { Catalog } from '../catalog';
import type { Clock, Database, Logger, Outbox } from '../platform';
import type { Seating } from '../seating';
import type { WaitingRoom } from '../waiting-room';
import type { ClaimGatherer } from './claim-gatherer';
import type { ShowPlans } from './show-plans';

/** What the verbs of this room work with. */
export interface InventoryContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly outbox: Outbox;
  readonly catalog: Catalog;
  readonly seating: Seating;
  readonly plans: ShowPlans;
  readonly claims: ClaimGatherer;
  readonly waitingRoom: Pick<WaitingRoom, 'isAdmitted' | 'prolong' | 'closeQueue' | 'activeShows'>;
}
