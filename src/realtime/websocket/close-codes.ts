/**
 * Why the server closes a socket. The codes of graphql-transport-ws are unchanged: 4400 for an invalid message, 4401 for
 * subscribing before the acknowledgement, 4403 for an invalid token, 4406 for another subprotocol, 4408 for no
 * `connection_init` in time, 4409 for an id in use, 4429 for a second `connection_init`; and 1009 for a message that is too
 * large.
 *
 * The clients of graphql-ws never retry after 4400, 4401, 4406, 4409, 4429, 4500, and 1xxx other than 1001, 1005, 1006,
 * 1012, 1013 and 1014. So those are only sent for errors of the client's program; everything that may succeed later is
 * closed with a code that they retry. `docs/protocol.md` says what clients do about each.
 */
export const CloseCode = {
  goingAway: 1001,
  /** Never sent: the client did not answer a ping, and its connection is cut. */
  lost: 1006,
  /** Too many sockets, a token that cannot be checked now, or an internal error. */
  tryAgainLater: 1013,
  badRequest: 4400,
  forbidden: 4403,
  initTimeout: 4408,
  tokenExpired: 4440,
  readsTooSlowly: 4441,
} as const;
