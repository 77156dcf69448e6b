/** An order that the service has confirmed to a buyer of this run. */
export interface ConfirmedOrder {
  readonly id: string;
  readonly seats: readonly number[];
}

/** What the service has promised in this run; the proofs at the end are about these promises. */
export class ConfirmedOrders {
  readonly confirmed = new Map<string, ConfirmedOrder>();
  /** Buyers whose last purchase ended without a clear answer, by their tokens. */
  readonly unclear = new Set<string>();

  confirm(order: ConfirmedOrder): boolean {
    const isNew = !this.confirmed.has(order.id);
    this.confirmed.set(order.id, order);
    return isNew;
  }
}
