import { forbiddenCharacterIn } from '../../format/normal-text';
import { labelPrefix } from '../../format/seat-labels';
import type { Sources } from '../../format/seat-map-fault';
import { type Point, seatMapLimits } from '../../format/seat-map-format';
import { ellipseOutline, type Outline } from '../../format/shapes';
import type { Area, Zone } from './plan-format';

export const NO_POSITION: Point = { x: 0, y: 0 };

const moved = (by: Point, point: Point): Point => ({ x: by.x + point.x, y: by.y + point.y });

/** All rows with the absolute positions of their seats, in the units of the file. */
export function drawnRows(zones: readonly Zone[], places: Sources) {
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

/** The labels of a plan that defines its own for rows or seats; null if the default labels apply. */
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
export function drawnAreas(
  zones: readonly Zone[],
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

/** A caption may be a whole sentence, so it is shortened to the length of a name. */
const shortened = (text: string): string =>
  text.length <= seatMapLimits.nameLettersMax ? text : `${text.slice(0, seatMapLimits.nameLettersMax - 1).trimEnd()}…`;

/** Relative to the position of the area, which is also the center of its rotation. */
function outlineOfArea(source: Area, label: string | undefined): Outline | null {
  const { polygon: drawn, rectangle, ellipse, circle } = source;
  if (source.shape === 'polygon' && drawn && drawn.points.length >= 3) return drawn.points.map(({ x, y }) => [x, y]);
  if (source.shape === 'ellipse' && ellipse) return ellipseOutline(NO_POSITION, ellipse.radius.x, ellipse.radius.y);
  if (source.shape === 'circle' && circle) return ellipseOutline(NO_POSITION, circle.radius, circle.radius);
  if (source.shape === 'text' && label !== undefined) return outlineOfText(source, label);
  const width = rectangle?.width ?? source.width ?? 0;
  const height = rectangle?.height ?? source.height ?? 0;
  return width > 0 && height > 0 ? box(0, 0, width, height) : null;
}

/** A text has no shape in pretix. Here it is the name of a shape, so it gets one of about the size of the text. */
function outlineOfText({ text }: Area, label: string): Outline {
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
