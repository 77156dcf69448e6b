import type { Config, Stop } from '../../platform';
import { exitCodes } from './exit-codes';

/** npm forwards a Ctrl-C that the terminal has sent to us already: two signals this close to each other are one. */
const ONE_PRESS_MS = 500;
/** For closing the connection pools and stopping the servers of the data folder, after the requests were answered. */
const LAST_STOPS_MS_MAX = 30_000;

/** Longer than an orderly stop can take. */
export const longestStopMs = ({ SHUTDOWN_GRACE_SECONDS, SHUTDOWN_SECONDS_MAX }: Config): number =>
  (SHUTDOWN_GRACE_SECONDS + SHUTDOWN_SECONDS_MAX) * 1000 + LAST_STOPS_MS_MAX;

/** The first signal stops everything in order, within a bounded time; the second one ends the process at once. */
export function stopOnSignal(
  config: Config,
  progress: (line: string) => void,
  stop: Stop,
  signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'],
): void {
  const waitMsMax = longestStopMs(config);
  const fail = (error: unknown): never => {
    progress(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(exitCodes.failed);
  };
  let firstMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstMs !== undefined) {
      if (performance.now() - firstMs > ONE_PRESS_MS) process.exit(exitCodes.failed);
      return;
    }
    firstMs = performance.now();
    progress(`${signal} received: shutting down. A second signal ends it at once.`);
    setTimeout(() => fail(new Error(`The shutdown took longer than ${waitMsMax / 1000} s`)), waitMsMax).unref();
    stop().then(() => process.exit(exitCodes.ok), fail);
  };
  for (const signal of signals) process.on(signal, onSignal);
}
