export interface SocketLimits {
  /** Of this process. Further ones are refused with HTTP status 503. */
  readonly socketsMax: number;
  readonly socketsPerAddressMax: number;
  /** Different forms of one shared subscription that a network may have open: each is executed for every event. */
  readonly formsPerNetworkMax: number;
  /** Public subscriptions of a network that are executed for their clients alone, because they cannot be shared. */
  readonly separatePerNetworkMax: number;
  /** Running operations of one socket, queries and subscriptions alike. */
  readonly operationsPerSocketMax: number;
  /** Operations that wait until another one of their socket ends; further ones are refused with an error. */
  readonly operationsWaitingMax: number;
  /** For how long they wait before they are refused too. */
  readonly operationWaitSeconds: number;
  /** Queries and mutations of one socket that are executed at once; each counts until its answer is written. */
  readonly executionsPerSocketMax: number;
  /** Inbound messages, on average. A client that sends faster is read more slowly. */
  readonly messagesPerSecondMax: number;
  /** Inbound messages that may come at once. */
  readonly messageBurstMax: number;
  /** Of one inbound message. */
  readonly messageBytesMax: number;
  /** Of the `connection_init` message. */
  readonly initBytesMax: number;
  readonly operationIdBytesMax: number;
  /** From the opening of a socket to its `connection_init`. */
  readonly initSeconds: number;
  /**
   * How much may wait in this process for one client. While more waits, shared messages are dropped, no further message
   * of the client is handled, and so no further answer is produced.
   */
  readonly backlogBytesMax: number;
  /** How long a client may stay beyond it without reading anything before it is disconnected. */
  readonly stuckSeconds: number;
  /** How long a client may stay beyond it although it reads. */
  readonly congestedSecondsMax: number;
  /** A client that has not answered a ping before the next one is disconnected. */
  readonly pingSeconds: number;
  /** Parsed documents that are cached, by number and by their estimated size in memory. */
  readonly documentsMax: number;
  readonly documentsBytesMax: number;
}

export const socketLimits: SocketLimits = {
  socketsMax: 50_000,
  socketsPerAddressMax: 200,
  formsPerNetworkMax: 20,
  separatePerNetworkMax: 100,
  operationsPerSocketMax: 20,
  // Clients that change pages quickly subscribe before the previous operations have ended.
  operationsWaitingMax: 40,
  operationWaitSeconds: 2,
  executionsPerSocketMax: 4,
  messagesPerSecondMax: 20,
  // Two changes of a page with 20 subscriptions each, which are 40 messages, within a second.
  messageBurstMax: 100,
  messageBytesMax: 64 * 1024,
  initBytesMax: 8 * 1024,
  operationIdBytesMax: 128,
  initSeconds: 5,
  backlogBytesMax: 256 * 1024,
  stuckSeconds: 15,
  congestedSecondsMax: 60,
  pingSeconds: 20,
  documentsMax: 1000,
  documentsBytesMax: 32 * 1024 * 1024,
};
