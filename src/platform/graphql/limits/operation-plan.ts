import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { documentLimits, tooMuch } from './document-limits';

/** A field of the answer, with what is selected below it. Fragments are written out, and equal keys merged. */
export interface PlannedField {
  /** Its name in the answer. */
  readonly key: string;
  readonly field: GraphQLField<unknown, unknown>;
  /** For the arguments, which are the same in every node of one key. */
  readonly node: FieldNode;
  /** The object types that it may be a field of; null for a plain object's. */
  readonly onlyIn: string | null;
  readonly isList: boolean;
  readonly children: readonly PlannedField[];
}

type Variables = Readonly<Record<string, unknown>>;

/**
 * Plans an operation for these variables, of which only booleans matter: `@include` and `@skip`.
 *
 * @throws GraphQLError if the operation has too many fields
 */
export function planOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): readonly PlannedField[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  let planned = 0;

  const fieldsOf = (parent: GraphQLCompositeType, sets: readonly SelectionSetNode[]): PlannedField[] => {
    const found = new Map<string, { parent: GraphQLCompositeType; nodes: FieldNode[] }>();
    for (const set of sets) collect(parent, parent, set, found);
    const fields: PlannedField[] = [];
    for (const { parent: owner, nodes } of found.values()) {
      const [node] = nodes;
      const field = node && fieldOf(owner, node.name.value);
      // `__typename` costs nothing, and introspection has a limit of its own in graphql-js.
      if (node === undefined || field === undefined) continue;
      planned += 1;
      if (planned > documentLimits.fieldsMax) {
        throw tooMuch(`The operation has more than ${documentLimits.fieldsMax} fields with its fragments written out.`);
      }
      const type = getNamedType(field.type);
      const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      fields.push({
        key: (node.alias ?? node.name).value,
        field,
        node,
        onlyIn: owner === parent ? null : owner.name,
        isList: isListType(isNonNullType(field.type) ? field.type.ofType : field.type),
        children: isCompositeType(type) ? fieldsOf(type, below) : [],
      });
    }
    return fields;
  };

  const collect = (
    place: GraphQLCompositeType,
    parent: GraphQLCompositeType,
    set: SelectionSetNode,
    found: Map<string, { parent: GraphQLCompositeType; nodes: FieldNode[] }>,
  ): void => {
    for (const selection of set.selections) {
      if (!isIncluded(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const id = `${parent.name} ${(selection.alias ?? selection.name).value}`;
        const known = found.get(id);
        if (known === undefined) found.set(id, { parent, nodes: [selection] });
        else known.nodes.push(selection);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      collect(place, isCompositeType(condition) ? condition : parent, fragment.selectionSet, found);
    }
  };

  const root = schema.getRootType(operation.operation);
  return root ? fieldsOf(root, [operation.selectionSet]) : [];
}

function fieldOf(parent: GraphQLCompositeType, name: string) {
  if (name.startsWith('__')) return undefined;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function isIncluded(node: Parameters<typeof getDirectiveValues>[1], variables: Variables): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
}
