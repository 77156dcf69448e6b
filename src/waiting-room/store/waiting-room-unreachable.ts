/** Redis does not answer, or cannot serve requests now. The caller may try again. */
export class WaitingRoomUnreachable extends Error {
  override readonly name = 'WaitingRoomUnreachable';

  constructor(options: ErrorOptions) {
    super('The waiting room cannot be reached', options);
  }
}

/**
 * Error codes of a Redis that starts, changes its primary (READONLY: it became a replica) or is out of resources. All
 * other error replies are faults of our scripts.
 */
const UNAVAILABLE = /\b(LOADING|BUSY|MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN|OOM|MISCONF|NOREPLICAS)\b/;
const isFaultOfScript = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ReplyError' && !UNAVAILABLE.test(error.message);

/**
 * Waits for a reply of Redis.
 *
 * @throws WaitingRoomUnreachable if Redis does not answer or cannot serve requests now
 */
export async function orUnreachable<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    throw isFaultOfScript(error) ? error : new WaitingRoomUnreachable({ cause: error });
  }
}
