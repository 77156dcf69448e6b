import { leftToRight } from '../format/canonical-seat-map';
import { naturalOrder } from '../format/natural-order';
import type { FeatureOn } from '../format/seat-features';
import { Faults, type Sources } from '../format/seat-map-fault';
import { FORMAT, FORMAT_VERSION, type NumberedSeat, type Point, type Shape } from '../format/seat-map-format';
import type { ConvertedMap, ReadOptions } from './converted-map';
import { guessFocalPoint, guessScale } from './guess-scale';
import { layOutRows, SEAT_PITCH_CM, STANDING_PLACE_CM } from './lay-out-rows';
import { type PlaceLine, readPlaces } from './read-places';
import { readTable } from './read-table';

/**
 * A table of seats, or of runs of seats from one number to another, as `docs/seat-map-format.md` describes it. Where it
 * has no coordinates, rows are laid out by rule.
 */
export function convertCsv(text: string, options: ReadOptions): ConvertedMap {
  const faults = new Faults();
  const table = readTable(text, faults);
  const lines = table === null ? [] : readPlaces(table, faults);
  if (lines.length === 0) return { candidate: null, sources: new WeakMap(), faults, notes: [] };
  checkSections(lines, faults);
  return { ...convertLines(lines, options), faults };
}

/** Level and entrance belong to the section; the lines that name them must agree. */
function checkSections(lines: readonly PlaceLine[], faults: Faults): void {
  const firsts = new Map<string, PlaceLine>();
  for (const line of lines) {
    for (const column of ['level', 'entrance'] as const) {
      if (line.cell(column) === '') continue;
      const key = JSON.stringify([line.cell('section'), column]);
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, line);
      else if (line.cell(column) !== first.cell(column)) {
        faults.add(`${line.place}, ${column}`, `differs from ${first.place}, which is of the same section`);
      }
    }
  }
}

/** A seat, and where the file has it. */
interface SeatOfTable {
  readonly line: PlaceLine;
  readonly number: string;
  readonly at: Point;
}

interface SectionOfTable {
  readonly first: PlaceLine;
  readonly level: string;
  readonly entrance: string;
  readonly rows: { readonly first: PlaceLine; readonly seats: readonly SeatOfTable[] }[];
  readonly areas: { readonly lines: Some<PlaceLine>; readonly capacity: number; readonly places: readonly Point[] }[];
}

function convertLines(lines: readonly PlaceLine[], options: ReadOptions): Omit<ConvertedMap, 'faults'> {
  const sources: Sources = new WeakMap();
  const from = <T extends object>({ place }: { place: string }, made: T, keys: Record<string, string> = {}): T => {
    sources.set(made, { place, keys });
    return made;
  };
  const notes: string[] = [];
  const hasCoordinates = lines.every(({ at }) => at !== null);
  const sections = sectionsOf(lines);
  if (!hasCoordinates) {
    layOut(sections);
    notes.push(
      'The table has no coordinates: its rows were laid out by rule, straight and one behind the other, the first of each section next to the stage.',
    );
  }
  const scale = hasCoordinates
    ? (options.scale ?? guessScale(sections.flatMap(({ rows }) => rows.map(inNumberOrder))))
    : 1;
  const cm = (point: Point): Point => ({ x: Math.round(point.x * scale), y: Math.round(point.y * scale) });
  const focalPoint = focalPointOf();

  function focalPointOf(): Point {
    if (options.focalPoint !== undefined) return cm(options.focalPoint);
    if (!hasCoordinates) return { x: 0, y: 0 };
    notes.push('The table does not say where the stage is; the seats are assumed to face upwards.');
    return cm(
      guessFocalPoint(
        lines.flatMap(({ at }) => at ?? []),
        500 / scale,
      ),
    );
  }

  const seat = ({ line, number, at }: SeatOfTable): NumberedSeat => {
    const { cell, features } = line;
    const made: NumberedSeat = {
      id: cell('id') || undefined,
      number,
      label: cell('label') || undefined,
      ...cm(at),
      zone: cell('zone'),
      // Lines with STANDING are areas, and the schema checks the rest.
      features: [...features] as FeatureOn<'seat'>[],
    };
    return from(line, made, { number: line.cell('seat') === '' ? 'from' : 'seat' });
  };
  const zones = [...groupBy(lines, ({ cell }) => cell('zone'))].sort(([a], [b]) => naturalOrder(a, b));
  const candidate = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    name: options.name ?? 'Imported map',
    stage: { focalPoint },
    zones: zones.map(([name, [first]]) => from(first, { name }, { name: 'zone' })),
    sections: sections.map(({ first, level, entrance, rows, areas }, order) => {
      const section = {
        name: first.cell('section'),
        order,
        level: Number(level),
        entrance: entrance || undefined,
        rows: rows.map((row) =>
          from(row.first, { name: row.first.cell('row') || undefined, seats: row.seats.map(seat) }, { name: 'row' }),
        ),
        standing: areas.map(({ lines: [line], capacity, places }) =>
          from(
            line,
            {
              name: line.cell('row') || line.cell('section'),
              shape: rectangleFor(capacity, places.map(cm)),
              capacity,
              zone: line.cell('zone'),
              features: line.features.filter((feature) => feature !== 'STANDING'),
            },
            { name: 'row' },
          ),
        ),
      };
      return from(first, section, { name: 'section', rows: 'row' });
    }),
  };
  from({ place: 'the table' }, candidate, { sections: 'section', zones: 'zone' });
  return { candidate, sources, notes };
}

const firstOf = (lines: readonly PlaceLine[], column: 'level' | 'entrance'): string =>
  lines.map(({ cell }) => cell(column)).find((cell) => cell !== '') ?? '';

const NOWHERE: Point = { x: 0, y: 0 };

function sectionsOf(lines: readonly PlaceLine[]): SectionOfTable[] {
  return [...groupBy(lines, ({ cell }) => cell('section')).values()].map((all) => {
    const [standing, seated] = [
      all.filter(({ isStanding }) => isStanding),
      all.filter(({ isStanding }) => !isStanding),
    ];
    const rows = [...groupBy(seated, ({ cell }) => cell('row')).values()].map((row) => ({
      first: row[0],
      seats: row.flatMap((line) => line.numbers.map((number) => ({ line, number, at: line.at ?? NOWHERE }))),
    }));
    const areas = groupBy(standing, ({ cell }) => JSON.stringify([cell('row'), cell('zone')]));
    return {
      first: all[0],
      level: firstOf(all, 'level'),
      entrance: firstOf(all, 'entrance'),
      rows,
      areas: [...areas.values()].map((area) => ({
        lines: area,
        capacity: area.reduce((sum, { count }) => sum + count, 0),
        places: area.map(({ at }) => at ?? NOWHERE),
      })),
    };
  });
}

/** Gives places to the rows of a table without coordinates. Runs keep their order, single seats go by their number. */
function layOut(sections: SectionOfTable[]): void {
  const placed = layOutRows(
    sections.map(({ rows, areas }) => ({
      rows: rows.map(({ seats }) => seats.length),
      areas: areas.map(({ capacity }) => capacity),
    })),
  );
  for (const [index, { rows, areas }] of sections.entries()) {
    for (const [row, { first, seats }] of rows.entries()) {
      const start = placed[index]?.rows[row] ?? NOWHERE;
      const isSingle = seats.every(({ line }) => line.cell('seat') !== '');
      const ordered = isSingle ? [...seats].sort((a, b) => naturalOrder(a.number, b.number)) : seats;
      const moved = ordered.map((seat, place) => ({ ...seat, at: { x: start.x + place * SEAT_PITCH_CM, y: start.y } }));
      rows[row] = { first, seats: moved };
    }
    for (const [area, known] of areas.entries())
      areas[area] = { ...known, places: [placed[index]?.areas[area] ?? NOWHERE] };
  }
}

type Some<T> = [T, ...T[]];

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
const inNumberOrder = ({ seats }: { readonly seats: readonly SeatOfTable[] }): Point[] => {
  const points = seats.map(({ at, number }) => ({ ...at, number }));
  return leftToRight(points, guessFocalPoint(points, 1));
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
