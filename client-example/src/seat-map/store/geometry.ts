import type { GeometryFile, Outline, SectionOfFile } from './geometry-format';

/** A row, a table or a standing area: seats `from` up to, not with, `to`. */
export interface Row {
  readonly kind: 'row' | 'table' | 'standing';
  readonly name: string | null;
  readonly section: number;
  readonly from: number;
  readonly to: number;
  readonly outline: Outline | null;
}

/** Where everything is. Measures are centimetres; a seat is its index, and its columns are typed arrays. */
export interface Geometry {
  readonly version: string;
  readonly name: string;
  readonly seatCount: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** The number as printed; empty for a standing place. */
  readonly numbers: readonly string[];
  readonly rowOf: Uint32Array;
  readonly sectionOf: Uint16Array;
  /** Index into `zoneNames`. */
  readonly zoneOf: Uint8Array;
  readonly featuresOf: Uint8Array;
  readonly rows: readonly Row[];
  readonly sections: readonly SectionOfFile[];
  readonly zoneNames: readonly string[];
  readonly features: readonly { readonly name: string; readonly words: string }[];
  readonly bounds: readonly [number, number, number, number];
  readonly stage: GeometryFile['stage'];
  readonly scenery: GeometryFile['scenery'];
  /** The usual distance between two neighbours in a row. */
  readonly pitch: number;
  labelOf(index: number): string;
  /** The same sentence as `Seat.description`. */
  sentenceOf(index: number): string;
}

const PITCH_OTHERWISE = 50;

export function decodeGeometry(file: GeometryFile): Geometry {
  const { seatCount, seats, rows: packed, sections } = file;
  const x = new Int32Array(seatCount);
  const y = new Int32Array(seatCount);
  const rowOf = new Uint32Array(seatCount);
  const sectionOf = new Uint16Array(seatCount);
  const numbers = new Array<string>(seatCount);
  const rows: Row[] = [];
  let [seatX, seatY, index, section] = [0, 0, 0, 0];
  packed.seatCount.forEach((count, row) => {
    while (index >= (sections[section]?.to ?? Number.POSITIVE_INFINITY)) section += 1;
    const from = index;
    let last = 0;
    for (; index < from + count; index += 1) {
      seatX += seats.x[index] ?? 0;
      seatY += seats.y[index] ?? 0;
      x[index] = seatX;
      y[index] = seatY;
      rowOf[index] = row;
      sectionOf[index] = section;
      const number = seats.number[index] ?? '';
      if (typeof number === 'number') last += number;
      numbers[index] = typeof number === 'number' ? String(last) : number;
    }
    rows.push({
      kind: packed.kind[row] ?? 'row',
      name: packed.name[row] ?? null,
      outline: packed.outline[row] ?? null,
      ...{ section, from, to: index },
    });
  });
  const featuresOf = expandRuns(seats.features, seatCount);
  return {
    version: file.version,
    name: file.name,
    ...{ seatCount, x, y, numbers, rowOf, sectionOf, featuresOf, rows, sections },
    zoneOf: expandRuns(seats.zone, seatCount),
    zoneNames: file.zones.map(({ name }) => name),
    features: file.features,
    bounds: file.bounds,
    stage: file.stage,
    scenery: file.scenery,
    pitch: usualPitch(rows, x, y),
    labelOf: (seat) =>
      file.labels[seat] ?? `${packed.labelBefore[rowOf[seat] ?? 0] ?? ''}${numbers[seat] ?? ''}`.trimEnd(),
    sentenceOf(seat) {
      const bits = featuresOf[seat] ?? 0;
      const words = file.features.filter((_, bit) => bits & (1 << bit)).map((feature) => `, ${feature.words}`);
      const before = `${packed.wordsBefore[rowOf[seat] ?? 0] ?? ''}${numbers[seat] ?? ''}`;
      return `${before}${words.join('')}${sections[sectionOf[seat] ?? 0]?.wordsAfter ?? ''}`;
    },
  };
}

/** Value, count, value, count. */
function expandRuns(runs: readonly number[], length: number): Uint8Array {
  const values = new Uint8Array(length);
  let start = 0;
  for (let run = 0; run < runs.length; run += 2) {
    const end = start + (runs[run + 1] ?? 0);
    values.fill(runs[run] ?? 0, start, end);
    start = end;
  }
  return values;
}

/** The median over the rows of the distance between their first two seats. */
function usualPitch(rows: readonly Row[], x: Int32Array, y: Int32Array): number {
  const distances: number[] = [];
  for (const { kind, from, to } of rows) {
    if (kind !== 'row' || to - from < 2) continue;
    distances.push(Math.hypot((x[from + 1] ?? 0) - (x[from] ?? 0), (y[from + 1] ?? 0) - (y[from] ?? 0)));
  }
  distances.sort((a, b) => a - b);
  return distances[distances.length >> 1] || PITCH_OTHERWISE;
}
