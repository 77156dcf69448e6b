import type { SeatMapDocument } from '../../../src/seating';

/** A map of rows of so many seats, in one section, in canonical order row by row. The rows take the zones in turn. */
export function plainSeatMap(
  rows: number,
  seatsPerRow: number,
  zones: readonly [string, ...string[]] = ['Standard'],
): SeatMapDocument {
  return {
    format: 'frontrow-seat-map',
    formatVersion: 1,
    name: `Hall of ${rows * seatsPerRow}`,
    stage: { focalPoint: { x: 0, y: -500 } },
    zones: zones.map((name) => ({ name })),
    sections: [
      {
        name: 'Stalls',
        rows: Array.from({ length: rows }, (_, row) => ({
          name: String(row + 1),
          seats: Array.from({ length: seatsPerRow }, (__, seat) => ({
            number: String(seat + 1),
            x: seat * 60,
            y: row * 100,
            zone: zones[row % zones.length] ?? zones[0],
          })),
        })),
      },
    ],
  };
}

/** A section `Floor` whose places have no numbers, one area of each capacity, and a section `Stalls` with a row of seats. */
export function standingSeatMap(
  capacities: Readonly<Record<string, number>>,
  zones: readonly [string, ...string[]] = ['Standing'],
): SeatMapDocument {
  const plain = plainSeatMap(1, 10);
  return {
    ...plain,
    name: 'Club',
    zones: [...plain.zones, ...zones.map((name) => ({ name }))],
    sections: [
      ...plain.sections,
      {
        name: 'Floor',
        standing: Object.entries(capacities).map(([name, capacity], area) => ({
          name,
          shape: { kind: 'rectangle' as const, x: 0, y: 500 + area * 500, width: 600, height: 400 },
          capacity,
          zone: zones[area % zones.length] ?? zones[0],
        })),
      },
    ],
  };
}
