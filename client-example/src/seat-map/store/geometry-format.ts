/** The geometry as `SeatMap.url` answers it: columns, differences and runs. `docs/seat-map-format.md` describes it. */
export interface GeometryFile {
  readonly version: string;
  readonly name: string;
  readonly seatCount: number;
  readonly bounds: readonly [number, number, number, number];
  readonly stage: {
    readonly name: string | null;
    readonly focalPoint: readonly [number, number];
    readonly outline: Outline | null;
  };
  readonly scenery: readonly { readonly name: string | null; readonly outline: Outline }[];
  readonly zones: readonly { readonly name: string }[];
  readonly features: readonly { readonly name: string; readonly words: string }[];
  readonly sections: readonly SectionOfFile[];
  readonly rows: {
    readonly kind: readonly ('row' | 'table' | 'standing')[];
    readonly name: readonly (string | null)[];
    readonly seatCount: readonly number[];
    readonly labelBefore: readonly string[];
    readonly wordsBefore: readonly string[];
    readonly outline: readonly (Outline | null)[];
  };
  readonly seats: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly number: readonly (number | string | null)[];
    readonly zone: readonly number[];
    readonly features: readonly number[];
  };
  readonly labels: Readonly<Record<string, string>>;
}

export interface SectionOfFile {
  readonly name: string;
  readonly level: number;
  readonly entrance: string | null;
  readonly from: number;
  readonly to: number;
  readonly outline: Outline;
  readonly nameAt: readonly [number, number];
  readonly wordsAfter: string;
}

/** Corners in centimetres, the last joined to the first. */
export type Outline = readonly (readonly [number, number])[];
