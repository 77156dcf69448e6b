import { badUserInput } from '../../platform';
import type { SeatMap } from '../../seating';
import { decodeSeatId, encodeSeatId } from '../ledger/seat-id';
import type { SeatLayout } from '../seat-map/seat-layouts';

/** Which seats of a show: all that one of the lists names. */
export interface SeatSelection {
  /** Public ids. */
  readonly seatIds?: readonly string[] | null;
  /** From one seat to another one after it in the order of the map, both with their public ids, both included. */
  readonly ranges?: readonly { readonly fromSeatId: string; readonly toSeatId: string }[] | null;
  /** Runs of positions in one version of the map, both ends included. */
  readonly positions?: {
    readonly seatMapVersion: string;
    readonly runs: readonly { readonly from: number; readonly to: number }[];
  } | null;
  /** Rows, tables (`Table 7`) and standing areas by their names. */
  readonly rows?: readonly { readonly section: string; readonly row: string }[] | null;
  readonly sections?: readonly string[] | null;
  readonly zones?: readonly string[] | null;
}

/** In a message, and in the extensions of the error. */
const NAMES_SHOWN_MAX = 5;
const NAMES_LISTED_MAX = 100;

/**
 * The numbers of the selected seats, ascending.
 *
 * @throws BAD_USER_INPUT where the selection names nothing, or something that the show's map does not have
 */
export function selectSeats(showId: string, layout: SeatLayout, selection: SeatSelection): number[] {
  const { seatMap, numbering } = layout;
  const { seatIds, ranges, positions, rows, sections, zones } = selection;
  const isSelected = new Uint8Array(seatMap.seatCount);
  const indexOf = indexByPublicId(showId, layout);
  for (const index of refuseUnknown("seats of the show's map", seatIds ?? [], indexOf)) isSelected[index] = 1;
  for (const range of ranges ?? []) {
    const [from = -1, to = -1] = refuseUnknown("seats of the show's map", [range.fromSeatId, range.toSeatId], indexOf);
    if (from > to)
      throw badUserInput('A range of seats begins with the seat that comes first in the order of the map.');
    isSelected.fill(1, from, to + 1);
  }
  if (positions != null && positions.seatMapVersion !== seatMap.version)
    throw badUserInput('"seatMapVersion" is not the map that the show has now. Read the map again.');
  for (const { from, to } of positions?.runs ?? []) {
    if (!seatMap.has(from) || !seatMap.has(to) || from > to)
      throw badUserInput(
        `"positions" must be runs from 0 to ${seatMap.seatCount - 1}, each from its first to its last.`,
      );
    isSelected.fill(1, from, to + 1);
  }
  for (const { from, to } of refuseUnknown('sections of the map', sections ?? [], sectionByName(seatMap))) {
    isSelected.fill(1, from, to);
  }
  const byName = rows == null || rows.length === 0 ? null : rowsByName(seatMap);
  const rowNames = (rows ?? []).map(({ section, row }) => rowKey(section, row));
  for (const found of refuseUnknown('rows of the map', rowNames, (name) => byName?.get(name) ?? null)) {
    for (const { from, to } of found) isSelected.fill(1, from, to);
  }
  const zoneNumbers = refuseUnknown('zones of the map', zones ?? [], (zone) => {
    const number = seatMap.zones.indexOf(zone);
    return number < 0 ? null : number;
  });
  if (zoneNumbers.length > 0) {
    const isWanted = seatMap.zones.map((_, number) => zoneNumbers.includes(number));
    for (const [index, zone] of seatMap.zoneNumbers.entries()) if (isWanted[zone]) isSelected[index] = 1;
  }
  const seatNos: number[] = [];
  for (let index = isSelected.indexOf(1); index >= 0; index = isSelected.indexOf(1, index + 1))
    seatNos.push(numbering.seatNoAt(index));
  if (seatNos.length === 0)
    throw badUserInput('"seats" selects no seat. Give seatIds, ranges, positions, rows, sections or zones.');
  return numbering.all === null ? seatNos : seatNos.sort((a, b) => a - b);
}

/** What the names stand for. `find` returns null for a name that there is not. */
function refuseUnknown<Found>(
  what: string,
  names: readonly string[],
  find: (name: string) => Found | null,
): NonNullable<Found>[] {
  const found: NonNullable<Found>[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    const one = find(name);
    if (one == null) unknown.push(name);
    else found.push(one);
  }
  if (unknown.length > 0)
    throw badUserInput(`These are not ${what}: ${unknown.slice(0, NAMES_SHOWN_MAX).join(', ')}.`, {
      unknown: unknown.slice(0, NAMES_LISTED_MAX),
      unknownCount: unknown.length,
    });
  return found;
}

function indexByPublicId(showId: string, { numbering }: SeatLayout): (id: string) => number | null {
  return (id) => {
    const seat = decodeSeatId(id);
    // An id has one form: what encodes to another one names no seat.
    if (seat?.showId !== showId || encodeSeatId(showId, seat.seatNo) !== id) return null;
    const index = numbering.indexOf(seat.seatNo);
    return index < 0 ? null : index;
  };
}

const sectionByName = ({ sections }: SeatMap) => {
  const byName = new Map(sections.map((section) => [section.name, section]));
  return (name: string) => byName.get(name) ?? null;
};

const rowKey = (section: string, row: string): string => JSON.stringify([section, row]);

/** Two rows of a section may have the same name. */
function rowsByName(seatMap: SeatMap): Map<string, { readonly from: number; readonly to: number }[]> {
  const byName = new Map<string, { from: number; to: number }[]>();
  const add = (section: string, row: string | null, from: number, to: number) => {
    if (row === null) return;
    const key = rowKey(section, row);
    const known = byName.get(key);
    if (known === undefined) byName.set(key, [{ from, to }]);
    else known.push({ from, to });
  };
  for (const { kind, section, from, to } of seatMap.rows) {
    if (kind !== 'standing') add(seatMap.sections[section]?.name ?? '', seatMap.seat(from)?.row ?? null, from, to);
  }
  for (const { section, name, from, to } of seatMap.standingAreas) add(section, name, from, to);
  return byName;
}
