export interface SocketLimits {
  /** Of this process. Further ones are refused with HTTP status 503. */
  readonly socketsMax: number;
  readonly socketsPerAddressMax: number;
  /** Running operations of one socket, queries and subscriptions alike. */
  readonly subscriptionsPerSocketMax: number;
  /** Inbound, on average; a burst of the same number is allowed. */
  readonly messagesPerSecondMax: number;
  /** Of one inbound message. */
  readonly messageBytesMax: number;
  /** From the opening of a socket to its `connection_init`. */
  readonly initSeconds: number;
  /** How much may wait in this process for one client; beyond it, shared messages are dropped. */
  readonly backlogBytesMax: number;
  /** How long a client may stay beyond it before it is disconnected. */
  readonly stuckSeconds: number;
  /** A client that has not answered a ping before the next one is disconnected. */
  readonly pingSeconds: number;
  /** Parsed documents that are cached. */
  readonly documentsMax: number;
}

export const socketLimits: SocketLimits = {
  socketsMax: 50_000,
  socketsPerAddressMax: 200,
  subscriptionsPerSocketMax: 20,
  messagesPerSecondMax: 20,
  messageBytesMax: 64 * 1024,
  initSeconds: 5,
  backlogBytesMax: 256 * 1024,
  stuckSeconds: 15,
  pingSeconds: 20,
  documentsMax: 1000,
};
