import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../support/child';
import type { Arrivals, Counted, Delivered, Speaks, WatchersOrder } from './watchers';

/** What a process opens besides sockets. */
const otherFiles = 200;

/** How many files this machine lets one process open; each socket is one. */
export function filesMax(): number {
  const [, hard] = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
}

/** How many sockets one server, and one process of clients, can have here. */
export const socketsMax = (): number => filesMax() - otherFiles;

/** All watchers of one server, in as few processes as the machine's limits allow. */
export class Crowd {
  #delivered = new Map<number, number>();
  #receive: (events: number) => void = () => undefined;

  private constructor(private readonly processes: readonly Child[]) {
    for (const child of processes) {
      child.onMessage<Delivered>(({ message, events }) => {
        const delivered = (this.#delivered.get(message) ?? 0) + 1;
        this.#delivered.set(message, delivered);
        if (delivered === processes.length) this.#receive(events);
      });
    }
  }

  static async gather(options: { size: number; port: number; showId: string; speaks: Speaks }): Promise<Crowd> {
    const { size, port, showId, speaks } = options;
    const processes = Math.ceil(size / socketsMax());
    const started = Array.from({ length: processes }, () =>
      Child.start(join(__dirname, 'watchers.js'), { arguments: [String(port), showId, speaks] }),
    );
    return new Crowd((await Promise.all(started)).map(({ child }) => child));
  }

  /** Called where all of them have got a message, with the number of events that it delivered. */
  onDelivered(receive: (events: number) => void): void {
    this.#receive = receive;
  }

  async connect(count: number): Promise<void> {
    const share = Math.ceil(count / this.processes.length);
    await Promise.all(
      this.processes.map((child, index) =>
        child.ask({ connect: Math.min(share, Math.max(0, count - index * share)) } satisfies WatchersOrder),
      ),
    );
  }

  async subscribe(): Promise<void> {
    await Promise.all(this.processes.map((child) => child.ask({ subscribe: true } satisfies WatchersOrder)));
  }

  /** What has come to all of them since this was asked last. */
  async count(): Promise<Counted> {
    this.#delivered = new Map();
    const counted = await Promise.all(
      this.processes.map((child) => child.ask<Counted>({ count: true } satisfies WatchersOrder)),
    );
    const sum = (read: (each: Counted) => number) => counted.reduce((total, each) => total + read(each), 0);
    const arrivals: Arrivals[] = counted.flatMap((each) => each.arrivals);
    return { messages: sum(({ messages }) => messages), bytes: sum(({ bytes }) => bytes), arrivals };
  }

  async disperse(): Promise<void> {
    await Promise.all(this.processes.map((child) => child.end()));
  }
}
