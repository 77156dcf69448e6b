import { createHash } from 'node:crypto';
import { naturalOrder } from './natural-order';
import { type SeatFeature, seatFeatures } from './seat-features';
import { type Group, labelPrefix } from './seat-labels';
import type { NumberedSeat, Point, RowOfSection, SeatMapDocument, SectionOfMap, Shape } from './seat-map-format';
import { FORMAT, FORMAT_VERSION } from './seat-map-format';

/** A document in its one canonical form: order of everything, no default written out. */
export interface CanonicalSeatMap {
  readonly document: SeatMapDocument;
  /** The document as JSON, byte for byte what the version is a hash of. */
  readonly json: string;
  readonly version: string;
}

/**
 * Gives a document, as `checkSeatMap` returned it, its canonical form. Files with the same content in another order,
 * with or without defaults, become one map with one version, and the seat indexes follow from the content alone: sections by `order` and name, in
 * a section rows, tables and standing areas by name, in a row from left to right for somebody who sits there.
 */
export function canonicalSeatMap(document: SeatMapDocument): CanonicalSeatMap {
  const canonical = canonicalDocument(document);
  const json = JSON.stringify(canonical);
  return { document: canonical, json, version: versionOf(json) };
}

/** 128 bits of SHA-256: no two maps share them, and they are short enough for an address. */
export const versionOf = (json: string): string => createHash('sha256').update(json).digest('hex').slice(0, 32);

/** Whether a text has the form of a version. */
export const isVersion = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

// The keys are written in a fixed order throughout, because JSON.stringify keeps it; what is undefined it leaves out.
function canonicalDocument({ name, stage, zones, sections, scenery = [] }: SeatMapDocument): SeatMapDocument {
  return {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    name: name,
    stage: {
      name: stage.name,
      focalPoint: point(stage.focalPoint),
      shape: shapeOrNone(stage.shape),
    },
    zones: zones.map((zone) => ({ name: zone.name, color: zone.color })).sort(byName),
    sections: sections
      .map((section) => canonicalSection(section, stage.focalPoint))
      .sort((a, b) => (a.order ?? 0) - (b.order ?? 0) || byName(a, b)),
    scenery: listOrNone(
      scenery
        .map((item) => ({ name: item.name, shape: shape(item.shape) }))
        .sort((a, b) => byName(a, b) || naturalOrder(JSON.stringify(a.shape), JSON.stringify(b.shape))),
    ),
  };
}

function canonicalSection(section: SectionOfMap, stageFocalPoint: Point): SectionOfMap {
  const name = section.name;
  const focalPoint = section.focalPoint ?? stageFocalPoint;
  const seats = (group: Group, list: readonly NumberedSeat[]) => {
    const before = labelPrefix(name, group);
    return list.map((seat) => canonicalSeat(seat, before));
  };
  return {
    name,
    order: section.order || undefined,
    level: section.level || undefined,
    entrance: section.entrance,
    focalPoint: samePoint(focalPoint, stageFocalPoint) ? undefined : point(focalPoint),
    shape: shapeOrNone(section.shape),
    rows: listOrNone(
      (section.rows ?? [])
        .map((row): RowOfSection => {
          const rowName = row.name;
          const ordered = leftToRight(seats({ kind: 'row', name: rowName ?? null }, row.seats), focalPoint);
          return { name: rowName, seats: ordered };
        })
        .sort(byName),
    ),
    tables: listOrNone(
      (section.tables ?? [])
        .map((table) => {
          const tableName = table.name;
          const ordered = seats({ kind: 'table', name: tableName }, table.seats).sort(byNumber);
          return { name: tableName, shape: shapeOrNone(table.shape), seats: ordered };
        })
        .sort(byName),
    ),
    standing: listOrNone(
      (section.standing ?? [])
        .map((area) => ({
          name: area.name,
          shape: shape(area.shape),
          capacity: area.capacity,
          zone: area.zone,
          features: inOrder(area.features),
        }))
        .sort(byName),
    ),
  };
}

function canonicalSeat(seat: NumberedSeat, before: string): NumberedSeat {
  const number = seat.number;
  const label = seat.label ?? before + number;
  const id = seat.id ?? label;
  return {
    id: id === label ? undefined : id,
    number,
    label: label === before + number ? undefined : label,
    x: seat.x,
    y: seat.y,
    zone: seat.zone,
    features: inOrder(seat.features),
  };
}

/**
 * Orders the seats of a row by how far to the right they are for somebody in the middle of the row who looks at the
 * focal point. All numbers are whole and below 2^53, so every machine finds the same order.
 */
export function leftToRight<Seat extends Point & { readonly number: string }>(
  seats: readonly Seat[],
  focalPoint: Point,
): Seat[] {
  let [lookX, lookY] = [0, 0];
  for (const { x, y } of seats) {
    lookX += focalPoint.x - x;
    lookY += focalPoint.y - y;
  }
  const toTheRight = ({ x, y }: Point): number => (y - focalPoint.y) * lookX - (x - focalPoint.x) * lookY;
  return seats
    .map((seat) => ({ seat, right: toTheRight(seat) }))
    .sort((a, b) => a.right - b.right || byNumber(a.seat, b.seat))
    .map(({ seat }) => seat);
}

const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }): number =>
  naturalOrder(a.name ?? '', b.name ?? '');

const byNumber = (a: { readonly number: string }, b: { readonly number: string }): number =>
  naturalOrder(a.number, b.number);

const samePoint = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y;
const point = ({ x, y }: Point): Point => ({ x, y });

function shape(drawn: Shape): Shape {
  switch (drawn.kind) {
    case 'rectangle': {
      const { kind, x, y, width, height } = drawn;
      return { kind, x, y, width, height };
    }
    case 'polygon':
      return { kind: drawn.kind, points: drawn.points };
    case 'circle': {
      const { kind, x, y, radius } = drawn;
      return { kind, x, y, radius };
    }
  }
}

const shapeOrNone = (drawn: Shape | undefined): Shape | undefined => drawn && shape(drawn);

const listOrNone = <T>(list: T[]): T[] | undefined => (list.length === 0 ? undefined : list);

/** Each feature once, in one order, or none. */
function inOrder<F extends SeatFeature>(features: readonly F[] | undefined): F[] | undefined {
  const each = [...new Set(features)];
  return listOrNone(each.sort((a, b) => seatFeatures.indexOf(a) - seatFeatures.indexOf(b)));
}
