import type { RowOfSection, SeatMapDocument, SectionOfMap } from '../../seating';
import { FORMAT, FORMAT_VERSION } from '../../seating';
import { type Block, type BowlSection, type Field, makeTier, type Tier } from './bowl';
import { between, type Random, shuffled } from './random';
import { addFeature, countSeats, makeSeat, markAisles, rowLetters, SEAT_CM, trimLastRows } from './seating-rows';

const SEATS = 18_000;
const FIELD: Field = { halfWidth: 1750, halfHeight: 3250, cornerRadius: 1150 };
const STAGE_FRONT_Y = -1900;
const PREMIUM = 'Premium';
const FLOOR = 'Floor';
const FIRST = 'Category 1';
const SECOND = 'Category 2';
const THIRD = 'Category 3';
const SIDE = 'Side view';

/** An arena with a stage at one end, seats on its floor and two tiers of stands. */
export function arena(random: Random, name: string): SeatMapDocument {
  const lowerRows = between(random, 21, 23);
  const floor = makeFloor();
  const tier = {
    rowName: rowLetters,
    entrance: ({ x, y }: Block) => `${y < 0 ? 'North' : 'South'} ${x < 0 ? 'West' : 'East'}`,
    // Behind the stage nobody sees anything.
    isSold: ({ y }: Block) => y > STAGE_FRONT_Y - 500,
    pillarEach: null,
  };
  const lower = makeTier(FIELD, {
    ...tier,
    firstBlock: 101,
    blocks: 30,
    level: 1,
    offset: 100,
    rows: lowerRows,
    rowCm: 85,
    stairway: { fromRow: 8, rows: 4, seats: 5 },
    accessibleRow: lowerRows - 1,
    zone: (block, row) => (isBeside(block) ? SIDE : row < 8 && Math.abs(block.y) < 1900 ? PREMIUM : FIRST),
  } satisfies Tier);
  const upper = makeTier(FIELD, {
    ...tier,
    firstBlock: 201,
    blocks: 36,
    level: 3,
    offset: 100 + lowerRows * 85 + 420,
    // More than any seed needs: the last ones are taken away again.
    rows: 30,
    rowCm: 85,
    stairway: { fromRow: 5, rows: 4, seats: 5 },
    accessibleRow: null,
    zone: (block, row) => (isBeside(block) ? SIDE : row < 9 ? SECOND : THIRD),
  } satisfies Tier);
  for (const { rows } of [...lower, ...upper]) {
    for (const { seats } of rows) for (const seat of seats) if (seat.zone === SIDE) addFeature(seat, 'OBSTRUCTED_VIEW');
  }
  trimLastRows(shuffled(random, upper), countSeats([...floor, ...lower, ...upper]) - SEATS);
  return {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    name,
    stage: {
      name: 'Stage',
      focalPoint: { x: 0, y: STAGE_FRONT_Y - 200 },
      shape: { kind: 'rectangle', x: -1000, y: STAGE_FRONT_Y - 1150, width: 2000, height: 1150 },
    },
    zones: [PREMIUM, FLOOR, FIRST, SECOND, THIRD, SIDE].map((zone) => ({ name: zone })),
    sections: [...floor, ...[...lower, ...upper].map(asSection)],
    scenery: [{ name: 'Sound', shape: { kind: 'rectangle', x: -350, y: 2700, width: 700, height: 280 } }],
  };
}

const isBeside = ({ y }: Block): boolean => y < STAGE_FRONT_Y + 250;

export function asSection({ outline, ...section }: BowlSection): SectionOfMap {
  return { ...section, shape: { kind: 'polygon', points: outline(section.rows.length) } };
}

/** Nine blocks of loose chairs in straight rows. Numbers go on from block to block, as they do on a floor plan. */
function makeFloor(): (SectionOfMap & { rows: RowOfSection[] })[] {
  const [seatsAcross, rowsDeep, rowCm] = [14, 14, 90];
  return Array.from({ length: 9 }, (_, index) => {
    const [column, line] = [index % 3, Math.floor(index / 3)];
    const left = (column - 1) * (seatsAcross * SEAT_CM + 150) - (seatsAcross * SEAT_CM) / 2;
    const top = STAGE_FRONT_Y + 400 + line * (rowsDeep * rowCm + 150);
    const rows = Array.from({ length: rowsDeep }, (_row, row) => {
      const zone = line === 0 ? PREMIUM : FLOOR;
      const seats = Array.from({ length: seatsAcross }, (_seat, place) =>
        makeSeat(place + 1, left + (place + 0.5) * SEAT_CM, top + row * rowCm, zone),
      );
      markAisles(seats);
      return { name: String(row + 1), seats };
    });
    return { name: `Floor ${index + 1}`, order: index + 1, entrance: 'Floor Doors', rows };
  });
}
