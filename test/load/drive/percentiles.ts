import { build, type Histogram } from 'hdr-histogram-js';

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
export const histogram = (): Histogram => build({ numberOfSignificantValueDigits: 2, bitBucketSize: 32 });

export const toMicroseconds = (milliseconds: number): number => Math.max(0, Math.round(milliseconds * 1000));

export function percentilesOf(histogram: Histogram): Percentiles {
  // A percentile is the upper end of its bucket, which may lie above the greatest value.
  const at = (percentile: number) => Math.min(histogram.getValueAtPercentile(percentile), histogram.maxValue) / 1000;
  return {
    count: histogram.totalCount,
    ...{ p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: histogram.maxValue / 1000 },
  };
}
