import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** In milliseconds. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Of microseconds, so that a tenth of a millisecond still counts; two digits are right. */
export const histogram = (): RecordableHistogram => createHistogram({ figures: 2 });

/** At least one, as a histogram takes nothing less. */
export const toMicroseconds = (milliseconds: number): number => Math.max(1, Math.round(milliseconds * 1000));

export function percentilesOf(histogram: RecordableHistogram): Percentiles {
  const { count } = histogram;
  // Each is the upper end of its bucket, the greatest one too. One that is empty has a greatest value of its own.
  const at = (percentile: number) => (count === 0 ? 0 : histogram.percentile(percentile) / 1000);
  return { count, p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: at(100) };
}
