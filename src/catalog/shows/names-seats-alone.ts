import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

const OF_SEATS: ReadonlySet<string> = new Set(['__typename', 'id', 'availability']);

/**
 * Whether the answer says nothing of a show but which of its seats are free, as a crowd asks for while it buys. Then no
 * row of it has to be read.
 */
export function namesSeatsAlone({
  fieldNodes,
  fragments,
}: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>): boolean {
  const isOfSeats = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.every((selection) => {
      if (selection.kind === 'Field') return OF_SEATS.has(selection.name.value);
      return isOfSeats(
        selection.kind === 'InlineFragment' ? selection.selectionSet : fragments[selection.name.value]?.selectionSet,
      );
    }) === true;
  return fieldNodes.every(({ selectionSet }) => isOfSeats(selectionSet));
}
