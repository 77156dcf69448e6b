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
