import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionNode } from 'graphql';

/** The name of an operation's first field, also where a fragment selects it; null for an operation without one. */
export function rootFieldOf(document: DocumentNode, operation: OperationDefinitionNode): string | null {
  let [selection]: readonly SelectionNode[] = operation.selectionSet.selections;
  // Validation refuses fragments that contain themselves.
  while (selection !== undefined && selection.kind !== Kind.FIELD) {
    [selection] = selectionsOf(document, selection);
  }
  return selection?.name.value ?? null;
}

function selectionsOf(document: DocumentNode, selection: Exclude<SelectionNode, { kind: Kind.FIELD }>) {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet.selections;
  for (const definition of document.definitions) {
    const isWanted = definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value;
    if (isWanted) return definition.selectionSet.selections;
  }
  return [];
}
