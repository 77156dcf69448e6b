import type { Geometry } from '../store/geometry';

/** In usual distances of two neighbours. */
const OTHER_LEVEL = 60;
const OTHER_PRICE = 4;
const STEP_FREE = 8;
/** So high that the seat which was tapped is in the block wherever a block with it exists. */
const TAPPED = 1000;

/** Distance from the seat that was tapped; the block should have it, its price and its storey. */
export function aroundSeat(geometry: Geometry, seat: number): (index: number) => number {
  const { x, y, pitch, zoneOf, sections, sectionOf } = geometry;
  const level = (index: number) => sections[sectionOf[index] ?? 0]?.level;
  const isForAccess = needsCare(geometry);
  const wantsAccess = isForAccess(seat);
  return (index) => {
    let cost = Math.hypot((x[index] ?? 0) - (x[seat] ?? 0), (y[index] ?? 0) - (y[seat] ?? 0));
    if (index === seat) cost -= TAPPED * pitch;
    if (zoneOf[index] !== zoneOf[seat]) cost += OTHER_PRICE * pitch;
    if (level(index) !== level(seat)) cost += OTHER_LEVEL * pitch;
    if (!wantsAccess && isForAccess(index)) cost += STEP_FREE * pitch;
    return cost;
  };
}

/** Distance from the middle of these seats, without wishing for one of them. */
export function nearSeats(geometry: Geometry, seats: readonly number[]): (index: number) => number {
  const middle = seats[seats.length >> 1] ?? 0;
  const around = aroundSeat(geometry, middle);
  return (index) => around(index) + (index === middle ? TAPPED * geometry.pitch : 0);
}

/** Distance from where everybody looks. */
export function bestView(geometry: Geometry): (index: number) => number {
  const { x, y, pitch, stage } = geometry;
  const [focusX, focusY] = stage.focalPoint;
  const isForAccess = needsCare(geometry);
  return (index) =>
    Math.hypot((x[index] ?? 0) - focusX, (y[index] ?? 0) - focusY) + (isForAccess(index) ? STEP_FREE * pitch : 0);
}

/** Seats that others need more: step-free ones and those beside them, and seats without a full view come last as well. */
function needsCare({ features, featuresOf }: Geometry): (index: number) => boolean {
  const mask = features.reduce(
    (bits, { name }, bit) => (/^(ACCESSIBLE|COMPANION|OBSTRUCTED_VIEW)$/.test(name) ? bits | (1 << bit) : bits),
    0,
  );
  return (index) => ((featuresOf[index] ?? 0) & mask) !== 0;
}
