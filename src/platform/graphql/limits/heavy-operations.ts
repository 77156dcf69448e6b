import type { GraphQLError } from 'graphql';
import { serviceUnavailable } from '../errors';

interface Waiting {
  readonly start: () => void;
}

/** Above this estimate an operation is heavy: more than a page with a map and its availability. */
const HEAVY_POINTS_MIN = 2500;
const WAITING_MAX = 200;
const WAITING_PER_NETWORK_MAX = 20;

export const isHeavy = (points: number): boolean => points >= HEAVY_POINTS_MIN;

/**
 * Runs one heavy operation at a time, and lets others run between two of them. A large one takes the
 * processor for a tenth of a second, in slices (see `Turns`); the slices of ten of them at once would still leave every
 * other client a tenth of the processor. Networks take turns, so that one with many heavy operations delays itself.
 */
export class HeavyOperations {
  private isRunning = false;
  /** By network. A network moves to the end when it had its turn. */
  private readonly queues = new Map<string, Waiting[]>();
  private waiting = 0;

  /** Waits for the turn of a heavy operation. Resolves to its release, or to the refusal if too many wait. */
  async enter(network: string): Promise<(() => void) | GraphQLError> {
    if (this.isRunning) {
      const queue = this.queues.get(network) ?? [];
      if (this.waiting >= WAITING_MAX || queue.length >= WAITING_PER_NETWORK_MAX) {
        return serviceUnavailable('Too many large operations are waiting. Request less data, or try again later.');
      }
      this.waiting += 1;
      await new Promise<void>((start) => {
        queue.push({ start });
        this.queues.set(network, queue);
      });
    }
    this.isRunning = true;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      // The next one starts after whatever else is ready to run.
      setImmediate(() => this.next());
    };
  }

  private next(): void {
    for (const [network, queue] of this.queues) {
      const waiting = queue.shift();
      this.queues.delete(network);
      if (queue.length > 0) this.queues.set(network, queue);
      if (waiting === undefined) continue;
      this.waiting -= 1;
      waiting.start();
      return;
    }
    this.isRunning = false;
  }
}
