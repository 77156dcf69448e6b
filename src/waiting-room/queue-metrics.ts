import type { Metrics } from '../platform';
import type { TickOutcome } from './admission/tick';
import type { QueueBroadcaster } from './live/queue-broadcaster';

export interface QueueMetrics {
  onTick(showId: string, outcome: TickOutcome): void;
}

interface Counts {
  readonly waiting: number;
  readonly inside: number;
}

/**
 * The metrics of the waiting rooms. Each waiting room is counted by the process that leads it, so that the sum over all
 * processes is right.
 */
export function openQueueMetrics(metrics: Metrics, broadcaster: QueueBroadcaster): QueueMetrics {
  const led = new Map<string, Counts>();
  const sum = (read: (counts: Counts) => number) => () =>
    [...led.values()].reduce((total, counts) => total + read(counts), 0);
  const connectedBuyers = () => broadcaster.connectedBuyerCount;
  metrics.gauge('frontrow_queue_led', 'Waiting rooms that this process leads', () => led.size);
  metrics.gauge(
    'frontrow_queue_waiting',
    'Buyers who wait, in the waiting rooms that this process leads',
    sum(({ waiting }) => waiting),
  );
  metrics.gauge(
    'frontrow_queue_inside',
    'Buyers who are admitted, in the waiting rooms that this process leads',
    sum(({ inside }) => inside),
  );
  metrics.gauge(
    'frontrow_queue_connected_buyers',
    'Buyers who receive their queue position from this process',
    connectedBuyers,
  );
  const admitted = metrics.counter('frontrow_queue_admitted_total', 'Buyers who were admitted');
  const ended = metrics.counter(
    'frontrow_queue_ended_total',
    'Admissions that expired, and places that were abandoned for longer than the grace period',
    ['reason'],
  );

  // The names of version 0.1, for dashboards that still read them.
  metrics.gauge('frontrow_queue_rooms_led', 'Deprecated: frontrow_queue_led', () => led.size);
  metrics.gauge('frontrow_queue_guests', 'Deprecated: frontrow_queue_connected_buyers', connectedBuyers);
  const over = metrics.counter('frontrow_queue_over_total', 'Deprecated: frontrow_queue_ended_total', ['why']);

  return {
    onTick(showId, outcome) {
      if (outcome.kind !== 'leading') {
        led.delete(showId);
        return;
      }
      const { snapshot, admittedCount, expiredCount, abandonedCount } = outcome;
      admitted.inc(admittedCount);
      ended.inc({ reason: 'expired' }, expiredCount);
      ended.inc({ reason: 'abandoned' }, abandonedCount);
      over.inc({ why: 'time' }, expiredCount);
      over.inc({ why: 'grace' }, abandonedCount);
      led.set(showId, { waiting: snapshot.waitingCount, inside: snapshot.insideCount });
    },
  };
}
