import { setTimeout as delay } from 'node:timers/promises';

export interface AppendBatcher<Message> {
  /** Resolves with the result of `send` for the batch that contained this message. */
  append(key: string, message: Message): Promise<string>;
}

interface PendingAppend<Message> {
  readonly message: Message;
  readonly resolve: (revision: string) => void;
  readonly reject: (error: unknown) => void;
}

export interface AppendBatcherOptions<Message> {
  /** At most one batch of a key is sent within such a window; zero sends as fast as Redis answers. */
  readonly windowMilliseconds: number;
  /** How many messages of one key may wait. A further one is rejected: its sender keeps it and can retry. */
  readonly pendingMax: number;
  /** Combines many messages into few, in order. A topic uses it to keep each message below its maximum size. */
  readonly merge: (messages: readonly Message[]) => readonly Message[];
  readonly send: (key: string, messages: readonly Message[]) => Promise<string>;
}

/**
 * Batches the appends of a key within a short window. The first message after a quiet period is sent immediately, so a
 * rare change is not delayed; messages that arrive while the window runs are sent together at its end. The batches of one
 * key are sent one after another, so their order is the order of the calls.
 */
export function openAppendBatcher<Message>(options: AppendBatcherOptions<Message>): AppendBatcher<Message> {
  const queues = new Map<string, PendingAppend<Message>[]>();

  async function drain(key: string, queue: PendingAppend<Message>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      const windowOver = options.windowMilliseconds > 0 ? delay(options.windowMilliseconds) : null;
      try {
        const revision = await options.send(key, options.merge(batch.map(({ message }) => message)));
        for (const { resolve } of batch) resolve(revision);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      await windowOver;
    }
    queues.delete(key);
  }

  return {
    append(key, message) {
      return new Promise((resolve, reject) => {
        const running = queues.get(key);
        if (running !== undefined && running.length >= options.pendingMax) {
          reject(new Error(`${running.length} messages are already pending for the topic key ${key}`));
          return;
        }
        const queue = running ?? [];
        queue.push({ message, resolve, reject });
        if (running === undefined) {
          queues.set(key, queue);
          void drain(key, queue);
        }
      });
    },
  };
}
