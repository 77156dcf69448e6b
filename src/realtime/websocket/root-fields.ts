import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionNode } from 'graphql';

/**
 * The names of an operation's root fields, also of those in fragments. Directives are not evaluated: a field that is
 * skipped is named as well, so nothing can be hidden behind one.
 */
export function rootFieldsOf(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const names: string[] = [];
  // Validation refuses fragments that contain themselves.
  const visit = (selections: readonly SelectionNode[]): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) names.push(selection.name.value);
      else visit(selectionsOf(document, selection));
    }
  };
  visit(operation.selectionSet.selections);
  return names;
}

function selectionsOf(document: DocumentNode, selection: Exclude<SelectionNode, { kind: Kind.FIELD }>) {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet.selections;
  for (const definition of document.definitions) {
    const isWanted = definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value;
    if (isWanted) return definition.selectionSet.selections;
  }
  return [];
}
