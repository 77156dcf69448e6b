const ATTEMPTS_MAX = 10;

/**
 * Sends a request again while it is answered by SERVICE_UNAVAILABLE, as clients are told to: on a slow machine one that
 * waits behind many others for a lock is refused after two seconds.
 */
export async function untilServed<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !String(error).includes('SERVICE_UNAVAILABLE')) throw error;
    }
  }
}
