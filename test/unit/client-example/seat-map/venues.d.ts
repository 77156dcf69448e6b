import type { GeometryFile } from '../../../../client-example/src/seat-map/store/geometry-format';

export interface SeatOfServer {
  readonly label: string;
  readonly description: string;
  readonly x: number;
  readonly y: number;
  readonly zone: string;
}

/** A venue as the server knows it, and the file that it sends. */
export function venue(kind: 'theatre' | 'hall' | 'arena' | 'stadium-50000'): {
  readonly map: { readonly seatCount: number; seat(index: number): SeatOfServer | undefined };
  readonly file: GeometryFile;
  /** For each seat, whether the server takes the next one for its neighbour. */
  readonly joined: Uint8Array;
};
