import type { Counter } from 'prom-client';
import type { Metrics } from '../../platform';
import type { StreamSubscription } from '../../realtime';
import type { SeatTopic } from './seat-topic';

/**
 * What a buyer's map had shown of the seats that were refused. `fresh`: they were free in everything that was published
 * until then. `stale`: the map was behind the stream. `known`: the map had the change already.
 */
type Seen = 'fresh' | 'stale' | 'known';

const CHECKS_AT_ONCE_MAX = 50;
/** The event of a seat that was just taken is published within this time. */
const PUBLISHED_WITHIN_MS = 2000;

/**
 * Counts how often seats that a map showed as free were refused, for requests that say what they had seen. It works on the
 * stream after the answer, so no request waits for it.
 */
export class SeenSeats {
  private readonly counts: Counter<'result'>;
  private checking = 0;

  constructor(
    private readonly topic: SeatTopic,
    metrics: Metrics,
  ) {
    this.counts = metrics.counter(
      'frontrow_seen_selections_total',
      'Requests to hold seats that named the revision which the buyer had seen: held, or refused although the map had shown the seats as free (fresh, stale), or refused as the map had shown (known); skipped where too many were counted at once',
      ['result'],
    );
  }

  held(): void {
    this.counts.inc({ result: 'held' });
  }

  refused(showId: string, seatNos: readonly number[], seenRevision: string): void {
    if (this.checking >= CHECKS_AT_ONCE_MAX) {
      this.counts.inc({ result: 'skipped' });
      return;
    }
    this.checking += 1;
    this.check(showId, new Set(seatNos), seenRevision)
      .then((result) => this.counts.inc({ result }))
      .catch(() => this.counts.inc({ result: 'skipped' }))
      .finally(() => {
        this.checking -= 1;
      });
  }

  private async check(showId: string, seatNos: ReadonlySet<number>, seenRevision: string): Promise<Seen> {
    const handle = this.topic.acquire(showId);
    try {
      const { subscription } = handle;
      const { events, index } = await subscription.join(seenRevision);
      if (events.some((event) => event.kind === 'resync' || concerns(event, seatNos))) return 'stale';
      return (await isPublishedSoon(subscription, index, seatNos)) ? 'fresh' : 'known';
    } finally {
      handle.release();
    }
  }
}

type Event = ReturnType<StreamSubscription<unknown>['resync']>['event'];

/** Whether the event changes one of the seats, or replaces their map. */
const concerns = (event: Event, seatNos: ReadonlySet<number>): boolean =>
  event.kind === 'message' &&
  (!Array.isArray(event.message) || event.message.some(([seatNo]: readonly number[]) => seatNos.has(seatNo ?? -1)));

async function isPublishedSoon(
  subscription: StreamSubscription<unknown>,
  from: number,
  seatNos: ReadonlySet<number>,
): Promise<boolean> {
  let index = from;
  let isOver = false;
  let wake: (() => void) | undefined;
  const stopListening = subscription.onChange(() => wake?.());
  const timer = setTimeout(() => {
    isOver = true;
    wake?.();
  }, PUBLISHED_WITHIN_MS).unref();
  try {
    while (!isOver && !subscription.closed) {
      const next = subscription.read(index);
      if (next === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      index = next.index;
      if (concerns(next.event, seatNos)) return true;
    }
    return false;
  } finally {
    clearTimeout(timer);
    stopListening();
  }
}
