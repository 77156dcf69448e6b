import type { Faults, Sources } from '../format/seat-map-fault';
import type { Point } from '../format/seat-map-format';

export const seatMapSources = ['frontrow', 'pretix', 'csv'] as const;
export type SeatMapSource = (typeof seatMapSources)[number];

export interface ReadOptions {
  /** Default: what the file looks like. */
  readonly format?: SeatMapSource | undefined;
  /** The encoding of the text, as the WHATWG names it. Default: UTF-8, UTF-16 with a byte order mark, Windows-1252. */
  readonly encoding?: string | undefined;
  /** The name of a map whose file has none. */
  readonly name?: string | undefined;
  /** Centimetres of one unit of the file, for formats whose unit is not the centimetre. Default: guessed. */
  readonly scale?: number | undefined;
  /** In units of the file. Default: the stage of the file, otherwise a point in front of the seats. */
  readonly focalPoint?: Point | undefined;
}

/** A document of our format that was made from a file of another format. */
export interface ConvertedMap {
  /** Null where nothing of a faulty file can be used. */
  readonly candidate: unknown;
  /** The place in the file of each object of the candidate. */
  readonly sources: Sources;
  /** The faults in the form of the file; the candidate is made of the rest. */
  readonly faults: Faults;
  /** What was guessed or left out, one sentence each. */
  readonly notes: readonly string[];
}
