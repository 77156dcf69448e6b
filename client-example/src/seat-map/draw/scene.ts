import type { Geometry } from '../store/geometry';
import type { Outline } from '../store/geometry-format';
import type { Bounds } from './camera';
import { boundsOf, pathOf } from './outlines';

/** A shape of the venue, ready to draw. `span` is how wide a text in it may be, in centimetres. */
export interface Area {
  readonly name: string;
  readonly outline: Outline;
  readonly path: Path2D;
  readonly bounds: Bounds;
  readonly at: readonly [x: number, y: number];
  readonly span: number;
}

export interface RowName {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** Everything but the seats. */
export interface Scene {
  readonly sections: readonly Area[];
  readonly tables: readonly Area[];
  readonly standing: readonly (Area & { readonly row: number; readonly section: number })[];
  readonly scenery: readonly Area[];
  readonly stage: Area | null;
  rowNames(): readonly RowName[];
}

export function sceneOf(geometry: Geometry): Scene {
  const { sections, rows, scenery, stage } = geometry;
  const tables: Area[] = [];
  const standing: (Area & { row: number; section: number })[] = [];
  rows.forEach(({ kind, outline, name, section }, row) => {
    if (outline === null) return;
    if (kind === 'table') tables.push(areaOf(name, outline));
    if (kind === 'standing') standing.push({ ...areaOf(name, outline), row, section });
  });
  let rowNames: readonly RowName[] | null = null;
  return {
    sections: sections.map(({ name, outline, nameAt }) => areaOf(name, outline, nameAt)),
    tables,
    standing,
    scenery: scenery.map(({ name, outline }) => areaOf(name, outline)),
    stage: stage.outline && areaOf(stage.name, stage.outline),
    rowNames: () => {
      rowNames ??= rowNamesOf(geometry);
      return rowNames;
    },
  };
}

function areaOf(name: string | null, outline: Outline, at?: readonly [number, number]): Area {
  const bounds = boundsOf(outline);
  const [minX, minY, maxX, maxY] = bounds;
  // A block in a corner leans: its bounds are wider than it is.
  const span = Math.min(
    maxX - minX,
    1.15 * Math.sqrt(surface(outline)) * Math.sqrt((maxX - minX) / (maxY - minY || 1)),
  );
  return {
    name: name ?? '',
    outline,
    path: pathOf(outline),
    bounds,
    at: at ?? [(minX + maxX) / 2, (minY + maxY) / 2],
    span,
  };
}

function surface(outline: Outline): number {
  let twice = 0;
  let last = outline.at(-1) ?? [0, 0];
  for (const point of outline) {
    twice += last[0] * point[1] - point[0] * last[1];
    last = point;
  }
  return Math.abs(twice) / 2;
}

/** At both ends of each row, where the next seat would be. */
function rowNamesOf({ rows, x, y, pitch }: Geometry): RowName[] {
  const names: RowName[] = [];
  for (const { kind, name, from, to } of rows) {
    if (kind !== 'row' || name === null || to - from < 2) continue;
    for (const [end, inner] of [
      [from, from + 1],
      [to - 1, to - 2],
    ] as const) {
      const [dx, dy] = [(x[end] ?? 0) - (x[inner] ?? 0), (y[end] ?? 0) - (y[inner] ?? 0)];
      const step = (0.9 * pitch) / (Math.hypot(dx, dy) || 1);
      names.push({ name, x: (x[end] ?? 0) + dx * step, y: (y[end] ?? 0) + dy * step });
    }
  }
  return names;
}
