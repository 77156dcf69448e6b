import type { NumberedSeat, RowOfSection, SeatMapDocument, SectionOfMap, Shape } from '../../seating';
import { FORMAT, FORMAT_VERSION } from '../../seating';
import { between, type Random } from './random';
import { addFeature, countSeats, makeAccessible, makeSeat, markAisles, rowLetters, SEAT_CM } from './seating-rows';

const SEATS = 1350;
const ROW_CM = 92;
const GANGWAY_CM = 110;
const OUTLINE_CM = 65;
const PREMIUM = 'Premium';
const FIRST = 'Category 1';
const SECOND = 'Category 2';
const THIRD = 'Category 3';
const RESTRICTED = 'Restricted view';
/** The rows of the stalls that have a hearing loop. */
const LOOP_ROWS = [5, 9] as const;

/** The layout of one part of the theatre: rows on arcs around a point behind the stage, parted by two gangways. */
interface Fan {
  readonly centreY: number;
  /** From the centre to the first row. */
  readonly radius: number;
  readonly rows: number;
  /** Half of the width of the building there. */
  readonly halfWidth: number;
  /** Seats from the middle to the gangway in the first row; two rows in five have one more than the one before. */
  readonly middleSeats: number;
  readonly zone: (row: number, place: number, inMiddle: boolean) => string;
}

/** A theatre with stalls, dress circle, upper circle and boxes. Odd numbers are on the left, even ones on the right. */
export function theatre(random: Random, name: string): SeatMapDocument {
  const centreY = -1150 - between(random, 0, 150);
  const stallsRadius = 430 - centreY;
  const stallsRows = 20;
  const stalls = fan({
    centreY,
    radius: stallsRadius,
    rows: stallsRows,
    halfWidth: 1150 + between(random, 0, 40),
    middleSeats: 7,
    zone: (row, place, inMiddle) => {
      if (row < 3 && place > 13) return RESTRICTED;
      if (row >= 15) return SECOND;
      return row >= 2 && row < 10 && inMiddle ? PREMIUM : FIRST;
    },
  });
  const circleRadius = stallsRadius + stallsRows * ROW_CM + 230;
  const circleRows = 7;
  const circle = fan({
    centreY,
    radius: circleRadius,
    rows: circleRows,
    halfWidth: 1290,
    middleSeats: 9,
    zone: (row) => (row < 2 ? PREMIUM : row < 5 ? FIRST : SECOND),
  });
  const upper = fan({
    centreY,
    radius: circleRadius + circleRows * ROW_CM + 230,
    // More than any seed needs: the last ones are taken away again.
    rows: 9,
    halfWidth: 1290,
    middleSeats: 9,
    zone: () => THIRD,
  });
  const [stallsOf, circleOf, upperOf] = [stalls, circle, upper].map((rows) => ({ rows: rows.map(asRow) }));
  if (!stallsOf || !circleOf || !upperOf) throw new Error('A theatre has three parts');

  leaveSpaceForSoundDesk(stalls.at(-1), stallsOf.rows.at(-1), between(random, 3, 5));
  leaveSpaceForSoundDesk(stalls.at(-2), stallsOf.rows.at(-2), between(random, 3, 5));
  makeWheelchairPlaces(stallsOf.rows[stallsRows - 3]);
  for (const { seats } of stallsOf.rows.slice(LOOP_ROWS[0], LOOP_ROWS[1]))
    for (const seat of seats) addFeature(seat, 'HEARING_LOOP');
  makeEasyToReach(stallsOf.rows[stallsRows - 4]);
  const boxes = makeBoxes();
  trim(upperOf.rows, countSeats([stallsOf, circleOf, upperOf, ...boxes]) - SEATS);
  hidePillars(upperOf.rows.slice(-2), between(random, 5, 8));

  return {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    name,
    stage: {
      name: 'Stage',
      focalPoint: { x: 0, y: -150 },
      shape: { kind: 'polygon', points: stageOutline() },
    },
    zones: [{ name: PREMIUM }, { name: FIRST }, { name: SECOND }, { name: THIRD }, { name: RESTRICTED }],
    sections: [
      { name: 'Stalls', order: 1, entrance: 'Foyer', shape: outlineOf(stallsOf.rows, centreY), ...stallsOf },
      {
        name: 'Dress Circle',
        order: 2,
        level: 1,
        entrance: 'Grand Stairs',
        shape: outlineOf(circleOf.rows, centreY),
        ...circleOf,
      },
      {
        name: 'Upper Circle',
        order: 3,
        level: 2,
        entrance: 'Upper Stairs',
        shape: outlineOf(upperOf.rows, centreY),
        ...upperOf,
      },
      ...boxes,
    ],
  };
}

const stageOutline = (): [number, number][] => [
  [-950, -850],
  [950, -850],
  [950, 0],
  ...[600, 300, 0, -300, -600].map((x): [number, number] => [x, Math.round(180 * (1 - (x / 950) ** 2))]),
  [-950, 0],
];

/** The seats of one row, from the middle outwards, parted where the gangways are. */
interface FanRow {
  readonly left: NumberedSeat[];
  readonly right: NumberedSeat[];
}

function fan({ centreY, radius, rows, halfWidth, middleSeats, zone }: Fan): FanRow[] {
  return Array.from({ length: rows }, (_, row) => {
    const rowRadius = radius + row * ROW_CM;
    const middle = middleSeats + Math.floor((row * 2) / 5);
    const half = rowRadius * Math.asin(Math.min(halfWidth / rowRadius, Math.sin(0.6)));
    const side = Math.floor((half - middle * SEAT_CM - GANGWAY_CM) / SEAT_CM);
    const seatsOf = (sign: 1 | -1): NumberedSeat[] => {
      const seats = Array.from({ length: middle + side }, (_none, place) => {
        const gangway = place >= middle ? GANGWAY_CM : 0;
        const angle = (sign * ((place + 0.5) * SEAT_CM + gangway)) / rowRadius;
        const number = 2 * place + (sign === -1 ? 1 : 2);
        const seatZone = zone(row, place, place < middle);
        const seat = makeSeat(number, rowRadius * Math.sin(angle), centreY + rowRadius * Math.cos(angle), seatZone);
        if (seatZone === RESTRICTED) addFeature(seat, 'OBSTRUCTED_VIEW');
        return seat;
      });
      addFeature(seats[middle - 1], 'AISLE');
      markAisles(seats.slice(middle));
      return seats;
    };
    return { left: seatsOf(-1), right: seatsOf(1) };
  });
}

const asRow = ({ left, right }: FanRow, index: number): RowOfSection => ({
  name: rowLetters(index),
  seats: [...left.toReversed(), ...right],
});

/** Around rows on arcs: along the first one, down their ends, back along the last one. */
function outlineOf(rows: readonly RowOfSection[], centreY: number): Shape {
  const [first, last] = [rows[0], rows.at(-1)];
  const pushed = (seat: NumberedSeat, outwards: number, aside: number): [number, number] => {
    const distance = Math.hypot(seat.x, seat.y - centreY);
    const angle = Math.atan2(seat.x, seat.y - centreY) + aside / distance;
    const x = (distance + outwards) * Math.sin(angle);
    return [Math.round(x), Math.round(centreY + (distance + outwards) * Math.cos(angle))];
  };
  const ends = (place: 0 | -1, aside: number): [number, number][] =>
    rows.flatMap(({ seats }) => {
      const end = seats.at(place);
      return end === undefined ? [] : [pushed(end, 0, aside)];
    });
  const along = (row: RowOfSection | undefined, outwards: number): [number, number][] =>
    (row?.seats ?? []).filter((_, index) => index % 4 === 0).map((seat) => pushed(seat, outwards, 0));
  return {
    kind: 'polygon',
    points: [
      ...along(first, -OUTLINE_CM),
      ...ends(-1, OUTLINE_CM),
      ...along(last, OUTLINE_CM).reverse(),
      ...ends(0, -OUTLINE_CM).reverse(),
    ],
  };
}

/** Behind the stalls, in the middle: the seats that it takes are missing for ever. */
function leaveSpaceForSoundDesk(fanRow: FanRow | undefined, row: RowOfSection | undefined, eachSide: number): void {
  if (fanRow === undefined || row === undefined) return;
  const taken = new Set([...fanRow.left.slice(0, eachSide), ...fanRow.right.slice(0, eachSide)]);
  row.seats = row.seats.filter((seat) => !taken.has(seat));
}

/** The seats at the ends of a row near the doors: for whoever walks with difficulty, or moves over from a wheelchair. */
function makeEasyToReach(row: RowOfSection | undefined): void {
  const ends = [row?.seats[0], row?.seats.at(-1)];
  for (const seat of ends) {
    addFeature(seat, 'LIFT_UP_ARMREST');
    addFeature(seat, 'NEAR_EXIT');
  }
  addFeature(ends[0], 'TRANSFER_SEAT');
}

function makeWheelchairPlaces(row: RowOfSection | undefined): void {
  if (row === undefined) return;
  // From the right end on, so that the places before it stay where they are.
  for (const at of [row.seats.length - 3, row.seats.length - 6, 4, 1]) makeAccessible(row.seats, at);
}

/** Takes so many seats away: whole last rows, then the ends of all rows in turn, as a circle narrows to the back. */
function trim(rows: RowOfSection[], surplus: number): void {
  let left = surplus;
  for (let last = rows.at(-1); last !== undefined && left >= last.seats.length; last = rows.at(-1)) {
    left -= last.seats.length;
    rows.pop();
  }
  for (let step = 0; left > 0; step += 1) {
    const seats = rows.at(-1 - (step % rows.length))?.seats;
    seats?.shift();
    if (left > 1) seats?.pop();
    left -= 2;
  }
  for (const { seats } of rows) markAisles(seats);
}

/** Two pillars carry the roof; who sits behind them sees half of the stage. */
function hidePillars(rows: readonly RowOfSection[], fromEnd: number): void {
  for (const { seats } of rows) {
    for (const seat of [seats[fromEnd], seats[fromEnd + 1], seats.at(-fromEnd), seats.at(-fromEnd - 1)]) {
      if (seat === undefined) continue;
      addFeature(seat, 'OBSTRUCTED_VIEW');
      seat.zone = RESTRICTED;
    }
  }
}

/** Five boxes of four seats on either wall. Who sits next to the stage must lean out. */
function makeBoxes(): (SectionOfMap & { rows: RowOfSection[] })[] {
  return Array.from({ length: 10 }, (_, index) => {
    const left = index % 2 === 0;
    const depth = Math.floor(index / 2);
    const [wall, y] = [left ? -1420 : 1420, 420 + depth * 270];
    const seats = [-1, 1].flatMap((side) =>
      [-1, 1].map((line, inLine) => {
        const number = side === (left ? 1 : -1) ? 1 + inLine : 3 + inLine;
        const seat = makeSeat(number, wall + side * 32, y + line * 40, depth === 0 ? RESTRICTED : SECOND);
        if (depth === 0) addFeature(seat, 'OBSTRUCTED_VIEW');
        return seat;
      }),
    );
    return {
      name: `Box ${index + 1}`,
      order: 4,
      level: 1,
      entrance: left ? 'West Corridor' : 'East Corridor',
      shape: { kind: 'rectangle', x: wall - 95, y: y - 110, width: 190, height: 220 },
      rows: [{ seats }],
    };
  });
}
