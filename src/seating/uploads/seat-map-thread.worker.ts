import { worker } from 'workerpool';
import type { SeatMapFault } from '../format/seat-map-fault';
import type { ReadOptions, SeatMapSource } from '../import/converted-map';
import { readSeatMap } from '../import/read-seat-map';
import { type PreparedSeatMap, prepareSeatMap } from '../prepare-seat-map';

/** The report on a file. */
export type SeatMapReading =
  | { readonly kind: 'refused'; readonly faults: readonly SeatMapFault[]; readonly faultCount: number }
  | {
      readonly kind: 'read';
      readonly format: SeatMapSource;
      /** What was guessed or left out, one sentence each. */
      readonly notes: readonly string[];
      readonly map: PreparedSeatMap;
    };

async function read(file: Uint8Array, options: ReadOptions): Promise<SeatMapReading> {
  const result = readSeatMap(file, options);
  if (result.kind === 'SeatMapRefused') {
    return { kind: 'refused', faults: result.faults, faultCount: result.faultCount };
  }
  return { kind: 'read', format: result.source, notes: result.notes, map: await prepareSeatMap(result) };
}

worker({ read });
