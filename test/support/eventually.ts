/**
 * Waits until the condition says true, and fails with what it said last (or threw last) after the wait. For what
 * happens by itself in the background; never for the passing of time.
 */
export async function eventually(
  condition: () => boolean | string | Promise<boolean | string>,
  waitMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    let said: unknown;
    try {
      said = await condition();
      if (said === true) return;
    } catch (error) {
      said = error;
    }
    if (Date.now() > deadline) throw new Error(`It did not come true within ${waitMs / 1000} s: ${String(said)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
