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
