/**
 * Why the server closes a socket. The codes of graphql-transport-ws are unchanged: 4400 for an invalid message, 4401 for
 * subscribing before the acknowledgement, 4403 for an invalid token, 4406 for another subprotocol, 4408 for no
 * `connection_init` in time, 4409 for an id in use, 4429 for a second `connection_init`; and 1009 for a message that is too
 * large. `docs/protocol.md` says what clients do about each.
 */
export const CloseCode = {
  goingAway: 1001,
  /** Never sent: the client did not answer a ping, and its connection is cut. */
  lost: 1006,
  tryAgainLater: 1013,
  forbidden: 4403,
  initTimeout: 4408,
  tooMany: 4429,
  tokenExpired: 4440,
  readsTooSlowly: 4441,
  fault: 4500,
} as const;
