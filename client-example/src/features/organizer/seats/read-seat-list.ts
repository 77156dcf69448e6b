import type { Geometry } from '../../../seat-map';

export interface SeatList {
  readonly indexes: readonly number[];
  /** Lines that name no seat of the map, or more than one. */
  readonly unknown: readonly string[];
}

const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();

const unquoted = (cell: string) => plain(cell.replace(/^\s*"(.*)"\s*$/, '$1'));

/**
 * Seats from a table: a line for each, with the label of the seat as on a ticket, or with section, row and number in columns.
 * Columns are divided by commas, semicolons or tabs. A first line that names no seat is a heading.
 */
export function readSeatList(text: string, geometry: Geometry): SeatList {
  const byName = namesOf(geometry);
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const indexes: number[] = [];
  const unknown: string[] = [];
  for (const [place, line] of lines.entries()) {
    const cells = line.split(/[,;\t]/).map(unquoted);
    // A label may have a comma in it.
    const names = [cells[0] ?? '', cells.slice(0, 3).join('\t'), unquoted(line)];
    const index = names.map((name) => byName.get(name)).find((found) => found !== undefined);
    if (index !== undefined && index >= 0) indexes.push(index);
    else if (place > 0) unknown.push(line.trim());
  }
  return { indexes, unknown };
}

/** By label, and by section, row and number; -1 for a name of several. */
function namesOf(geometry: Geometry): Map<string, number> {
  const names = new Map<string, number>();
  const add = (name: string, index: number) => names.set(name, names.has(name) ? -1 : index);
  for (let index = 0; index < geometry.seatCount; index += 1) {
    const row = geometry.rows[geometry.rowOf[index] ?? 0];
    const section = geometry.sections[geometry.sectionOf[index] ?? 0]?.name ?? '';
    add(plain(geometry.labelOf(index)), index);
    const parts = [section, row?.name ?? '', geometry.numberOf(index)].map(plain).join('\t');
    if (row?.kind !== 'standing') add(parts, index);
  }
  return names;
}
