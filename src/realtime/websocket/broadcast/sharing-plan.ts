import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import type { SubscriptionSource } from '../../../platform';
import { BroadcastSource } from '../subscription-sources';

export interface SharingPlan {
  readonly source: BroadcastSource;
  readonly fieldNode: FieldNode;
  /** Operations with equal keys are equal, except for the revision from which they resume. */
  keyOf(variables: Readonly<Record<string, unknown>>): string;
  /** For variables that are valid. Null if an argument is not: then ordinary execution reports the error. */
  argumentsOf(
    variables: Readonly<Record<string, unknown>>,
  ): { readonly args: Readonly<Record<string, unknown>>; readonly after: string | null } | null;
}

/** Null for an operation that cannot be shared. Only the simplest form can: one root field, no fragments or directives. */
export function sharingPlanOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  subscriptions: ReadonlyMap<string, SubscriptionSource>,
): SharingPlan | null {
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return null;
  const [fieldNode, ...others] = operation.selectionSet.selections;
  if (fieldNode?.kind !== Kind.FIELD || others.length > 0 || (fieldNode.directives?.length ?? 0) > 0) return null;
  const source = subscriptions.get(fieldNode.name.value);
  const field = schema.getSubscriptionType()?.getFields()[fieldNode.name.value];
  if (!(source instanceof BroadcastSource) || field === undefined) return null;

  const definitions = operation.variableDefinitions ?? [];
  const resumeVariable = variableOf(fieldNode, source.resumeArgument);
  // If it is used elsewhere too, the variable could change what is selected.
  if (resumeVariable !== null && countUses(document, resumeVariable) > 1) return null;
  const names = definitions.map(({ variable }) => variable.name.value).filter((name) => name !== resumeVariable);

  return {
    source,
    fieldNode,
    keyOf: (variables) => JSON.stringify(names.map((name) => variables[name])),
    argumentsOf(variables) {
      const { coerced } = getVariableValues(schema, definitions, { ...variables });
      return coerced === undefined ? null : argumentsOf(field, fieldNode, coerced, source.resumeArgument);
    },
  };
}

function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  fieldNode: FieldNode,
  variables: Record<string, unknown>,
  resumeArgument: string,
): { args: Record<string, unknown>; after: string | null } | null {
  try {
    const { [resumeArgument]: after, ...args } = getArgumentValues(field, fieldNode, variables);
    return { args, after: typeof after === 'string' ? after : null };
  } catch {
    return null;
  }
}

function variableOf(fieldNode: FieldNode, argument: string): string | null {
  const value = fieldNode.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.VARIABLE ? value.name.value : null;
}

/** In the whole document, since fragments may use it too. */
function countUses(document: DocumentNode, name: string): number {
  let times = 0;
  visit(document, {
    enter(node) {
      // Its definition does not count.
      if (node.kind === Kind.VARIABLE_DEFINITION) return false;
      if (node.kind === Kind.VARIABLE && node.name.value === name) times += 1;
      return undefined;
    },
  });
  return times;
}
