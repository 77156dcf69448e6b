/** Ends what a start began. Safe to call twice; resolves when everything is closed. */
export type Stop = () => Promise<void>;

/** Makes a stop that runs once, however often it is called; every caller waits for the same end. */
export function stopOnce(stop: () => Promise<void>): Stop {
  let ended: Promise<void> | undefined;
  return () => {
    ended ??= stop();
    return ended;
  };
}

/**
 * Ends several things, the last opened first. One that fails does not keep the others open.
 *
 * @throws AggregateError after all were ended, where some failed
 */
export async function stopAll(stops: readonly Stop[]): Promise<void> {
  const faults: unknown[] = [];
  for (const stop of stops.toReversed()) {
    try {
      await stop();
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, 'Not everything ended well');
}
