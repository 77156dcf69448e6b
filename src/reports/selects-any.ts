import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** Whether a field is asked for one of these fields, by whatever alias or fragment. Directives may leave it out after all. */
export function selectsAny({ fieldNodes, fragments }: GraphQLResolveInfo, names: ReadonlySet<string>): boolean {
  const isIn = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === 'Field') return names.has(selection.name.value);
      // The validation has refused fragments that contain themselves.
      return isIn(
        selection.kind === 'FragmentSpread' ? fragments[selection.name.value]?.selectionSet : selection.selectionSet,
      );
    }) ?? false;
  return fieldNodes.some(({ selectionSet }) => isIn(selectionSet));
}
