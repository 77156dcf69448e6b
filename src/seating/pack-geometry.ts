import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { CanonicalSeatMap } from './format/canonical-seat-map';
import { sectionOutline } from './format/outlines';
import { featurePhrase, seatFeatures } from './format/seat-features';
import { descriptionPrefix, descriptionSuffix, labelPrefix } from './format/seat-labels';
import type { Shape } from './format/seat-map-format';
import { boundsOf, centreOf, type Outline, outlineOf } from './format/shapes';
import { groupsOf } from './format/walk-places';
import { zoneColors } from './format/zone-colors';
import { SeatMap } from './seat-map';

export const GEOMETRY_FORMAT = 'frontrow-seat-map-geometry';
export const GEOMETRY_VERSION = 1;

/** What a client draws, as `docs/seat-map-format.md` describes it. Columns, differences and runs: they compress well. */
export interface SeatMapGeometry {
  readonly format: typeof GEOMETRY_FORMAT;
  readonly formatVersion: typeof GEOMETRY_VERSION;
  readonly version: string;
  readonly name: string;
  readonly seatCount: number;
  /** Least x, least y, greatest x, greatest y of all that is drawn. */
  readonly bounds: readonly [number, number, number, number];
  readonly stage: { name: string | null; focalPoint: readonly [number, number]; outline: Outline | null };
  readonly scenery: readonly { name: string | null; outline: Outline }[];
  readonly zones: readonly { name: string; color: string }[];
  /** In the order of the bits of `seats.features`, with the words for a sentence. */
  readonly features: readonly { name: string; words: string }[];
  readonly sections: readonly {
    name: string;
    level: number;
    entrance: string | null;
    from: number;
    to: number;
    outline: Outline;
    nameAt: readonly [number, number];
    wordsAfter: string;
  }[];
  /** One entry for each row, table and standing area, in seat order. */
  readonly rows: {
    readonly kind: ('row' | 'table' | 'standing')[];
    readonly name: (string | null)[];
    readonly seatCount: number[];
    readonly labelBefore: string[];
    readonly wordsBefore: string[];
    /** Of tables and standing areas. */
    readonly outline: (Outline | null)[];
  };
  readonly seats: {
    /** Differences to the seat before; the first one to 0. */
    readonly x: number[];
    readonly y: number[];
    /** A number: the difference to the number before in this row, the first one to 0. A text as it is, null for none. */
    readonly number: (number | string | null)[];
    /** Runs: zone, count, zone, count. */
    readonly zone: number[];
    /** Runs: bits, count, bits, count. */
    readonly features: number[];
  };
  /** Labels that are not made of `labelBefore` and number, by seat index. */
  readonly labels: Readonly<Record<string, string>>;
}

export function seatMapGeometry(canonical: CanonicalSeatMap): SeatMapGeometry {
  const { document, version } = canonical;
  const map = new SeatMap(canonical);
  const colors = zoneColors(document);
  const outlines = document.sections.map(sectionOutline);
  const stageOutline = document.stage.shape === undefined ? null : outlineOf(document.stage.shape);
  const scenery = (document.scenery ?? []).map(({ name, shape }) => ({
    name: name ?? null,
    outline: outlineOf(shape),
  }));
  const drawn = [...outlines, ...scenery.map(({ outline }) => outline), stageOutline ?? []].flat();
  const { x, y } = document.stage.focalPoint;
  const { minX, minY, maxX, maxY } = boundsOf([...drawn, [x, y]]);
  return {
    format: GEOMETRY_FORMAT,
    formatVersion: GEOMETRY_VERSION,
    version,
    name: document.name,
    seatCount: map.seatCount,
    bounds: [minX, minY, maxX, maxY],
    stage: { name: document.stage.name ?? null, focalPoint: [x, y], outline: stageOutline },
    scenery,
    zones: document.zones.map(({ name }, index) => ({ name, color: colors[index] ?? '' })),
    features: seatFeatures.map((name) => ({ name, words: featurePhrase(name) })),
    sections: document.sections.map((section, index) => {
      const outline = outlines[index] ?? [];
      const centre = centreOf(outline);
      return {
        name: section.name,
        level: section.level ?? 0,
        entrance: section.entrance ?? null,
        from: map.sections[index]?.from ?? 0,
        to: map.sections[index]?.to ?? 0,
        outline,
        nameAt: [centre.x, centre.y],
        wordsAfter: descriptionSuffix(section),
      };
    }),
    ...rowsAndSeats(canonical, map),
  };
}

function rowsAndSeats(
  { document }: CanonicalSeatMap,
  map: SeatMap,
): Pick<SeatMapGeometry, 'rows' | 'seats' | 'labels'> {
  const outline = (shape: Shape | undefined): Outline | null => (shape === undefined ? null : outlineOf(shape));
  const rows: SeatMapGeometry['rows'] = {
    kind: [],
    name: [],
    seatCount: [],
    labelBefore: [],
    wordsBefore: [],
    outline: [],
  };
  const number: (number | string | null)[] = [];
  const labels: Record<string, string> = {};
  for (const group of groupsOf(document)) {
    rows.kind.push(group.kind);
    rows.name.push(group.name);
    rows.labelBefore.push(labelPrefix(group.section.name, group));
    rows.wordsBefore.push(descriptionPrefix(group.section.name, group));
    rows.outline.push(group.kind === 'row' ? null : outline(group.node.shape));
    if (group.kind === 'standing') {
      rows.seatCount.push(group.node.capacity);
      for (let place = 0; place < group.node.capacity; place += 1) number.push(null);
      continue;
    }
    rows.seatCount.push(group.seats.length);
    let before = 0;
    for (const seat of group.seats) {
      if (seat.label !== undefined) labels[number.length] = seat.label;
      if (/^(0|[1-9][0-9]{0,5})$/.test(seat.number)) {
        number.push(Number(seat.number) - before);
        before = Number(seat.number);
      } else number.push(seat.number);
    }
  }
  const x: number[] = [];
  const y: number[] = [];
  let last = { x: 0, y: 0 };
  for (let index = 0; index < map.seatCount; index += 1) {
    const here = map.positionOf(index);
    x.push(here.x - last.x);
    y.push(here.y - last.y);
    last = here;
  }
  return { rows, seats: { x, y, number, zone: runsOf(map.zoneNumbers), features: runsOf(map.featureBits) }, labels };
}

/** Value, count, value, count. */
function runsOf(values: Uint8Array | Uint16Array): number[] {
  const runs: number[] = [];
  let start = 0;
  for (let index = 1; index <= values.length; index += 1) {
    if (values[index] === values[start]) continue;
    runs.push(values[start] ?? 0, index - start);
    start = index;
  }
  return runs;
}

export interface PackedGeometry {
  readonly brotli: Buffer;
  readonly gzip: Buffer;
}

/** Packs the geometry as hard as it goes: it is done once for a version and sent for ever. */
export async function packGeometry(canonical: CanonicalSeatMap): Promise<PackedGeometry> {
  const json = Buffer.from(JSON.stringify(seatMapGeometry(canonical)));
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(json, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: json.byteLength,
      },
    }),
    promisify(gzip)(json, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  return { brotli, gzip: gzipped };
}
