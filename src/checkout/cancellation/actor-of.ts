import { mayRunShow } from '../../catalog';
import { type OrderRow, ownsOrder } from '../../orders';
import type { Caller } from '../../platform';

export interface CallingActor {
  readonly role: 'buyer' | 'organizer' | 'admin';
  readonly callerId: string;
}

/** In which role the caller may act on the order; null where it does not exist for them. */
export function actorOf(caller: Caller, order: OrderRow, organizerId: string | null): CallingActor | null {
  const { id: callerId, roles } = caller;
  if (mayRunShow(caller, { organizerId })) return { role: roles.has('admin') ? 'admin' : 'organizer', callerId };
  return ownsOrder(caller, order) ? { role: 'buyer', callerId } : null;
}
