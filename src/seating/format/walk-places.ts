import { bitOf, bitsOf } from './seat-features';
import type { Group } from './seat-labels';
import type { Path } from './seat-map-fault';
import type {
  NumberedSeat,
  RowOfSection,
  SeatMapDocument,
  SectionOfMap,
  StandingArea,
  TableOfSection,
} from './seat-map-format';

/** A run of neighbouring places: the seats of a row or a table, or all the places of a standing area. */
export type PlaceGroup = Group & {
  readonly section: SectionOfMap;
  readonly sectionIndex: number;
  readonly path: Path;
} & (
    | { readonly kind: 'row'; readonly node: RowOfSection; readonly seats: readonly NumberedSeat[] }
    | { readonly kind: 'table'; readonly node: TableOfSection; readonly seats: readonly NumberedSeat[] }
    | { readonly kind: 'standing'; readonly node: StandingArea; readonly seats?: never }
  );

/** All groups in the order of the document. In a canonical document this is the order of seat indexes. */
export function* groupsOf(document: SeatMapDocument): Generator<PlaceGroup> {
  for (const [sectionIndex, section] of document.sections.entries()) {
    const path = (kind: string, index: number): Path => ['sections', sectionIndex, kind, index];
    for (const [index, node] of (section.rows ?? []).entries()) {
      yield {
        kind: 'row',
        name: node.name ?? null,
        section,
        sectionIndex,
        path: path('rows', index),
        node,
        seats: node.seats,
      };
    }
    for (const [index, node] of (section.tables ?? []).entries()) {
      yield {
        kind: 'table',
        name: node.name,
        section,
        sectionIndex,
        path: path('tables', index),
        node,
        seats: node.seats,
      };
    }
    for (const [index, node] of (section.standing ?? []).entries()) {
      yield { kind: 'standing', name: node.name, section, sectionIndex, path: path('standing', index), node };
    }
  }
}

export const placesIn = (group: PlaceGroup): number =>
  group.kind === 'standing' ? group.node.capacity : group.seats.length;

/** The features that any place of the document has, as bits. */
export function featureBitsOf(document: SeatMapDocument): number {
  let bits = 0;
  for (const group of groupsOf(document)) {
    if (group.kind === 'standing') bits |= bitsOf(group.node.features ?? []) | bitOf('STANDING');
    else for (const { features } of group.seats) bits |= bitsOf(features ?? []);
  }
  return bits;
}
