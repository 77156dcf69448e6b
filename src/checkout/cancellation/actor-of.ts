import { mayRunShow, type SaleTerms } from '../../catalog';
import { type OrderRow, ownsOrder } from '../../orders';
import type { Caller } from '../../platform';

export interface CallingActor {
  readonly role: 'buyer' | 'organizer' | 'admin';
  readonly callerId: string;
}

/** In which role the caller may act on the order; null where it does not exist for them. */
export async function actorOf(caller: Caller, order: OrderRow, terms: SaleTerms | null): Promise<CallingActor | null> {
  const { id: callerId, roles } = caller;
  if (await mayRunShow(caller, terms ?? { organizerId: null }))
    return { role: roles.has('admin') ? 'admin' : 'organizer', callerId };
  return ownsOrder(caller, order) ? { role: 'buyer', callerId } : null;
}
