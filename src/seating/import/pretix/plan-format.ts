import { z } from 'zod';

/**
 * The seating plans of pretix: zones hold rows, rows hold seats; the position of a row is relative to its zone and that
 * of a seat to its row. Only what is used is checked, because plans come from many versions of its editor.
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
export const planSchema = z.looseObject({
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

export type Plan = z.infer<typeof planSchema>;
export type Zone = Plan['zones'][number];
export type Area = z.infer<typeof area>;
