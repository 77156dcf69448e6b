/** Stops what a start function started. Safe to call twice; resolves when everything is closed. */
export type Stop = () => Promise<void>;

/** Makes a stop function that runs once, however often it is called; every caller waits for the same promise. */
export function stopOnce(stop: () => Promise<void>): Stop {
  let ended: Promise<void> | undefined;
  return () => {
    ended ??= stop();
    return ended;
  };
}

/**
 * Calls several stop functions, the last one first. One that fails does not keep the others from being called.
 *
 * @throws AggregateError after all were called, if some failed
 */
export async function stopAll(stops: readonly Stop[]): Promise<void> {
  const errors: unknown[] = [];
  for (const stop of stops.toReversed()) {
    try {
      await stop();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Some components failed to stop');
}
