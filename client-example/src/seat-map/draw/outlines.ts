import type { Outline } from '../store/geometry-format';
import type { Bounds } from './camera';

export function boundsOf(points: Outline): Bounds {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const point of points) {
    const [x, y] = [point[0], point[1]];
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return [minX, minY, maxX, maxY];
}

export function pathOf(outline: Outline): Path2D {
  const path = new Path2D();
  for (const [x, y] of outline) path.lineTo(x, y);
  path.closePath();
  return path;
}

export const overlaps = (a: Bounds, b: Bounds): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

/**
 * How many times a rectangle of this half width and half height may be so large until one of its corners meets the
 * outline, around the middle of the area; 0 where the middle lies outside.
 */
export function largestIn(
  { outline, at }: { readonly outline: Outline; readonly at: readonly [number, number] },
  halfWidth: number,
  halfHeight: number,
): number {
  let [isInside, largest] = [false, Infinity];
  // The corners move on the diagonals of a square once both axes are measured by the rectangle.
  let [lastDown, lastUp] = [0, 0];
  for (let k = -1; k < outline.length; k += 1) {
    const point = outline.at(k) ?? at;
    const [x, y] = [(point[0] - at[0]) / halfWidth, (point[1] - at[1]) / halfHeight];
    const [down, up] = [x - y, x + y];
    if (k >= 0 && down > 0 !== lastDown > 0) {
      const crossing = (lastUp + ((up - lastUp) * lastDown) / (lastDown - down)) / 2;
      if (crossing > 0) isInside = !isInside;
      largest = Math.min(largest, Math.abs(crossing));
    }
    if (k >= 0 && up > 0 !== lastUp > 0) {
      largest = Math.min(largest, Math.abs(lastDown + ((down - lastDown) * lastUp) / (lastUp - up)) / 2);
    }
    [lastDown, lastUp] = [down, up];
  }
  return isInside ? largest : 0;
}

/** By the crossings of a ray to the right. */
export function isInside(outline: Outline, x: number, y: number): boolean {
  let inside = false;
  let [lastX, lastY] = outline.at(-1) ?? [0, 0];
  for (const [nextX, nextY] of outline) {
    if (nextY > y !== lastY > y && x < ((lastX - nextX) * (y - nextY)) / (lastY - nextY) + nextX) inside = !inside;
    [lastX, lastY] = [nextX, nextY];
  }
  return inside;
}
