/** The shapes of seats: each state has one of its own, so that colour is never the only sign. */
export type Shape = 'disc' | 'ring' | 'dot' | 'square' | 'tick' | 'cross';

/** A shape of one size as the pixels that it covers: where, from the middle, and how much of each (as the alpha byte). */
export interface Stencil {
  readonly offsets: Int32Array;
  readonly dx: Int16Array;
  readonly dy: Int16Array;
  readonly alphas: Uint32Array;
  readonly reach: number;
}

/** Stencils are made once for each shape, size and width of the picture. */
export class Stencils {
  private readonly made = new Map<string, Stencil>();

  constructor(private readonly pictureWidth: number) {}

  get(shape: Shape, diameter: number): Stencil {
    const key = shape + diameter;
    const known = this.made.get(key) ?? makeStencil(shape, diameter, this.pictureWidth);
    this.made.set(key, known);
    return known;
  }
}

function makeStencil(shape: Shape, diameter: number, pictureWidth: number): Stencil {
  // A pixel's middle lies half a pixel beside its corner: an even size has its own middle on a corner.
  const middle = diameter % 2 === 0 ? 0.5 : 0;
  const reach = (diameter >> 1) + 1;
  const covered: [dx: number, dy: number, alpha: number][] = [];
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const alpha = Math.round(255 * coverage(shape, diameter / 2, dx + middle, dy + middle));
      if (alpha > 0) covered.push([dx, dy, alpha]);
    }
  }
  return {
    offsets: Int32Array.from(covered, ([dx, dy]) => dy * pictureWidth + dx),
    dx: Int16Array.from(covered, ([dx]) => dx),
    dy: Int16Array.from(covered, ([, dy]) => dy),
    alphas: Uint32Array.from(covered, ([, , alpha]) => alpha << 24),
    reach,
  };
}

/** How much of a pixel at this distance from the middle the shape covers, 0 to 1. */
function coverage(shape: Shape, radius: number, x: number, y: number): number {
  const distance = Math.hypot(x, y);
  const filled = (edge: number) => Math.min(Math.max(radius * edge - distance + 0.5, 0), 1);
  switch (shape) {
    case 'disc':
      return filled(1);
    case 'ring':
      return Math.min(filled(1), 1 - Math.min(Math.max(radius - ringWidth(radius) - distance + 0.5, 0), 1));
    case 'dot':
      return Math.min(Math.max(Math.max(radius * 0.46, 0.9) - distance + 0.5, 0), 1);
    case 'square':
      return Math.max(Math.abs(x), Math.abs(y)) <= radius ? 1 : 0;
    case 'tick':
      return Math.max(
        stroke(x, y, radius, [-0.45, 0.02, -0.12, 0.36]),
        stroke(x, y, radius, [-0.12, 0.36, 0.48, -0.34]),
      );
    case 'cross':
      return Math.max(stroke(x, y, radius, [-0.6, -0.6, 0.6, 0.6]), stroke(x, y, radius, [-0.6, 0.6, 0.6, -0.6]));
  }
}

const ringWidth = (radius: number) => Math.max(1, radius * 0.3);

/** A line with round ends between two points, in radii. */
function stroke(x: number, y: number, radius: number, line: readonly [number, number, number, number]): number {
  const [ax, ay, bx, by] = line.map((part) => part * radius) as [number, number, number, number];
  const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
  const t = Math.min(Math.max(along, 0), 1);
  const distance = Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
  return Math.min(Math.max(Math.max(radius * 0.13, 0.6) - distance + 0.5, 0), 1);
}
