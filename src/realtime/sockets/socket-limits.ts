export interface SocketLimits {
  /** Of this process. More are refused with HTTP status 503 before they become sockets. */
  readonly socketsMax: number;
  readonly socketsPerAddressMax: number;
  /** Running operations of one socket, queries and subscriptions alike. */
  readonly subscriptionsPerSocketMax: number;
  /** Inbound, on average; as many may come at once. */
  readonly messagesPerSecondMax: number;
  /** Inbound, of one message. */
  readonly messageBytesMax: number;
  /** From the opening of a socket to its `connection_init`. */
  readonly initSeconds: number;
  /** What may wait in this process for one client; past it, shared messages are dropped. */
  readonly backlogBytesMax: number;
  /** How long a client may be past it. */
  readonly stuckSeconds: number;
  /** One that answered no ping until the next is gone. */
  readonly pingSeconds: number;
  /** Documents that are kept parsed. */
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
