import { pause } from '../../../src/dev/payment-provider/faults';
import type { Moment, RunStatistics } from './run-statistics';

/** Something that is broken on purpose, for a while. */
export interface PlannedFault {
  readonly what: string;
  /** When it begins, as a part of the buyers' time. */
  readonly atShare: number;
  readonly lastsSeconds: number;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** When it was really there, in seconds since the start of the run. */
export interface ThrownFault {
  readonly what: string;
  readonly fromSecond: number;
  readonly toSecond: number;
}

/** What a fault did to the buyers. */
export interface FaultToll extends ThrownFault {
  /** Requests in that time, and the part of them that failed at first; clients tried those again. */
  readonly tries: number;
  readonly failedShare: number;
  /** What failed for good. */
  readonly errors: number;
  /** From the end of the fault to the end of the last second in which anything failed; 0 where nothing did any more. */
  readonly healSeconds: number;
}

/** Throws one after the other, each at its time, and takes back what it began. Ends early with the signal. */
export async function throwFaults(
  faults: readonly PlannedFault[],
  seconds: number,
  statistics: RunStatistics,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<ThrownFault[]> {
  const start = statistics.seconds;
  const thrown: ThrownFault[] = [];
  for (const { what, atShare, lastsSeconds, begin, end } of faults) {
    await pause((start + atShare * seconds - statistics.seconds) * 1000, signal);
    if (signal.aborted) break;
    say(`Fault: ${what}`);
    const fromSecond = statistics.seconds;
    await begin();
    await pause(lastsSeconds * 1000, signal);
    await end();
    thrown.push({ what, fromSecond, toSecond: statistics.seconds });
    say(`The fault is over: ${what}`);
  }
  return thrown;
}

/** Reads from the seconds of the run what each fault did. */
export function tollOf(thrown: readonly ThrownFault[], moments: readonly Moment[]): FaultToll[] {
  return thrown.map((fault, at) => {
    const { fromSecond, toSecond } = fault;
    const nextSecond = thrown[at + 1]?.fromSecond ?? Number.POSITIVE_INFINITY;
    const during = moments.filter(({ second }) => second > fromSecond && second <= toSecond + 1);
    const until = moments.filter(({ second }) => second > fromSecond && second <= nextSecond);
    const failed = sum(during, ({ failedTries }) => failedTries);
    const tries = failed + sum(during, ({ endings }) => Object.values(endings).reduce((all, count) => all + count, 0));
    const lastBad = until.findLast(({ failedTries, errors }) => failedTries + errors > 0)?.second ?? 0;
    return {
      ...fault,
      tries,
      failedShare: tries === 0 ? 0 : failed / tries,
      errors: sum(until, ({ errors }) => errors),
      healSeconds: Math.max(0, lastBad - toSecond),
    };
  });
}

const sum = (moments: readonly Moment[], read: (moment: Moment) => number): number =>
  moments.reduce((all, moment) => all + read(moment), 0);
