import type { Point, Shape } from './seat-map-format';

/** A closed outline: its corners as [x, y], the last joined to the first. */
export type Outline = readonly (readonly [number, number])[];

export interface Bounds {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

export function outlineOf(shape: Shape): Outline {
  switch (shape.kind) {
    case 'rectangle': {
      const { x, y, width, height } = shape;
      return [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
      ];
    }
    case 'polygon':
      return shape.points;
    case 'circle':
      return ellipseOutline(shape, shape.radius, shape.radius).map(([x, y]) => [Math.round(x), Math.round(y)]);
  }
}

/** Corners of an ellipse, fine enough that its sides do not show. */
export function ellipseOutline({ x, y }: Point, radiusX: number, radiusY: number): Outline {
  return Array.from({ length: 32 }, (_, step) => {
    const angle = (2 * Math.PI * step) / 32;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)] as const;
  });
}

/** True inside the shape and on its border. */
export function contains(shape: Shape, x: number, y: number): boolean {
  switch (shape.kind) {
    case 'rectangle':
      return x >= shape.x && x <= shape.x + shape.width && y >= shape.y && y <= shape.y + shape.height;
    case 'circle':
      return (x - shape.x) ** 2 + (y - shape.y) ** 2 <= shape.radius ** 2;
    case 'polygon':
      return insidePolygon(shape.points, x, y);
  }
}

/** A ray to the right crosses the border of a polygon an odd number of times from inside. */
function insidePolygon(points: Outline, x: number, y: number): boolean {
  let inside = false;
  for (const [[x1, y1], [x2, y2]] of sides(points)) {
    const turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
    const between = x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2);
    if (turn === 0 && between) return true;
    if (y1 > y !== y2 > y && turn > 0 === y2 > y1) inside = !inside;
  }
  return inside;
}

/** Twice the area, with a sign that gives the direction of the corners. */
function doubleArea(points: Outline): number {
  let sum = 0;
  for (const [[x1, y1], [x2, y2]] of sides(points)) sum += x1 * y2 - x2 * y1;
  return sum;
}

export const areaOf = (points: Outline): number => Math.abs(doubleArea(points)) / 2;

/** What is wrong with a polygon, or null if it is valid. */
export function faultOfPolygon(points: Outline): string | null {
  const all = [...sides(points)];
  for (const [index, [a, b]] of all.entries()) {
    for (let other = index + 2; other < all.length; other += 1) {
      // The last side meets the first in the corner that they share.
      if (index === 0 && other === all.length - 1) continue;
      const [c, d] = all[other] ?? [a, b];
      if (cross(a, b, c, d)) return `its sides ${index} and ${other} cross`;
    }
  }
  return doubleArea(points) === 0 ? 'it has no area' : null;
}

type Corner = readonly [number, number];

function cross(a: Corner, b: Corner, c: Corner, d: Corner): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** Positive where the way from `a` by `b` to `c` turns right on a screen, whose y points down. */
const turn = (a: Corner, b: Corner, c: Corner): number =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));

function* sides(points: Outline): Generator<readonly [Corner, Corner]> {
  let from = points.at(-1);
  for (const to of points) {
    if (from !== undefined) yield [from, to];
    from = to;
  }
}

/** The smallest convex outline around these places that keeps so much distance from each (Andrew's monotone chain). */
export function hullAround(places: readonly Point[], distance: number): Outline {
  const near = Math.round(distance * Math.SQRT1_2);
  const corners = places.flatMap(({ x, y }): Corner[] => [
    [x - distance, y],
    [x + distance, y],
    [x, y - distance],
    [x, y + distance],
    [x - near, y - near],
    [x + near, y - near],
    [x - near, y + near],
    [x + near, y + near],
  ]);
  corners.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (sorted: readonly Corner[]): Corner[] => {
    const chain: Corner[] = [];
    for (const corner of sorted) {
      for (;;) {
        const [before, last] = [chain.at(-2), chain.at(-1)];
        if (before === undefined || last === undefined || turn(before, last, corner) > 0) break;
        chain.pop();
      }
      chain.push(corner);
    }
    return chain.slice(0, -1);
  };
  return [...half(corners), ...half(corners.toReversed())];
}

export function boundsOf(corners: Iterable<Corner>): Bounds {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of corners) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return { minX, minY, maxX, maxY };
}

/** The centre of the area, in whole centimetres: where a name is written. */
export function centreOf(points: Outline): Point {
  const area = doubleArea(points);
  let [x, y] = [0, 0];
  // Measured from the first corner, so that the products stay small.
  const [originX, originY] = points[0] ?? [0, 0];
  for (const [[x1, y1], [x2, y2]] of sides(points)) {
    const part = (x1 - originX) * (y2 - originY) - (x2 - originX) * (y1 - originY);
    x += (x1 + x2 - 2 * originX) * part;
    y += (y1 + y2 - 2 * originY) * part;
  }
  return { x: Math.round(originX + x / (3 * area)), y: Math.round(originY + y / (3 * area)) };
}
