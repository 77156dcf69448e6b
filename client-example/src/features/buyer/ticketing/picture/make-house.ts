import type { HouseShape } from './palettes';

export interface House {
  /** One path of dots each: seats in the dark, and seats that are lit. */
  readonly dark: string;
  readonly bright: string;
  readonly spots: { readonly x: number; readonly y: number; readonly radius: number };
}

type Point = readonly [x: number, y: number];

const WIDTH = 320;
const HEIGHT = 180;
export const HOUSE_SIZE = { width: WIDTH, height: HEIGHT };
const PITCH = 11;

/** Rows of seats as a path of dots: each is a line without a length, with round ends. */
export function makeHouse(seed: string, shape: HouseShape): House {
  const random = randomOf(seed);
  const spots = { x: WIDTH * (0.35 + 0.3 * random()), y: shape === 'arcs' ? HEIGHT * 0.95 : HEIGHT * 0.5, radius: 190 };
  const litShare = 0.05 + 0.06 * random();
  let dark = '';
  let bright = '';
  for (const [x, y] of seatsOf(shape, random)) {
    if (x < -4 || y < -4 || x > WIDTH + 4 || y > HEIGHT + 4) continue;
    const near = 1 - Math.min(1, Math.hypot(x - spots.x, y - spots.y) / spots.radius);
    const isLit = random() < litShare + (shape === 'spot' ? near ** 3 : 0.25 * near ** 2);
    const dot = `M${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}h0`;
    if (isLit) bright += dot;
    else dark += dot;
  }
  return { dark, bright, spots };
}

function seatsOf(shape: HouseShape, random: () => number): Point[] {
  const tilt = random() - 0.5;
  switch (shape) {
    case 'arcs':
      return rings(14, (row) => [WIDTH / 2 + 40 * tilt, HEIGHT + 26, 62 + row * PITCH, 62 + row * PITCH], [1.06, 1.94]);
    case 'ring':
      return rings(16, (row) => [WIDTH / 2 + 50 * tilt, HEIGHT / 2, 34 + row * PITCH, 34 + row * PITCH], [0, 2]);
    case 'oval':
      return rings(14, (row) => [WIDTH / 2, HEIGHT / 2, 74 + row * PITCH, 30 + row * PITCH], [0, 2]);
    case 'spot':
      return grid((x, y) => [x + ((y / PITCH) % 2) * (PITCH / 2), y]);
    case 'waves': {
      const length = 60 + 50 * random();
      const height = 8 + 10 * random();
      return grid((x, y) => [x, y + height * Math.sin((x + y * (1 + tilt)) / length)]);
    }
  }
}

/** Seats on ellipses around a stage, between two angles in units of pi. */
function rings(
  count: number,
  ellipse: (row: number) => readonly [x: number, y: number, radiusX: number, radiusY: number],
  [from, to]: readonly [number, number],
): Point[] {
  return Array.from({ length: count }, (_, row) => {
    const [x, y, radiusX, radiusY] = ellipse(row);
    const seats = Math.floor(((to - from) * Math.PI * ((radiusX + radiusY) / 2)) / PITCH);
    return Array.from({ length: seats }, (_, seat): Point => {
      const angle = Math.PI * (from + ((to - from) * (seat + 0.5)) / seats);
      return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
    });
  }).flat();
}

function grid(place: (x: number, y: number) => Point): Point[] {
  const points: Point[] = [];
  for (let y = -2 * PITCH; y < HEIGHT + 3 * PITCH; y += PITCH) {
    for (let x = 0; x < WIDTH + PITCH; x += PITCH) points.push(place(x, y));
  }
  return points;
}

/** Numbers from 0 to 1 that follow from the text (FNV-1a, then mulberry32). */
function randomOf(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let index = 0; index < seed.length; index += 1) state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
