/**
 * Why the server closes a socket. Beside these the codes of graphql-transport-ws stay as they are: 4400 for a message that
 * is none, 4401 for subscribing before the acknowledgement, 4403 for a token that is not good, 4406 for another
 * subprotocol, 4408 for no `connection_init` in time, 4409 for an id in use, 4429 for a second `connection_init`; and 1009
 * for a message that is too large. `docs/protocol.md` tells clients what to do about each.
 */
export const CloseCode = {
  goingAway: 1001,
  /** Never on the wire: the client is gone without a word, and its connection is cut. */
  lost: 1006,
  tryAgainLater: 1013,
  forbidden: 4403,
  initTimeout: 4408,
  tooMany: 4429,
  tokenExpired: 4440,
  readsTooSlowly: 4441,
  fault: 4500,
} as const;
