import type { AppendBatcher } from './append-batcher';
import type { SubscriptionHandle } from './subscription-registry';
import type { StreamSubscription, TopicEvent } from './topic-events';
import { TopicReader } from './topic-reader';

/** One kind of message, delivered to everybody who follows one of its keys. */
export interface Topic<Message> {
  /** Resolves with the revision once the message is in the stream. Rejects where Redis fails: the caller keeps it. */
  append(key: string, message: Message): Promise<string>;
  /** Where the stream is, or was a moment ago. Read it before the state that it belongs to. */
  position(key: string): Promise<string>;
  /** One reader. Its first event is its position, what it missed since `after`, or a resync. */
  subscribe(key: string, after: string | null): AsyncIterableIterator<TopicEvent<Message>>;
  /** For code that reads on behalf of many clients. The stream is followed until `release`, and a short time longer. */
  acquire(key: string): SubscriptionHandle<StreamSubscription<Message>>;
}

export interface TopicContext<Message> {
  readonly batcher: AppendBatcher<Message>;
  readonly position: (key: string) => Promise<string>;
  readonly acquire: Topic<Message>['acquire'];
}

export function topicOf<Message>({ batcher, position, acquire }: TopicContext<Message>): Topic<Message> {
  return {
    append: (key, message) => batcher.append(key, message),
    position,
    acquire,
    subscribe: (key, after) => new TopicReader(() => acquire(key), after),
  };
}
