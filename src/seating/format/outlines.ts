import type { Point, SectionOfMap } from './seat-map-format';
import { hullAround, type Outline, outlineOf } from './shapes';

/** From the centre of a seat to the line around its section. */
const MARGIN_CM = 65;

/** The outline that a section is drawn with: its own, or a hull around its places. */
export function sectionOutline(section: SectionOfMap): Outline {
  if (section.shape !== undefined) return outlineOf(section.shape);
  const corners: Point[] = [...(section.rows ?? []), ...(section.tables ?? [])].flatMap(({ seats }) => seats);
  const shapes = [...(section.tables ?? []), ...(section.standing ?? [])].map(({ shape }) => shape);
  for (const shape of shapes) {
    if (shape !== undefined) for (const [x, y] of outlineOf(shape)) corners.push({ x, y });
  }
  return hullAround(corners, MARGIN_CM);
}
