/** From values to places in pixels, with the values that an axis names. */
export interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

type Pair = readonly [from: number, to: number];

const TICKS = 5;

/** Begins at zero, or lower, and ends at a tick. */
export function scaleFromZero(values: readonly number[], pixels: Pair): Scale {
  const [min, max] = extentOf([0, ...values]);
  const step = stepOf(max - min);
  const domain: Pair = [Math.floor(min / step) * step, Math.max(1, Math.ceil(max / step)) * step];
  return { place: between(domain, pixels), ticks: multiplesWithin(domain, step) };
}

export function linearScale(values: readonly number[], pixels: Pair): Scale {
  const domain = extentOf(values);
  return { place: between(domain, pixels), ticks: multiplesWithin(domain, stepOf(domain[1] - domain[0])) };
}

/** Values that are not above zero have no place on it, and are taken for the least. */
export function logScale(values: readonly number[], pixels: Pair): Scale {
  const positive = values.filter((value) => value > 0);
  const [min, max] = extentOf(positive);
  const place = between([Math.log10(min), Math.log10(max)], pixels);
  return { place: (value) => place(Math.log10(Math.max(value, min))), ticks: powersWithin([min, max]) };
}

/** Of no value, and of one, it is still wide enough to divide by. */
function extentOf(values: readonly number[]): Pair {
  const min = values.reduce((least, value) => Math.min(least, value), Infinity);
  const max = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (min > max) return [1, 10];
  return min === max ? [min, min + (Math.abs(min) || 1)] : [min, max];
}

const between =
  ([min, max]: Pair, [from, to]: Pair) =>
  (value: number): number =>
    from + ((value - min) / (max - min)) * (to - from);

/** 1, 2 or 5 with zeros, so that about `TICKS` of them fill the span. */
function stepOf(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span / TICKS));
  const digit = [1, 2, 5, 10].find((factor) => factor * power >= span / TICKS) ?? 10;
  return digit * power;
}

function multiplesWithin([min, max]: Pair, step: number): number[] {
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.floor(max / step + 1e-9) - first + 1;
  // 0.30000000000000004 is 0.3.
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Powers of ten, and where there are few of them their doubles and fives. */
function powersWithin([min, max]: Pair): number[] {
  const [first, last] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const factors = last - first > 2 ? [1] : [1, 2, 5];
  const powers = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  return powers.flatMap((power) => factors.map((factor) => factor * power)).filter((at) => at >= min && at <= max);
}
