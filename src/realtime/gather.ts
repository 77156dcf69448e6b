import { setTimeout as delay } from 'node:timers/promises';

export interface Gather<Message> {
  /** Resolves with the answer of `send` for the batch that this message went out with. */
  append(key: string, message: Message): Promise<string>;
}

interface Waiting<Message> {
  readonly message: Message;
  readonly resolve: (revision: string) => void;
  readonly reject: (error: unknown) => void;
}

export interface GatherOptions<Message> {
  /** At most one batch of a key goes out in such a window; zero sends as fast as the answers come. */
  readonly windowMilliseconds: number;
  /** How many messages of one key may wait; one more is refused, because its sender keeps it and can come again. */
  readonly waitingMax: number;
  /** Makes few messages of many, in order: here a topic joins changes and keeps each message below its maximum. */
  readonly merge: (messages: readonly Message[]) => readonly Message[];
  readonly send: (key: string, messages: readonly Message[]) => Promise<string>;
}

/**
 * Gathers what happens to a key within a short window. The first message after a quiet while goes out at once, so a rare
 * change is not delayed; while the window runs, the following ones wait for its end and go out together. Batches of a key
 * follow one another, so their order is the order of the calls.
 */
export function openGather<Message>(options: GatherOptions<Message>): Gather<Message> {
  const lanes = new Map<string, Waiting<Message>[]>();

  async function drain(key: string, lane: Waiting<Message>[]): Promise<void> {
    while (lane.length > 0) {
      const batch = lane.splice(0);
      const windowOver = options.windowMilliseconds > 0 ? delay(options.windowMilliseconds) : null;
      try {
        const revision = await options.send(key, options.merge(batch.map(({ message }) => message)));
        for (const { resolve } of batch) resolve(revision);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      await windowOver;
    }
    lanes.delete(key);
  }

  return {
    append(key, message) {
      return new Promise((resolve, reject) => {
        const running = lanes.get(key);
        if (running !== undefined && running.length >= options.waitingMax) {
          reject(new Error(`${running.length} messages wait already for the topic key ${key}`));
          return;
        }
        const lane = running ?? [];
        lane.push({ message, resolve, reject });
        if (running === undefined) {
          lanes.set(key, lane);
          void drain(key, lane);
        }
      });
    },
  };
}
