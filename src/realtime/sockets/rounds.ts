import type { Clock } from '../../platform';
import type { Peer } from './peer';

const slots = 10;

/**
 * Looks after all sockets with one timer. Each socket is in one of ten slots, and every tenth of a second the sockets of
 * the next slot are checked: so each is checked once a second, and pings go out evenly rather than all at once.
 */
export class Rounds {
  readonly #slots = Array.from({ length: slots }, () => new Set<Peer>());
  readonly #timer: NodeJS.Timeout;
  #joined = 0;
  #now = 0;

  constructor(clock: Clock) {
    this.#timer = setInterval(() => {
      this.#now = (this.#now + 1) % slots;
      for (const peer of this.#slots[this.#now] ?? []) peer.check(clock);
    }, 1000 / slots).unref();
  }

  add(peer: Peer): void {
    this.#joined = (this.#joined + 1) % slots;
    this.#slots[this.#joined]?.add(peer);
  }

  remove(peer: Peer): void {
    for (const slot of this.#slots) slot.delete(peer);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
