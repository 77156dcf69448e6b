import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { documentLimits, tooMuch } from './document-limits';

/**
 * Refuses documents whose validation itself would take long. The rule of the specification that compares fields of one
 * name compares each of them with each other, at every level: 150 times the same field took 0.2 s, and a hundred
 * fragments that use each other exhausted the stack. So this runs before the validation, in time that grows with what it
 * counts, and stops at the limit.
 *
 * Null if the document may be validated.
 */
export function refuseShape(document: DocumentNode): GraphQLError | null {
  const { fragmentsMax, comparisonsMax } = documentLimits;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  if (fragments.size > fragmentsMax) {
    return tooMuch(`The document has ${fragments.size} fragments; at most ${fragmentsMax} are allowed.`);
  }
  const recursive = recursiveFragment(fragments);
  if (recursive !== null) return tooMuch(`Cannot spread fragment "${recursive}" within itself.`);

  let comparisons = 0;
  const visitPlace = (sets: readonly SelectionSetNode[]): void => {
    const groups = new Map<string, FieldNode[]>();
    const seen = new Set<string>();
    for (const set of sets) collect(set, groups, seen);
    for (const nodes of groups.values()) {
      comparisons += nodes.length ** 2;
      if (comparisons > comparisonsMax) return;
      const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (below.length > 0) visitPlace(below);
    }
  };
  const collect = (set: SelectionSetNode, groups: Map<string, FieldNode[]>, seen: Set<string>): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, groups, seen);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        comparisons += 1;
        if (fragment === undefined || seen.has(selection.name.value)) continue;
        seen.add(selection.name.value);
        collect(fragment.selectionSet, groups, seen);
      } else {
        const key = (selection.alias ?? selection.name).value;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [selection]);
        else group.push(selection);
      }
    }
  };
  // The validation compares inside of each definition, whether it is used or not.
  for (const definition of document.definitions) {
    if ('selectionSet' in definition && definition.selectionSet !== undefined) visitPlace([definition.selectionSet]);
    if (comparisons > comparisonsMax) {
      return tooMuch(
        'The document selects the same fields too often. Select each field once, or under fewer fragments.',
      );
    }
  }
  return null;
}

/** The name of a fragment that uses itself, over however many others. */
function recursiveFragment(fragments: ReadonlyMap<string, FragmentDefinitionNode>): string | null {
  const done = new Set<string>();
  const inside = new Set<string>();
  const visit = (name: string): string | null => {
    const fragment = fragments.get(name);
    if (fragment === undefined || done.has(name)) return null;
    if (inside.has(name)) return name;
    inside.add(name);
    for (const used of spreadsOf(fragment.selectionSet)) {
      const found = visit(used);
      if (found !== null) return found;
    }
    inside.delete(name);
    done.add(name);
    return null;
  };
  for (const name of fragments.keys()) {
    const found = visit(name);
    if (found !== null) return found;
  }
  return null;
}

function* spreadsOf(set: SelectionSetNode): Generator<string> {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) yield selection.name.value;
    else if (selection.selectionSet !== undefined) yield* spreadsOf(selection.selectionSet);
  }
}
