import { z } from 'zod';
import { forbiddenCharacterIn, withNormalTexts } from '../format/normal-text';
import { salvageValidDocument } from '../format/salvage-valid-document';
import { type FeatureOn, featureOfWord, isFeatureOn } from '../format/seat-features';
import { labelPrefix } from '../format/seat-labels';
import { addIssues, Faults, type Sources } from '../format/seat-map-fault';
import {
  FORMAT,
  FORMAT_VERSION,
  type NumberedSeat,
  type Point,
  type Shape,
  seatMapLimits,
} from '../format/seat-map-format';
import { boundsOf, centreOf, ellipseOutline, faultOfPolygon, type Outline, outlineOf } from '../format/shapes';
import type { ConvertedMap, ReadOptions } from './converted-map';
import { guessFocalPoint, guessScale } from './guess-scale';

/**
 * The seating plans of pretix: zones hold rows, rows hold seats; the position of a row is relative to its zone and that
 * of a seat to its row. Only what we use is asked for, because plans of many versions of its editor are about.
 */
const position = z.looseObject({ x: z.number(), y: z.number() });
const area = z.looseObject({
  position: position.optional(),
  rotation: z.number().nullish(),
  shape: z.enum(['polygon', 'rectangle', 'ellipse', 'circle', 'text']).nullish(),
  polygon: z.looseObject({ points: z.array(position) }).nullish(),
  rectangle: z.looseObject({ width: z.number(), height: z.number() }).nullish(),
  ellipse: z.looseObject({ radius: position }).nullish(),
  circle: z.looseObject({ radius: z.number() }).nullish(),
  // The first version of the format had rectangles only, and their text beside them.
  width: z.number().nullish(),
  height: z.number().nullish(),
  text: z.union([
    z.string(),
    z.looseObject({ text: z.string().optional(), size: z.number().nullish(), position: position.nullish() }).nullish(),
  ]),
});
const seat = z.looseObject({
  seat_guid: z.string(),
  seat_number: z.string(),
  position,
  category: z.string(),
});
const row = z.looseObject({
  row_number: z.string(),
  row_label: z.string().nullish(),
  seat_label: z.string().nullish(),
  position: position.optional(),
  seats: z.array(seat),
});
const planSchema = z.looseObject({
  name: z.string(),
  categories: z.array(z.looseObject({ name: z.string(), color: z.string().nullish() })).nullish(),
  zones: z.array(
    z.looseObject({
      name: z.string().nullish(),
      zone_id: z.string().nullish(),
      position,
      rows: z.array(row),
      areas: z.array(area).nullish(),
    }),
  ),
});

type Plan = z.infer<typeof planSchema>;
const STAND_INS: Plan = { name: 'Plan', zones: [] };

// German writes it in one word with what stands before: Hauptbühne.
const STAGE = /\b(stage|scène|scene|escenario|palco|palcoscenico|podium|podio|pitch|court)\b|bühne\b/iu;
const SEAT_KEYS = { id: 'seat_guid', number: 'seat_number', zone: 'category', x: 'position', y: 'position' };
const NO_POSITION: Point = { x: 0, y: 0 };

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
    notes.push('The plan has no area that is named as a stage; the seats are taken to look upwards.');
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

/** Plans have no features; a category that is called like one, such as "Wheelchair", gives it to its seats. */
function featuresOfCategory(category: string): FeatureOn<'seat'>[] | undefined {
  const feature = featureOfWord(category);
  return feature !== undefined && isFeatureOn('seat', feature) ? [feature] : undefined;
}

/** A section that is being made, and its rows by their names. */
interface Section {
  readonly node: { readonly name: string; readonly order: number; readonly rows: object[] };
  readonly rows: Map<string, NumberedSeat[]>;
}

/** All rows with the absolute positions of their seats, in the units of the file. */
function drawnRows(zones: Plan['zones'], places: Sources) {
  return zones.flatMap((zone, zoneIndex) => {
    const zoneName = zone.name || zone.zone_id || `Zone ${zoneIndex + 1}`;
    const zonePlace = places.get(zone)?.place ?? `/zones/${zoneIndex}`;
    return zone.rows.map((source, rowIndex) => {
      const place = places.get(source)?.place ?? `${zonePlace}/rows/${rowIndex}`;
      const origin = moved(zone.position, source.position ?? NO_POSITION);
      const rowName = source.row_number;
      return {
        place,
        zonePlace,
        zoneName,
        rowName,
        labels: labelsOf(zoneName, rowName, source.row_label, source.seat_label),
        seats: source.seats.map((drawnSeat, seatIndex) => ({
          place: places.get(drawnSeat)?.place ?? `${place}/seats/${seatIndex}`,
          seat: drawnSeat,
          at: moved(origin, drawnSeat.position),
        })),
      };
    });
  });
}

/** The words of a plan that has its own for rows or seats; null where ours will do. */
function labelsOf(
  zone: string,
  rowName: string,
  rowLabel: string | null | undefined,
  seatLabel: string | null | undefined,
): { row: string; seat: string } | null {
  if (!rowLabel && !seatLabel) return null;
  const ours = labelPrefix(zone, { kind: 'row', name: rowName || null })
    .slice(zone.length)
    .trim();
  return { row: (rowLabel ?? '').replaceAll('%s', rowName) || ours.replace(/ ?Seat$/, ''), seat: seatLabel || '%s' };
}

/** All areas as outlines at their absolute positions, in the units of the file. */
function drawnAreas(
  zones: Plan['zones'],
  places: Sources,
): { place: string; label: string | undefined; outline: Outline }[] {
  return zones.flatMap((zone, zoneIndex) =>
    (zone.areas ?? []).flatMap((source, areaIndex) => {
      const place = places.get(source)?.place ?? `/zones/${zoneIndex}/areas/${areaIndex}`;
      const text = typeof source.text === 'string' ? source.text : source.text?.text;
      const label = (text && forbiddenCharacterIn(text) === null && shortened(text)) || undefined;
      const outline = outlineOfArea(source, label);
      if (outline === null) return [];
      const origin = moved(zone.position, source.position ?? NO_POSITION);
      const turn = ((source.rotation ?? 0) * Math.PI) / 180;
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      const placed = outline.map(([x, y]) => [origin.x + x * cos - y * sin, origin.y + x * sin + y * cos] as const);
      return [{ place, label, outline: placed }];
    }),
  );
}

/** A caption may be a whole sentence; as the name of a thing it gets an end. */
const shortened = (text: string): string =>
  text.length <= seatMapLimits.nameLettersMax ? text : `${text.slice(0, seatMapLimits.nameLettersMax - 1).trimEnd()}…`;

/** Around the position of the area, which it also turns about. */
function outlineOfArea(source: z.infer<typeof area>, label: string | undefined): Outline | null {
  const { polygon: drawn, rectangle, ellipse, circle } = source;
  if (source.shape === 'polygon' && drawn && drawn.points.length >= 3) return drawn.points.map(({ x, y }) => [x, y]);
  if (source.shape === 'ellipse' && ellipse) return ellipseOutline(NO_POSITION, ellipse.radius.x, ellipse.radius.y);
  if (source.shape === 'circle' && circle) return ellipseOutline(NO_POSITION, circle.radius, circle.radius);
  if (source.shape === 'text' && label !== undefined) return outlineOfText(source, label);
  const width = rectangle?.width ?? source.width ?? 0;
  const height = rectangle?.height ?? source.height ?? 0;
  return width > 0 && height > 0 ? box(0, 0, width, height) : null;
}

/** A text stands alone in pretix; with us it is the name of a shape, so it gets one of about its size. */
function outlineOfText({ text }: z.infer<typeof area>, label: string): Outline {
  const size = (typeof text === 'object' ? text?.size : null) ?? 16;
  const at = (typeof text === 'object' ? text?.position : null) ?? NO_POSITION;
  const width = label.length * size * 0.6;
  return box(at.x - width / 2, at.y - size * 0.7, width, size * 1.4);
}

const box = (x: number, y: number, width: number, height: number): Outline => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];

/** A polygon, or the rectangle that it is. */
function polygon(points: readonly Point[]): Shape {
  const corners = points.map(({ x, y }): [number, number] => [x, y]);
  const { minX, minY, maxX, maxY } = boundsOf(corners);
  const straight = corners.every(([x, y]) => (x === minX || x === maxX) && (y === minY || y === maxY));
  if (!straight || corners.length !== 4) return { kind: 'polygon', points: corners };
  return { kind: 'rectangle', x: minX, y: minY, width: maxX - minX, height: maxY - minY };
}

/** The areas are only drawn: one that we cannot draw is no reason to refuse the seats. */
const isProper = (shape: Shape): boolean =>
  shape.kind !== 'polygon' ||
  (shape.points.length <= seatMapLimits.pointsPerPolygonMax && faultOfPolygon(shape.points) === null);

const moved = (by: Point, point: Point): Point => ({ x: by.x + point.x, y: by.y + point.y });

/** `#abc` and `#aabbcc` in any case as we write them. Names of colours are left out: the drawing has its own. */
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
