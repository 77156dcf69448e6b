import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Show } from '../catalog';
import type { Inventory } from '../inventory';
import { type RequestContext, Work } from '../platform';
import { InventoryProof } from './inventory-proof.graphql';
import type { OrderLedger } from './order-ledger';

/** The seats of a show, for the estimate of a document's cost: a large arena. */
const SEATS_ASSUMED = 50_000;

@Resolver(() => Show)
export class InventoryProofResolver {
  /** Everybody may ask, and the orders of a show are many: those who ask at once share one answer. */
  private readonly running = new Map<string, Promise<InventoryProof>>();

  constructor(
    private readonly inventory: Inventory,
    private readonly ledger: OrderLedger,
  ) {}

  @Work({ statements: 3, records: 2 * SEATS_ASSUMED })
  @FieldResolver(() => InventoryProof, {
    description: 'For everybody: how many seats have each status, and that no seat is in two orders.',
  })
  inventoryProof(@Root() show: Show, @Ctx() request: RequestContext): Promise<InventoryProof> {
    request.budget.spend({ statements: 3, records: 2 * SEATS_ASSUMED });
    const { showId } = show;
    const proof = this.running.get(showId) ?? this.read(show).finally(() => this.running.delete(showId));
    this.running.set(showId, proof);
    return proof;
  }

  private async read(show: Show): Promise<InventoryProof> {
    const { places, free, held, reserved, sold, blocked, revision } = await this.inventory.countByStatus(show);
    return {
      placeCount: places,
      freeCount: free,
      heldCount: held,
      reservedCount: reserved,
      soldCount: sold,
      blockedCount: blocked,
      seatsInSeveralOrders: await this.ledger.countSeatsInSeveralOrders(show.showId),
      revision,
    };
  }
}
