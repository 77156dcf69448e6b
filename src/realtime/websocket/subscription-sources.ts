import type { OpenStream, RequestContext, SubscriptionSource } from '../../platform';
import type { SubscriptionHandle } from '../topics/subscription-registry';
import type { Topic } from '../topics/topic';
import type { StreamSubscription, TopicEvent } from '../topics/topic-events';

type Arguments = Readonly<Record<string, unknown>>;

export interface BroadcastOptions<Message> {
  readonly topic: Topic<Message>;
  /** The argument that carries the revision which a client has received last. */
  readonly resumeArgument: string;
  /** The topic's key for the field's arguments. An error that it throws is the client's answer. */
  key(args: Arguments, context: RequestContext): Promise<string>;
}

/**
 * Declares a public subscription field: its events and everything below it are the same for every client. Equal operations
 * share one stream, and one execution and one serialization for each event. The field's resolver gets the topic's events
 * as its root value, and must depend neither on the caller nor on the resume argument.
 */
export function broadcastSubscription<Message>(options: BroadcastOptions<Message>): SubscriptionSource {
  return new BroadcastSource(options);
}

/**
 * Declares a subscription field with a stream for each client. Events that are the same object are executed and serialized
 * once for all clients with equal operations: what is below the field must not depend on the caller.
 */
export function perClientSubscription(source: SubscriptionSource): SubscriptionSource {
  return new PerClientSource(source);
}

/** What `broadcastSubscription` returns, for the WebSocket server. */
export class BroadcastSource<Message = unknown> implements SubscriptionSource {
  constructor(private readonly options: BroadcastOptions<Message>) {}

  get resumeArgument(): string {
    return this.options.resumeArgument;
  }

  /** For an operation that cannot be shared. */
  async open(args: Arguments, context: RequestContext): Promise<AsyncIterableIterator<TopicEvent<Message>>> {
    const after = args[this.options.resumeArgument];
    return this.options.topic.subscribe(
      await this.options.key(args, context),
      typeof after === 'string' ? after : null,
    );
  }

  /** Called once for all clients that share. */
  async acquire(args: Arguments, context: RequestContext): Promise<SubscriptionHandle<StreamSubscription<Message>>> {
    return this.options.topic.acquire(await this.options.key(args, context));
  }
}

/** What `perClientSubscription` returns, for the WebSocket server. */
export class PerClientSource implements SubscriptionSource {
  readonly open: OpenStream;
  readonly resolve?: NonNullable<SubscriptionSource['resolve']>;

  constructor({ open, resolve }: SubscriptionSource) {
    this.open = open;
    if (resolve !== undefined) this.resolve = resolve;
  }
}
