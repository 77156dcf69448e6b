import { type CsvError, parse } from 'csv-parse/sync';
import { leftToRight } from '../format/canonical-seat-map';
import { naturalOrder } from '../format/natural-order';
import { type FeatureOn, featureOfWord, type SeatFeature, seatFeatures } from '../format/seat-features';
import { Faults, type Sources } from '../format/seat-map-fault';
import {
  FORMAT,
  FORMAT_VERSION,
  type NumberedSeat,
  type Point,
  type Shape,
  seatMapLimits,
} from '../format/seat-map-format';
import type { ConvertedMap, ReadOptions } from './converted-map';
import { guessFocalPoint, guessScale } from './guess-scale';

const REQUIRED = ['section', 'row', 'seat', 'x', 'y', 'zone', 'features'] as const;
const OPTIONAL = ['id', 'label', 'level', 'entrance', 'capacity'] as const;
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

const COLUMNS: readonly string[] = [...REQUIRED, ...OPTIONAL];
const RECORD_BYTES_MAX = 64 * 1024;
/** One standing visitor takes about this much of the floor; a standing area without an outline is drawn as large. */
const STANDING_PLACE_CM = 70;

/** One line of the table. A line whose features name STANDING is a place, or `capacity` places, of a standing area. */
interface Line {
  readonly place: string;
  readonly cell: (column: Column) => string;
  readonly at: Point;
  readonly features: SeatFeature[];
}

/**
 * A table with the columns section, row, seat, x, y, zone, features and, where wanted, id, label, level, entrance,
 * capacity. Several features are parted by spaces, `|` or `;`. Comma, semicolon and tab may part the columns.
 */
export function convertCsv(text: string, options: ReadOptions): ConvertedMap {
  const faults = new Faults();
  const lines = readLines(text, faults);
  if (lines.length === 0 && faults.count > 0) return { candidate: null, sources: new WeakMap(), faults, notes: [] };
  checkSections(lines, faults);
  return { ...convertLines(lines, options), faults };
}

function readLines(text: string, faults: Faults): Line[] {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    // With `info` each record comes with its place, which the types of the library do not tell.
    records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      max_record_size: RECORD_BYTES_MAX,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof records;
  } catch (error) {
    // The parser throws nothing else.
    const { message, lines } = error as CsvError & { lines?: number };
    faults.add(`line ${lines ?? 1}`, `is no CSV: ${message}`);
    return [];
  }
  const header = records[0]?.record.map((title) => title.toLowerCase()) ?? [];
  for (const column of REQUIRED) if (!header.includes(column)) faults.add('line 1', `has no column "${column}"`);
  for (const [index, column] of header.entries()) {
    if (!COLUMNS.includes(column)) faults.add('line 1', `has a column "${column}" that is not known`);
    else if (header.indexOf(column) !== index) faults.add('line 1', `has the column "${column}" twice`);
  }
  if (records.length < 2) faults.add('line 1', 'is the only line: the table has no seats');
  if (faults.count > 0) return [];
  if (records.length - 1 > seatMapLimits.seatsMax) {
    faults.add('line 1', `is followed by ${records.length - 1} seats; a map may have ${seatMapLimits.seatsMax}`);
    return [];
  }
  return records.slice(1).flatMap(({ record, info }) => {
    const line = readLine(header, record, `line ${info.lines}`, faults);
    return line === null ? [] : [line];
  });
}

/** Null where the line cannot be placed; the fault of it was told. */
function readLine(header: readonly string[], record: readonly string[], place: string, faults: Faults): Line | null {
  if (record.length !== header.length) {
    faults.add(place, `has ${record.length} columns where the first line has ${header.length}`);
    return null;
  }
  const cell = (column: Column): string => record[header.indexOf(column)] ?? '';
  const told = faults.count;
  const fault = (column: Column, message: string) => faults.add(`${place}, ${column}`, message);
  const number = (column: 'x' | 'y'): number => {
    const value = Number(cell(column));
    if (cell(column) === '' || !Number.isFinite(value)) fault(column, 'must be a number');
    return value;
  };
  const at = { x: number('x'), y: number('y') };
  const features: SeatFeature[] = [];
  for (const word of cell('features')
    .split(/[\s|;]+/)
    .filter(Boolean)) {
    const feature = featureOfWord(word);
    if (feature === undefined) fault('features', `"${word}" is not one of ${seatFeatures.join(', ')}`);
    else features.push(feature);
  }
  for (const column of ['section', 'zone'] as const) if (cell(column) === '') fault(column, 'is missing');
  if (features.includes('STANDING')) {
    if (cell('seat') !== '') fault('seat', 'is not for standing places, which have no number');
    if (!/^[0-9]{0,7}$/.test(cell('capacity'))) fault('capacity', 'must be a whole number');
  } else {
    if (cell('seat') === '') fault('seat', 'is missing');
    if (cell('capacity') !== '') fault('capacity', 'is for standing areas alone');
  }
  if (!/^(-?[0-9]{1,4})?$/.test(cell('level'))) fault('level', 'must be a whole number');
  return faults.count === told ? { place, cell, at, features } : null;
}

/** Level and entrance belong to the section; its lines must agree on them. */
function checkSections(lines: readonly Line[], faults: Faults): void {
  const firsts = new Map<string, Line>();
  for (const line of lines) {
    const first = firsts.get(line.cell('section'));
    if (first === undefined) firsts.set(line.cell('section'), line);
    for (const column of ['level', 'entrance'] as const) {
      if (first !== undefined && line.cell(column) !== first.cell(column)) {
        faults.add(`${line.place}, ${column}`, `differs from ${first.place}, which is of the same section`);
      }
    }
  }
}

function convertLines(lines: readonly Line[], options: ReadOptions): Omit<ConvertedMap, 'faults'> {
  const sources: Sources = new WeakMap();
  const from: From = ({ place }, made, keys = {}) => {
    sources.set(made, { place, keys });
    return made;
  };
  const notes: string[] = [];
  const sections = groupBy(lines, ({ cell }) => cell('section'));
  const bySection = [...sections.values()].map((all) => ({
    first: all[0],
    rows: [
      ...groupBy(
        all.filter((line) => !isStanding(line)),
        ({ cell }) => cell('row'),
      ).values(),
    ],
    areas: [...groupBy(all.filter(isStanding), ({ cell }) => JSON.stringify([cell('row'), cell('zone')])).values()],
  }));
  const scale = options.scale ?? guessScale(bySection.flatMap(({ rows }) => rows.map(inNumberOrder)));
  const cm = (point: Point): Point => ({ x: Math.round(point.x * scale), y: Math.round(point.y * scale) });
  if (options.focalPoint === undefined) {
    notes.push('The table does not tell where the stage is; the seats are taken to look upwards.');
  }
  const places = lines.map(({ at }) => at);
  const focalPoint = cm(
    options.focalPoint ?? (lines.length > 0 ? guessFocalPoint(places, 500 / scale) : { x: 0, y: 0 }),
  );

  const seat = (line: Line): NumberedSeat => {
    const { cell, at, features } = line;
    const made: NumberedSeat = {
      id: cell('id') || undefined,
      number: cell('seat'),
      label: cell('label') || undefined,
      ...cm(at),
      zone: cell('zone'),
      // Lines with STANDING went another way, and the schema checks the rest.
      features: features as FeatureOn<'seat'>[],
    };
    return from(line, made, { number: 'seat' });
  };
  const rowOf = (row: Some<Line>) =>
    from(row[0], { name: row[0].cell('row') || undefined, seats: row.map(seat) }, { name: 'row' });
  const zones = [...groupBy(lines, ({ cell }) => cell('zone'))].sort(([a], [b]) => naturalOrder(a, b));
  return {
    candidate: {
      format: FORMAT,
      formatVersion: FORMAT_VERSION,
      name: options.name ?? 'Imported map',
      stage: { focalPoint },
      zones: zones.map(([name, [first]]) => from(first, { name }, { name: 'zone' })),
      sections: bySection.map(({ first, rows, areas }, order) => {
        const section = {
          name: first.cell('section'),
          order,
          level: Number(first.cell('level')),
          entrance: first.cell('entrance') || undefined,
          rows: rows.map(rowOf),
          standing: areas.map((area) => standingArea(area, cm, from)),
        };
        return from(first, section, { name: 'section' });
      }),
    },
    sources,
    notes,
  };
}

/** Remembers which line a thing was made of, and which columns its keys were. */
type From = <T extends object>(line: Line, made: T, keys?: Record<string, string>) => T;
type Some<T> = [T, ...T[]];
const isStanding = ({ features }: Line): boolean => features.includes('STANDING');

function standingArea(area: Some<Line>, cm: (at: Point) => Point, from: From): object {
  const [first] = area;
  const capacity = area.reduce((sum, { cell }) => sum + Number(cell('capacity') || 1), 0);
  const places = area.map(({ at }) => cm(at));
  const made = {
    name: first.cell('row') || first.cell('section'),
    shape: rectangleFor(capacity, places),
    capacity,
    zone: first.cell('zone'),
    features: first.features.filter((feature) => feature !== 'STANDING'),
  };
  return from(first, made, { name: 'row' });
}

/** A rectangle around the places of a standing area, at least as large as so many visitors need. */
function rectangleFor(capacity: number, places: readonly Point[]): Shape {
  const xs = places.map(({ x }) => x).sort((a, b) => a - b);
  const ys = places.map(({ y }) => y).sort((a, b) => a - b);
  const side = Math.ceil(Math.sqrt(capacity)) * STANDING_PLACE_CM;
  const span = (sorted: number[]): { from: number; length: number } => {
    const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    const length = Math.max(side, most - least + STANDING_PLACE_CM);
    return { from: Math.round((least + most - length) / 2), length };
  };
  const [across, down] = [span(xs), span(ys)];
  return { kind: 'rectangle', x: across.from, y: down.from, width: across.length, height: down.length };
}

/** Neighbours by number, for the distance of two seats; where the stage is does not matter for that. */
const inNumberOrder = (row: readonly Line[]): Point[] => {
  const seats = row.map(({ at, cell }) => ({ ...at, number: cell('seat') }));
  return leftToRight(seats, guessFocalPoint(seats, 1));
};

function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, Some<T>> {
  const groups = new Map<string, Some<T>>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Whichever of the usual ones the first line has most of: spreadsheets of many countries write semicolons. */
function delimiterOf(text: string): string {
  const header = text.slice(0, 1000).split(/\r?\n/, 1)[0] ?? '';
  const uses = (delimiter: string): number => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (uses(delimiter) > uses(best) ? delimiter : best));
}
