/**
 * The open format of a seat map, version 1. This file is its one definition: types, checks of form and
 * `schema/seat-map.schema.json` all come from here. `docs/seat-map-format.md` describes it in prose.
 */
import { z } from 'zod';
import { ALLOWED_TEXT } from './normal-text';
import { featuresOn, type PlaceKind, seatFeatureDefinitions } from './seat-features';

export const FORMAT = 'frontrow-seat-map';
export const FORMAT_VERSION = 1;

/** What a map may hold. Far above any real venue, so that only a mistake or an attack meets them. */
export const seatMapLimits = {
  bytesMax: 32 * 1024 * 1024,
  depthMax: 16,
  seatsMax: 200_000,
  sectionsMax: 2_000,
  rowsPerSectionMax: 1_000,
  seatsPerRowMax: 2_000,
  zonesMax: 100,
  sceneryMax: 2_000,
  pointsPerPolygonMax: 500,
  nameLettersMax: 60,
  seatNumberLettersMax: 12,
  labelLettersMax: 150,
  idLettersMax: 200,
  /** Five kilometres: every product of two coordinates of a row stays an exact integer. */
  coordinateMaxCm: 500_000,
  /** Two seats of one level that stand closer than this are one seat drawn twice. */
  seatDistanceMinCm: 15,
} as const;

const limits = seatMapLimits;

// Texts are brought into their normal form before they are checked.
const text = (lettersMax: number) => z.string().min(1).max(lettersMax).regex(ALLOWED_TEXT);
const name = () => text(limits.nameLettersMax);
const coordinate = () => z.int().min(-limits.coordinateMaxCm).max(limits.coordinateMaxCm);
const length = () =>
  z
    .int()
    .min(1)
    .max(2 * limits.coordinateMaxCm);

const point = z.strictObject({ x: coordinate(), y: coordinate() });

const shape = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('rectangle'),
      x: coordinate().describe('Left edge.'),
      y: coordinate().describe('Upper edge.'),
      width: length(),
      height: length(),
    }),
    z.strictObject({
      kind: z.literal('polygon'),
      points: z
        .array(z.tuple([coordinate(), coordinate()]))
        .min(3)
        .max(limits.pointsPerPolygonMax)
        .describe('Corners as [x, y], in order, the last joined to the first. Sides do not cross.'),
    }),
    z.strictObject({
      kind: z.literal('circle'),
      x: coordinate().describe('Centre.'),
      y: coordinate().describe('Centre.'),
      radius: length(),
    }),
  ])
  .meta({ id: 'shape' });

const features = <Kind extends PlaceKind>(kind: Kind) =>
  z
    .array(z.enum(featuresOn(kind)))
    .optional()
    .describe(
      featuresOn(kind)
        .map((feature) => `${feature}: ${seatFeatureDefinitions[feature].description}`)
        .join(' '),
    );

const zoneName = () => name().describe('Name of one of the zones of this map.');

const numberedSeat = z
  .strictObject({
    id: text(limits.idLettersMax)
      .optional()
      .describe('Unique in the map and the same in its later versions. Default: the label.'),
    number: text(limits.seatNumberLettersMax).describe('As printed on the seat, such as 12 or 12A.'),
    label: text(limits.labelLettersMax)
      .optional()
      .describe('As printed on a ticket, unique in the map. Default: made of section, row and number.'),
    x: coordinate(),
    y: coordinate(),
    zone: zoneName(),
    features: features('seat'),
  })
  .meta({ id: 'seat' });

const row = z
  .strictObject({
    name: name().optional().describe('As printed, such as F or 12. One row of a section may have none.'),
    seats: z.array(numberedSeat).min(1).max(limits.seatsPerRowMax),
  })
  .meta({ id: 'row' });

const table = z
  .strictObject({
    name: name().describe('As printed, such as 7.'),
    shape: shape.optional(),
    seats: z.array(numberedSeat).min(1).max(limits.seatsPerRowMax),
  })
  .meta({ id: 'table' });

const standingArea = z
  .strictObject({
    name: name(),
    shape,
    capacity: z.int().min(1).max(limits.seatsMax).describe('Places. Each is sold like a seat, without a number.'),
    zone: zoneName(),
    features: features('standingArea'),
  })
  .meta({ id: 'standingArea' });

const section = z
  .strictObject({
    name: name().describe('As printed on a ticket, unique in the map, such as Stalls.'),
    order: z.int().min(0).max(10_000).optional().describe('Place in lists; sections of equal order go by name.'),
    level: z.int().min(-20).max(200).optional().describe('Storey: 0, the default, is the ground.'),
    entrance: name().optional().describe('Door by which its visitors enter.'),
    focalPoint: point.optional().describe('Where its seats look. Default: the focal point of the stage.'),
    shape: shape.optional().describe('Outline to draw. Default: a hull around its seats.'),
    rows: z.array(row).max(limits.rowsPerSectionMax).optional(),
    tables: z.array(table).max(limits.rowsPerSectionMax).optional(),
    standing: z.array(standingArea).max(limits.rowsPerSectionMax).optional(),
  })
  .meta({ id: 'section' });

export const seatMapSchema = z
  .strictObject({
    format: z.literal(FORMAT),
    formatVersion: z.literal(FORMAT_VERSION),
    name: name().describe('The venue, and its arrangement where it has several.'),
    stage: z.strictObject({
      name: name().optional().describe('What stands there, such as Stage or Pitch.'),
      focalPoint: point.describe('Where everybody looks.'),
      shape: shape.optional(),
    }),
    zones: z
      .array(
        z.strictObject({
          name: name(),
          color: z
            .string()
            .regex(/^#[0-9a-f]{6}$/)
            .optional(),
        }),
      )
      .min(1)
      .max(limits.zonesMax)
      .describe('Price zones: what a seat costs depends on its zone alone.'),
    sections: z.array(section).min(1).max(limits.sectionsMax),
    scenery: z
      .array(z.strictObject({ name: name().optional(), shape }))
      .max(limits.sceneryMax)
      .optional()
      .describe('What else is drawn: bars, pillars, the sound desk.'),
  })
  .meta({
    title: 'Frontrow seat map',
    description:
      'Lengths and coordinates are whole centimetres, x to the right and y downwards. A map may be refused for more ' +
      'than a schema can tell: doubled names, seats outside their section, unknown zones.',
  });

export type SeatMapDocument = z.infer<typeof seatMapSchema>;
export type SectionOfMap = z.infer<typeof section>;
export type RowOfSection = z.infer<typeof row>;
export type TableOfSection = z.infer<typeof table>;
export type StandingArea = z.infer<typeof standingArea>;
export type NumberedSeat = z.infer<typeof numberedSeat>;
export type Shape = z.infer<typeof shape>;
export type Point = z.infer<typeof point>;

/** The JSON Schema of the format, as committed in `schema/seat-map.schema.json`. */
export function seatMapJsonSchema(): object {
  return { $id: `urn:${FORMAT}:${FORMAT_VERSION}`, ...z.toJSONSchema(seatMapSchema) };
}
