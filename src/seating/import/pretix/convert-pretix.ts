import { withNormalTexts } from '../../format/normal-text';
import { salvageValidDocument } from '../../format/salvage-valid-document';
import { type FeatureOn, featureOfWord, isFeatureOn } from '../../format/seat-features';
import { addIssues, Faults, type Sources } from '../../format/seat-map-fault';
import {
  FORMAT,
  FORMAT_VERSION,
  type NumberedSeat,
  type Point,
  type Shape,
  seatMapLimits,
} from '../../format/seat-map-format';
import { boundsOf, centreOf, faultOfPolygon, outlineOf } from '../../format/shapes';
import type { ConvertedMap, ReadOptions } from '../converted-map';
import { guessFocalPoint, guessScale } from '../guess-scale';
import { type Plan, planSchema } from './plan-format';
import { drawnAreas, drawnRows, NO_POSITION } from './plan-geometry';

// German compounds are one word, such as Hauptbühne.
const STAGE = /\b(stage|scène|scene|escenario|palco|palcoscenico|podium|podio|pitch|court)\b|bühne\b/iu;
const STAND_INS: Plan = { name: 'Plan', zones: [] };
const SEAT_KEYS = { id: 'seat_guid', number: 'seat_number', zone: 'category', x: 'position', y: 'position' };

export function convertPretix(parsedJson: unknown, options: ReadOptions): ConvertedMap {
  // Zones, rows and categories are matched by their names.
  const value = withNormalTexts(parsedJson, () => undefined);
  const faults = new Faults();
  const parsed = planSchema.safeParse(value, { reportInput: true });
  // The schema changes nothing; the value itself keeps the identity of its objects.
  if (parsed.success) return { ...convertPlan(value as Plan, new WeakMap(), options), faults };
  addIssues(faults, value, parsed.error.issues, new WeakMap());
  const rest = salvageValidDocument<Plan>(planSchema, STAND_INS, value, new WeakMap());
  if (rest === null) return { candidate: null, sources: new WeakMap(), faults, notes: [] };
  return { ...convertPlan(rest.document, rest.sources, options), faults };
}

function convertPlan(source: Plan, places: Sources, options: ReadOptions): Omit<ConvertedMap, 'faults'> {
  const { name, zones } = source;
  const sources: Sources = new WeakMap();
  const notes: string[] = [];
  const categories = categoriesOf(source, notes);
  const from = <T extends object>(place: string, made: T, keys: Record<string, string> = {}): T => {
    sources.set(made, { place, keys });
    return made;
  };

  // First in the units of the file; the scale follows from all seats together.
  const drawn = drawnRows(zones, places);
  const scale = options.scale ?? guessScale(drawn.map(({ seats }) => seats.map(({ at }) => at)));
  const cm = (point: Point): Point => ({ x: Math.round(point.x * scale), y: Math.round(point.y * scale) });
  const scenery = drawnAreas(zones, places).flatMap(({ place, label, outline }) => {
    const shape = polygon(outline.map(([x, y]) => cm({ x, y })));
    if (isProper(shape)) return [from(place, { name: label, shape })];
    notes.push(`The area at ${place} has no proper outline and is left out.`);
    return [];
  });
  const stage = scenery.find((item) => item.name !== undefined && STAGE.test(item.name));
  const allSeats = drawn.flatMap(({ seats }) => seats.map(({ at }) => at));
  const focalPoint = focalPointOf();

  function focalPointOf(): Point {
    if (options.focalPoint !== undefined) return cm(options.focalPoint);
    if (stage !== undefined) return centreOf(outlineOf(stage.shape));
    notes.push('The plan has no area that is named as a stage; the seats are assumed to face upwards.');
    return allSeats.length === 0 ? NO_POSITION : cm(guessFocalPoint(allSeats, 500 / scale));
  }

  // Zones of one name are one section, and rows of one name in it one row: an aisle often splits a row in two.
  const sections = new Map<string, Section>();
  for (const { place, zoneName, zonePlace, rowName, seats, labels } of drawn) {
    // A row without seats is left over from drawing.
    if (seats.length === 0) continue;
    const section = getOrMake(sections, zoneName, () => ({
      node: from(zonePlace, { name: zoneName, order: sections.size, rows: [] }),
      rows: new Map(),
    }));
    const rowSeats = getOrMake(section.rows, rowName, () => {
      const made: NumberedSeat[] = [];
      section.node.rows.push(from(place, { name: rowName || undefined, seats: made }, { name: 'row_number' }));
      return made;
    });
    for (const { place: seatPlace, at, seat: drawnSeat } of seats) {
      const number = drawnSeat.seat_number;
      const made: NumberedSeat = {
        id: drawnSeat.seat_guid,
        number,
        label: labels === null ? undefined : `${zoneName} ${labels.row} ${labels.seat.replaceAll('%s', number)}`,
        ...cm(at),
        zone: drawnSeat.category,
        features: featuresOfCategory(drawnSeat.category),
      };
      rowSeats.push(from(seatPlace, made, SEAT_KEYS));
    }
  }

  return {
    candidate: from(
      '/',
      {
        format: FORMAT,
        formatVersion: FORMAT_VERSION,
        name: options.name ?? name,
        stage: { name: stage?.name, focalPoint, shape: stage?.shape },
        zones: categories.map(({ name, color, place }) =>
          from(places.get(place.node)?.place ?? place.pointer, { name, color: hexColor(color) }, place.keys),
        ),
        sections: [...sections.values()].map(({ node }) => node),
        scenery: scenery.filter((item) => item !== stage),
      },
      { sections: 'zones', zones: 'categories' },
    ),
    sources,
    notes,
  };
}

interface Category {
  readonly name: string;
  readonly color?: string | null | undefined;
  readonly place: { readonly node: object; readonly pointer: string; readonly keys: Record<string, string> };
}

/** The categories of a plan, or, where it lists none, those that its seats name. */
function categoriesOf({ categories, zones }: Plan, notes: string[]): Category[] {
  if (categories && categories.length > 0) {
    return categories.map((node, index) => ({ ...node, place: { node, pointer: `/categories/${index}`, keys: {} } }));
  }
  const found = new Map<string, Category>();
  for (const [zone, { rows }] of zones.entries()) {
    for (const [row, { seats }] of rows.entries()) {
      for (const [index, node] of seats.entries()) {
        if (found.has(node.category)) continue;
        const pointer = `/zones/${zone}/rows/${row}/seats/${index}`;
        found.set(node.category, { name: node.category, place: { node, pointer, keys: { name: 'category' } } });
      }
    }
  }
  const names = [...found.keys()].map((name) => `"${name}"`).join(', ');
  if (found.size > 0) notes.push(`The plan has no categories; they were made of those that its seats name: ${names}.`);
  return [...found.values()];
}

/** Plans have no features. The seats of a category with the name of a feature, such as "Wheelchair", get it. */
function featuresOfCategory(category: string): FeatureOn<'seat'>[] | undefined {
  const feature = featureOfWord(category);
  return feature !== undefined && isFeatureOn('seat', feature) ? [feature] : undefined;
}

/** A section that is being made, and its rows by their names. */
interface Section {
  readonly node: { readonly name: string; readonly order: number; readonly rows: object[] };
  readonly rows: Map<string, NumberedSeat[]>;
}

/** A polygon, or a rectangle if its corners form one. */
function polygon(points: readonly Point[]): Shape {
  const corners = points.map(({ x, y }): [number, number] => [x, y]);
  const { minX, minY, maxX, maxY } = boundsOf(corners);
  const straight = corners.every(([x, y]) => (x === minX || x === maxX) && (y === minY || y === maxY));
  if (!straight || corners.length !== 4) return { kind: 'polygon', points: corners };
  return { kind: 'rectangle', x: minX, y: minY, width: maxX - minX, height: maxY - minY };
}

/** Areas are only drawn, so one that cannot be drawn is no reason to refuse the seats. */
const isProper = (shape: Shape): boolean =>
  shape.kind !== 'polygon' ||
  (shape.points.length <= seatMapLimits.pointsPerPolygonMax && faultOfPolygon(shape.points) === null);

/** `#abc` and `#aabbcc` as lower-case `#aabbcc`. Names of colors are left out: the drawing has default colors. */
function hexColor(color: string | null | undefined): string | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color ?? '')?.[1]?.toLowerCase();
  if (digits === undefined) return undefined;
  return `#${digits.length === 6 ? digits : [...digits].map((digit) => digit + digit).join('')}`;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
