import type { Clock } from '../../platform';
import type { ClientConnection } from './client-connection';

const SLOTS = 10;

/**
 * Checks all connections with one timer. Each connection is in one of ten slots, and every tenth of a second the next slot
 * is checked: each connection is checked once a second, and pings are spread evenly instead of being sent all at once.
 */
export class Heartbeat {
  readonly #slots = Array.from({ length: SLOTS }, () => new Set<ClientConnection>());
  readonly #timer: NodeJS.Timeout;
  #lastJoined = 0;
  #current = 0;

  constructor(clock: Clock) {
    this.#timer = setInterval(() => {
      this.#current = (this.#current + 1) % SLOTS;
      for (const connection of this.#slots[this.#current] ?? []) connection.check(clock);
    }, 1000 / SLOTS).unref();
  }

  add(connection: ClientConnection): void {
    this.#lastJoined = (this.#lastJoined + 1) % SLOTS;
    this.#slots[this.#lastJoined]?.add(connection);
  }

  remove(connection: ClientConnection): void {
    for (const slot of this.#slots) slot.delete(connection);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
