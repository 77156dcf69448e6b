import { pause } from '../../../src/dev/payment-provider/faults';
import { around, type Random } from './random';

/** How buyers come: from nothing to the full rate over the ramp, then at that rate. */
export interface Arrivals {
  readonly perSecond: number;
  readonly rampSeconds: number;
  readonly countMax: number;
}

/**
 * When each buyer comes, in milliseconds from the start, in order. People come independently of each other and of how
 * the service fares (an open loop), which is a Poisson process: exponential gaps in the integral of the rate.
 */
export function* arrivalTimes({ perSecond, rampSeconds, countMax }: Arrivals, random: Random): Generator<number> {
  const inRamp = (perSecond * rampSeconds) / 2;
  let expected = 0;
  for (let count = 0; count < countMax; count += 1) {
    expected += around(random, 1);
    const seconds =
      expected < inRamp ? Math.sqrt((2 * rampSeconds * expected) / perSecond) : rampSeconds / 2 + expected / perSecond;
    yield seconds * 1000;
  }
}

/**
 * Calls `begin` for each of these instants (milliseconds from now) at its time, or as soon after it as this process gets
 * to it; `dueMs` on the clock of `performance.now()` says when it should have been. Ends early with the signal.
 */
export async function keepTo(
  times: Iterable<number>,
  begin: (dueMs: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const startMs = performance.now();
  for (const time of times) {
    const dueMs = startMs + time;
    if (dueMs > performance.now()) await pause(dueMs - performance.now(), signal);
    if (signal.aborted) return;
    begin(dueMs);
  }
}
