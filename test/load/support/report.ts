/** Several runs of one thing: the median, and how far the others lie. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface BenchRow {
  readonly what: string;
  /** What grows: seats, subscribers, events, waiting. */
  readonly size?: number;
  /** Figures with their unit in the name, such as `perSecond`, `p99Ms`, `bytes`. */
  readonly figures: Readonly<Record<string, Spread>>;
}

export interface BenchTarget {
  readonly what: string;
  /** Such as `>= 0.6`. */
  readonly wanted: string;
  readonly got: number;
  readonly isMet: boolean;
}

/** How one figure of some rows grows with their size; it is drawn beside the results. */
export interface Curve {
  readonly title: string;
  /** What grows, such as `seats of the show`. */
  readonly x: string;
  /** The figure's key in the rows, and what its axis says. */
  readonly figure: string;
  readonly y: string;
  /** The rows' `what`, a line each. */
  readonly of: readonly string[];
}

export interface BenchReport {
  readonly name: string;
  readonly rows: readonly BenchRow[];
  readonly targets: readonly BenchTarget[];
  readonly curves: readonly Curve[];
  /** What a reader should know, in sentences. */
  readonly notes: readonly string[];
}

export interface Bench {
  readonly name: string;
  /** One sentence for the list of benchmarks. */
  readonly about: string;
  run(say: (line: string) => void): Promise<BenchReport>;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

export const atLeast = (what: string, wanted: number, got: number): BenchTarget => ({
  what,
  wanted: `>= ${wanted}`,
  got,
  isMet: got >= wanted,
});

export const atMost = (what: string, wanted: number, got: number): BenchTarget => ({
  what,
  wanted: `<= ${wanted}`,
  got,
  isMet: got <= wanted,
});

export const short = (value: number): string =>
  Math.abs(value) >= 100 ? String(Math.round(value)) : Number(value.toPrecision(3)).toString();

/** A report as text for a terminal. */
export function printReport({ name, rows, targets, notes }: BenchReport): string {
  const lines = [`## ${name}`, ''];
  for (const { what, size, figures } of rows) {
    const described = Object.entries(figures).map(
      ([figure, { median, min, max }]) =>
        `${figure} ${short(median)}${min === max ? '' : ` (${short(min)} to ${short(max)})`}`,
    );
    lines.push(`${size === undefined ? what : `${what}, ${size}`}: ${described.join(', ')}`);
  }
  lines.push('');
  for (const { what, wanted, got, isMet } of targets) {
    lines.push(`${isMet ? 'met   ' : 'missed'}  ${what}: ${short(got)}, wanted ${wanted}`);
  }
  return [...lines, ...notes.map((note) => `note: ${note}`), ''].join('\n');
}
