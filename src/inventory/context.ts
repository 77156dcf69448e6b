import type { Catalog } from '../catalog';
import type { Clock, Database, Logger, Outbox } from '../platform';
import type { Seating } from '../seating';
import type { WaitingRoom } from '../waiting-room';
import type { ClaimBatcher } from './holds/claim-batcher';
import type { HoldTopic } from './live/hold-topic';
import type { LiveStatuses } from './live/statuses/live-statuses';
import type { HeldSeatsByNetwork } from './network-limit/held-seats-by-network';
import type { PlacePools } from './places/place-pools';
import type { PlacesBatcher } from './places/places-batcher';
import type { SeatLayouts } from './seat-map/seat-layouts';

/** What the use cases of this module work with. */
export interface InventoryContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly outbox: Outbox;
  readonly catalog: Catalog;
  readonly seating: Seating;
  readonly seatLayouts: SeatLayouts;
  readonly claims: ClaimBatcher;
  readonly placePools: PlacePools;
  readonly placeClaims: PlacesBatcher;
  readonly heldSeatsByNetwork: HeldSeatsByNetwork;
  readonly holdTopic: HoldTopic;
  readonly liveStatuses: LiveStatuses;
  readonly waitingRoom: Pick<
    WaitingRoom,
    'checkAdmission' | 'extendAdmission' | 'closeQueue' | 'activeShows' | 'reportSeatsLeft' | 'hasConnectedBuyers'
  >;
}
