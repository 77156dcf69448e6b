import type { Metrics } from '../platform';
import type { QueueHub } from './queue-hub';
import type { TickOutcome } from './tick';

export interface QueueCounts {
  ticked(showId: string, outcome: TickOutcome): void;
}

interface Room {
  readonly waiting: number;
  readonly inside: number;
}

/**
 * What `/metrics` shows of the waiting rooms. A room is counted by the process that leads it, so that the sum over all
 * processes is right.
 */
export function openCounts(metrics: Metrics, hub: QueueHub): QueueCounts {
  const led = new Map<string, Room>();
  const sum = (read: (room: Room) => number) => () => [...led.values()].reduce((total, room) => total + read(room), 0);
  metrics.gauge('frontrow_queue_rooms_led', 'Waiting rooms that this process leads', () => led.size);
  metrics.gauge(
    'frontrow_queue_waiting',
    'Buyers who wait, in the rooms that this process leads',
    sum((room) => room.waiting),
  );
  metrics.gauge(
    'frontrow_queue_inside',
    'Buyers in the shops of the rooms that this process leads',
    sum((room) => room.inside),
  );
  metrics.gauge('frontrow_queue_guests', 'Buyers who hear their place from this process', () => hub.guestCount);
  const admitted = metrics.counter('frontrow_queue_admitted_total', 'Buyers who were let in');
  const over = metrics.counter(
    'frontrow_queue_over_total',
    'Admissions that ended by time, places given up after the grace',
    ['why'],
  );

  return {
    ticked(showId, outcome) {
      if (outcome.kind !== 'leading') {
        led.delete(showId);
        return;
      }
      const { beat, admittedCount, timedOutCount, givenUpCount } = outcome;
      admitted.inc(admittedCount);
      over.inc({ why: 'time' }, timedOutCount);
      over.inc({ why: 'grace' }, givenUpCount);
      led.set(showId, { waiting: beat.waitingCount, inside: beat.insideCount });
    },
  };
}
