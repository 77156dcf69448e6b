import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';

/** Most conditions come true within a few milliseconds: so long they are evaluated at each turn of the event loop. */
const TURNS_MS = 10;

/**
 * Waits until the condition says true, and fails with what it said last (or threw last) after the wait. For what
 * happens by itself in the background; never for the passing of time.
 */
export async function eventually(
  condition: () => boolean | string | Promise<boolean | string>,
  waitMs = 15_000,
): Promise<void> {
  const startedMs = performance.now();
  for (;;) {
    let said: unknown;
    try {
      said = await condition();
      if (said === true) return;
    } catch (error) {
      said = error;
    }
    const waitedMs = performance.now() - startedMs;
    if (waitedMs > waitMs) throw new Error(`It did not come true within ${waitMs / 1000} s: ${String(said)}`);
    await (waitedMs < TURNS_MS ? turn() : delay(10));
  }
}
