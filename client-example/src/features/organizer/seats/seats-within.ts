import type { Geometry, SeatMapView } from '../../../seat-map';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The seats within a line that was drawn on the map's canvas. */
export function seatsWithin(
  { x, y, seatCount }: Geometry,
  view: SeatMapView,
  isInside: typeof import('../../../seat-map').isInside,
  line: readonly Point[],
): number[] {
  const outline = line.map((point) => view.toVenue(point.x, point.y));
  const [xs, ys] = [outline.map((point) => point[0]), outline.map((point) => point[1])];
  const [minX, minY, maxX, maxY] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const found: number[] = [];
  for (let index = 0; index < seatCount; index += 1) {
    const [seatX, seatY] = [x[index] ?? 0, y[index] ?? 0];
    if (seatX < minX || seatX > maxX || seatY < minY || seatY > maxY) continue;
    if (isInside(outline, seatX, seatY)) found.push(index);
  }
  return found;
}
