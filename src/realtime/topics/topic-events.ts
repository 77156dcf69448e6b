import { GraphQLError } from 'graphql';

/** What a reader of a topic receives. Each event carries the reader's position after it. */
export type TopicEvent<Message> =
  /** Nothing was missed; every message after this revision follows. */
  | { readonly kind: 'position'; readonly revision: string }
  | { readonly kind: 'message'; readonly revision: string; readonly message: Message }
  /** Earlier messages are no longer available: read the state again, then apply what follows. */
  | { readonly kind: 'resync'; readonly revision: string };

/** The first events of a reader, and the index in the log of the event that follows them. */
export interface JoinResult<Message> {
  readonly events: readonly TopicEvent<Message>[];
  readonly index: number;
}

export interface NextEvent<Message> {
  readonly event: TopicEvent<Message>;
  /** The reader's index in the log after it. */
  readonly index: number;
}

/** One key of a topic as this process receives it: one subscription in Redis, however many readers there are. */
export interface StreamSubscription<Message> {
  /** `after` comes from a client and may be any text. Null joins at the current end of the stream. */
  join(after: string | null): Promise<JoinResult<Message>>;
  /**
   * The next event of a reader at this index; null if there is none yet. A reader that is more than `separateMax`
   * messages behind gets several of them merged into one, and a reader whose index was trimmed gets a resync.
   */
  read(index: number, separateMax?: number): NextEvent<Message> | null;
  /** The event for a reader that lost its position. */
  resync(): NextEvent<Message>;
  /**
   * Resolves when the log has everything that was appended before this call. Many callers at once share one read of Redis.
   * False where Redis cannot be read.
   */
  readToEnd(): Promise<boolean>;
  /** `changed` is called after the log has grown, and once more when the subscription has closed. */
  onChange(changed: () => void): () => void;
  readonly closed: boolean;
  /**
   * When this process last knew that it had every event, by `performance.now()`: it grows with each event and each poll
   * while Redis can be read. Null before the subscription is open.
   */
  readonly confirmedAtMs: number | null;
  /** The revision of the newest event; null before the subscription is open. */
  readonly position: string | null;
}

/** Redis did not answer in time. The client gets this error and may retry. */
export class TopicUnavailable extends GraphQLError {
  constructor({ cause }: ErrorOptions = {}) {
    super('The live stream is temporarily unavailable. Try again in a few seconds.', {
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
    this.cause = cause;
  }
}
