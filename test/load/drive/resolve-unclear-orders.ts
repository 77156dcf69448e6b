import { pause } from '../../../src/dev/payment-provider/faults';
import type { Api } from './api';
import type { ConfirmedOrders } from './confirmed-orders';
import { ORDERS } from './documents';
import type { RunStatistics } from './run-statistics';

export interface UnclearOrders {
  readonly api: Api;
  readonly showId: string;
  readonly orders: ConfirmedOrders;
  readonly statistics: RunStatistics;
  /** False where some payments wait for a bank that nobody will go to. */
  readonly isPatient: boolean;
}

const WAIT_SECONDS = { patient: 120, impatient: 5 } as const;
const PAUSE_MS = 1000;

/** Asks for those who got no clear answer what became of their orders, until nothing is pending or the time is over. */
export async function resolveUnclearOrders({
  api,
  showId,
  orders,
  statistics,
  isPatient,
}: UnclearOrders): Promise<void> {
  const endsMs = performance.now() + 1000 * (isPatient ? WAIT_SECONDS.patient : WAIT_SECONDS.impatient);
  const never = new AbortController().signal;
  while (orders.unclear.size > 0) {
    for (const token of [...orders.unclear]) {
      if (performance.now() > endsMs) return;
      const answer = await api.ask(ORDERS, {}, token);
      if (answer.kind === 'error') continue;
      const own = (answer.data.viewer?.orders.nodes ?? []).filter(({ show }) => show.id === showId);
      for (const { id, status, items } of own) {
        const seats = items.map(({ seat }) => seat.index);
        if (status !== 'CONFIRMED' || !orders.confirm({ id, seats })) continue;
        statistics.ordersConfirmed += 1;
        statistics.seatsConfirmed += seats.length;
      }
      if (own.every(({ status }) => status !== 'PENDING_PAYMENT')) orders.unclear.delete(token);
    }
    if (orders.unclear.size > 0) await pause(PAUSE_MS, never);
  }
}
