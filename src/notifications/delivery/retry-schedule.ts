/** Seconds before each next attempt: together a day, within which a mail server comes back. */
const PAUSES_SECONDS = [5, 30, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 15 * 3600] as const;
/** A fifth earlier or later, so that what failed together does not come back together. */
const SPREAD = 0.2;

/** When a message is tried again after so many attempts; null where it was tried often enough. */
export function nextAttemptAt(attempts: number, now: Date, random: () => number = Math.random): Date | null {
  const pause = PAUSES_SECONDS[attempts - 1];
  if (pause === undefined) return null;
  return new Date(now.getTime() + pause * 1000 * (1 + SPREAD * (2 * random() - 1)));
}

export const ATTEMPTS_MAX = PAUSES_SECONDS.length + 1;
