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

/**
 * Row `A` of a section `Stalls` with wheelchair places at 4 and 5, companion places beside them at 1 to 3 and 6 to 8, and
 * two rows of ordinary seats; a section `Balcony` with a companion place alone.
 */
export function accessibleSeatMap(): SeatMapDocument {
  const row = (name: string, y: number, features: Readonly<Record<number, 'ACCESSIBLE' | 'COMPANION'>> = {}) => ({
    name,
    seats: Array.from({ length: 10 }, (_, index) => {
      const feature = features[index + 1];
      const seat = { number: String(index + 1), x: index * 60, y, zone: 'Standard' };
      return feature === undefined ? seat : { ...seat, features: [feature] };
    }),
  });
  const companion = 'COMPANION' as const;
  const wheelchair = 'ACCESSIBLE' as const;
  return {
    ...plainSeatMap(1, 1),
    name: 'Accessible theatre',
    sections: [
      {
        name: 'Stalls',
        order: 1,
        rows: [
          row('A', 0, {
            ...{ 1: companion, 2: companion, 3: companion, 4: wheelchair },
            ...{ 5: wheelchair, 6: companion, 7: companion, 8: companion },
          }),
          row('B', 100),
          row('C', 200),
        ],
      },
      { name: 'Balcony', order: 2, rows: [row('A', 900, { 1: companion })] },
    ],
  };
}

/** All that a buyer can choose: a theatre with wheelchair and companion places, and a floor with two standing areas. */
export function mixedSeatMap(): SeatMapDocument {
  const theatre = accessibleSeatMap();
  const [, floor] = standingSeatMap({ Front: 40, Rear: 60 }).sections;
  const [stalls] = theatre.sections;
  for (const seat of stalls?.rows?.[1]?.seats.slice(0, 4) ?? []) seat.features = ['HEARING_LOOP'];
  return {
    ...theatre,
    name: 'Hall with everything',
    zones: [...theatre.zones, { name: 'Standing' }],
    sections:
      floor === undefined
        ? theatre.sections
        : [
            ...theatre.sections,
            {
              ...floor,
              order: 3,
              standing: (floor.standing ?? []).map((area, index) => ({
                ...area,
                shape: { kind: 'rectangle' as const, x: index * 320, y: 350, width: 300, height: 400 },
              })),
            },
          ],
  };
}
