const MINUTE = 60;
const HOUR = 3600;
/** Seconds before each next attempt, as Standard Webhooks recommends: three days together. */
const PAUSES_SECONDS = [
  ...[5, 5 * MINUTE, 30 * MINUTE],
  ...[2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
] as const;
export const ATTEMPTS_MAX = PAUSES_SECONDS.length + 1;
/** A fifth earlier or later, so that what failed together does not come back together. */
const SPREAD = 0.2;
/** An endpoint may ask for a longer pause, up to this. */
const RETRY_AFTER_SECONDS_MAX = 24 * HOUR;

/**
 * When an event is sent again after so many attempts; null where it was sent often enough. `retryAfter` is what the
 * endpoint asked for, in seconds: it is waited for at least.
 */
export function nextAttemptAt(
  attempts: number,
  now: Date,
  retryAfter: number | null = null,
  random: () => number = Math.random,
): Date | null {
  const pause = PAUSES_SECONDS[attempts - 1];
  if (pause === undefined) return null;
  const spread = pause * (1 + SPREAD * (2 * random() - 1));
  return new Date(now.getTime() + 1000 * Math.max(spread, Math.min(retryAfter ?? 0, RETRY_AFTER_SECONDS_MAX)));
}

/** The header `Retry-After` in seconds from now: a number, or a date. Null where it is neither. */
export function secondsOfRetryAfter(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const atMs = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, (atMs - now.getTime()) / 1000);
}
