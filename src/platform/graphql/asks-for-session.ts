import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse, type SelectionSetNode } from 'graphql';

const QUERY_LENGTH_MAX = 2000;

/**
 * Whether a request asks for nothing but a guest session. Such a request works with a token that has expired or is not
 * good: it is how a client gets a new one. Clients write their documents with fragments, with `__typename`, and with
 * several operations of which one is named: what counts is what would be executed.
 */
export function asksForSession(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('query' in body)) return false;
  const { query } = body;
  if (typeof query !== 'string' || query.length > QUERY_LENGTH_MAX || !query.includes('createGuestSession'))
    return false;
  try {
    const { definitions } = parse(query, { noLocation: true, maxTokens: QUERY_LENGTH_MAX });
    const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    const fragments = new Map(
      definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
      ),
    );
    const operation = chosen(operations, 'operationName' in body ? body.operationName : null);
    if (operation?.operation !== 'mutation') return false;
    const names = rootFields(operation.selectionSet, fragments);
    return names.delete('createGuestSession') && (names.size === 0 || (names.size === 1 && names.has('__typename')));
  } catch {
    return false;
  }
}

/** The operation that would be executed. */
function chosen(operations: readonly OperationDefinitionNode[], name: unknown): OperationDefinitionNode | undefined {
  if (typeof name === 'string' && name !== '') return operations.find((operation) => operation.name?.value === name);
  return operations.length === 1 ? operations[0] : undefined;
}

/** The names of all root fields, those of fragments too. A fragment is entered once: it may contain itself. */
function rootFields(root: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): Set<string> {
  const names = new Set<string>();
  const entered = new Set<string>();
  const open = [root];
  for (let set = open.pop(); set !== undefined; set = open.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) open.push(selection.selectionSet);
      else if (!entered.has(selection.name.value)) {
        entered.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment === undefined) throw new Error(`There is no fragment ${selection.name.value}`);
        open.push(fragment.selectionSet);
      }
    }
  }
  return names;
}
