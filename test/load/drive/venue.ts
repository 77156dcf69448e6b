/** The geometry of a show, as `docs/seat-map-format.md` describes it, in the form that choosing needs. */
export interface Venue {
  readonly seatCount: number;
  /** For each seat the number of its row (or table, or standing area); neighbours in a row have indexes in a row. */
  readonly rowOf: Uint32Array;
  /** First seat of each row, and one more for the end. */
  readonly rowStarts: Uint32Array;
  /** All seats, the nearest to the stage first. */
  readonly byNearness: Uint32Array;
}

export interface Geometry {
  readonly seatCount: number;
  readonly stage: { readonly focalPoint: readonly [number, number] };
  readonly rows: { readonly seatCount: readonly number[] };
  readonly seats: { readonly x: readonly number[]; readonly y: readonly number[] };
}

export function venueOf({ seatCount, stage, rows, seats }: Geometry): Venue {
  const rowOf = new Uint32Array(seatCount);
  const rowStarts = new Uint32Array(rows.seatCount.length + 1);
  let index = 0;
  for (const [row, count] of rows.seatCount.entries()) {
    rowOf.fill(row, index, index + count);
    index += count;
    rowStarts[row + 1] = index;
  }
  const [stageX, stageY] = stage.focalPoint;
  const distances = new Float64Array(seatCount);
  let [x, y] = [0, 0];
  for (let seat = 0; seat < seatCount; seat += 1) {
    x += seats.x[seat] ?? 0;
    y += seats.y[seat] ?? 0;
    distances[seat] = Math.hypot(x - stageX, y - stageY);
  }
  const byNearness = Uint32Array.from({ length: seatCount }, (_, seat) => seat);
  byNearness.sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0));
  return { seatCount, rowOf, rowStarts, byNearness };
}

/** Reads it from where `SeatMap.url` says; a path belongs to the address of the API. */
export async function readVenue(apiUrl: string, seatMapUrl: string): Promise<Venue> {
  const response = await fetch(new URL(seatMapUrl, apiUrl));
  if (!response.ok) throw new Error(`The seat map cannot be read: HTTP ${response.status}`);
  // The service documents this shape, and its format is one that only grows.
  return venueOf((await response.json()) as Geometry);
}
