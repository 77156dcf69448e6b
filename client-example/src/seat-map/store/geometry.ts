import { lazily } from '../../app/lazily';
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
  readonly rowOf: Uint32Array;
  readonly sectionOf: Uint16Array;
  /** Index into `zoneNames`. */
  readonly zoneOf: Uint8Array;
  readonly featuresOf: Uint16Array;
  readonly rows: readonly Row[];
  readonly sections: readonly SectionOfFile[];
  readonly zoneNames: readonly string[];
  readonly features: readonly { readonly name: string; readonly words: string }[];
  readonly bounds: readonly [number, number, number, number];
  readonly stage: GeometryFile['stage'];
  readonly scenery: GeometryFile['scenery'];
  /** The usual distance between two neighbours in a row. */
  readonly pitch: number;
  /** The number as printed; empty for a standing place. */
  numberOf(index: number): string;
  labelOf(index: number): string;
  /** The same sentence as `Seat.description`. */
  sentenceOf(index: number): string;
}

const PITCH_OTHERWISE = 50;

export function decodeGeometry(file: GeometryFile): Geometry {
  const { seatCount, seats, rows: packed, sections } = file;
  const rows: Row[] = [];
  let [from, section] = [0, 0];
  packed.seatCount.forEach((count, row) => {
    while (from >= (sections[section]?.to ?? Number.POSITIVE_INFINITY)) section += 1;
    const [kind, name, outline] = [packed.kind[row] ?? 'row', packed.name[row] ?? null, packed.outline[row] ?? null];
    rows.push({ kind, name, section, from, to: from + count, outline });
    from += count;
  });
  // What no section needs is made when it is read: the first picture of a stadium shows sections alone.
  const places = lazily(() => placesOf(file));
  const rowOf = lazily(() => {
    const values = new Uint32Array(seatCount);
    rows.forEach(({ from, to }, row) => void values.fill(row, from, to));
    return values;
  });
  const sectionOf = lazily(() => {
    const values = new Uint16Array(seatCount);
    sections.forEach(({ from, to }, place) => void values.fill(place, from, to));
    return values;
  });
  const featuresOf = lazily(() => expandRuns(seats.features, new Uint16Array(seatCount)));
  const rowAt = (seat: number) => rowOf()[seat] ?? 0;
  const numberOf = (seat: number): string => {
    const number = seats.number[seat] ?? '';
    if (typeof number === 'string') return number;
    let printed = 0;
    for (let index = rows[rowAt(seat)]?.from ?? 0; index <= seat; index += 1) {
      const step = seats.number[index];
      if (typeof step === 'number') printed += step;
    }
    return String(printed);
  };
  return {
    version: file.version,
    name: file.name,
    seatCount,
    get x() {
      return places().x;
    },
    get y() {
      return places().y;
    },
    get rowOf() {
      return rowOf();
    },
    get sectionOf() {
      return sectionOf();
    },
    get featuresOf() {
      return featuresOf();
    },
    rows,
    sections,
    zoneOf: expandRuns(seats.zone, new Uint8Array(seatCount)),
    zoneNames: file.zones.map(({ name }) => name),
    features: file.features,
    bounds: file.bounds,
    stage: file.stage,
    scenery: file.scenery,
    pitch: usualPitch(rows, seats),
    numberOf,
    labelOf: (seat) => file.labels[seat] ?? `${packed.labelBefore[rowAt(seat)] ?? ''}${numberOf(seat)}`.trimEnd(),
    sentenceOf(seat) {
      const bits = featuresOf()[seat] ?? 0;
      const words = file.features.filter((_, bit) => bits & (1 << bit)).map((feature) => `, ${feature.words}`);
      const before = `${packed.wordsBefore[rowAt(seat)] ?? ''}${numberOf(seat)}`;
      return `${before}${words.join('')}${sections[sectionOf()[seat] ?? 0]?.wordsAfter ?? ''}`;
    },
  };
}

/** Each seat's place is told as the difference from the one before. */
function placesOf({ seatCount, seats }: GeometryFile): { readonly x: Int32Array; readonly y: Int32Array } {
  const [x, y] = [new Int32Array(seatCount), new Int32Array(seatCount)];
  let [seatX, seatY] = [0, 0];
  for (let index = 0; index < seatCount; index += 1) {
    seatX += seats.x[index] ?? 0;
    seatY += seats.y[index] ?? 0;
    x[index] = seatX;
    y[index] = seatY;
  }
  return { x, y };
}

/** Value, count, value, count. */
function expandRuns<Values extends Uint8Array | Uint16Array>(runs: readonly number[], values: Values): Values {
  let start = 0;
  for (let run = 0; run < runs.length; run += 2) {
    const end = start + (runs[run + 1] ?? 0);
    values.fill(runs[run] ?? 0, start, end);
    start = end;
  }
  return values;
}

/** The median over the rows of the distance between their first two seats. */
function usualPitch(rows: readonly Row[], { x, y }: GeometryFile['seats']): number {
  const distances = new Float64Array(rows.length);
  let count = 0;
  for (const { kind, from, to } of rows) {
    if (kind !== 'row' || to - from < 2) continue;
    const [dx, dy] = [x[from + 1] ?? 0, y[from + 1] ?? 0];
    distances[count] = Math.sqrt(dx * dx + dy * dy);
    count += 1;
  }
  return distances.subarray(0, count).sort()[count >> 1] || PITCH_OTHERWISE;
}
