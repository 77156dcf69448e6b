import type { SeatMapDocument } from '../../../src/seating';

/** A map of rows of so many seats, in one section and one zone, in canonical order row by row. */
export function plainSeatMap(rows: number, seatsPerRow: number): SeatMapDocument {
  return {
    format: 'frontrow-seat-map',
    formatVersion: 1,
    name: `Hall of ${rows * seatsPerRow}`,
    stage: { focalPoint: { x: 0, y: -500 } },
    zones: [{ name: 'Standard' }],
    sections: [
      {
        name: 'Stalls',
        rows: Array.from({ length: rows }, (_, row) => ({
          name: String(row + 1),
          seats: Array.from({ length: seatsPerRow }, (__, seat) => ({
            number: String(seat + 1),
            x: seat * 60,
            y: row * 100,
            zone: 'Standard',
          })),
        })),
      },
    ],
  };
}
