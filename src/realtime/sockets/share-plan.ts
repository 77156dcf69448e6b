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
import type { RequestContext } from '../../platform';
import type { Watch } from '../watch';

/**
 * Tells that a subscription field is public: its events and everything below it are the same for whoever asks. Then equal
 * operations share one watch, and one execution and one serialisation for each event. The field's resolver gets the
 * topic's events as its root value, and must not look at the resume argument, which differs between those who share.
 */
export interface SharedSubscription {
  /** The argument with the revision that a client has seen last. */
  readonly resumeArgument: string;
  /** Called once for all who share. An error is what each of them is told. */
  watch(
    args: Readonly<Record<string, unknown>>,
    context: RequestContext,
  ): Promise<{ readonly watch: Watch<unknown>; release(): void }>;
}

/** By the name of the field. */
export type SharedSubscriptions = ReadonlyMap<string, SharedSubscription>;

export interface SharePlan {
  readonly shared: SharedSubscription;
  readonly fieldNode: FieldNode;
  /** Of equal keys the operations are equal but for where they resume. */
  keyOf(variables: Readonly<Record<string, unknown>>): string;
  /** For variables that fit. Null where an argument does not: then ordinary execution words the error. */
  argumentsOf(
    variables: Readonly<Record<string, unknown>>,
  ): { readonly args: Readonly<Record<string, unknown>>; readonly after: string | null } | null;
}

/** Null for what cannot be shared. Only the plainest form is: one field, no fragments or directives at the root. */
export function sharePlanOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  subscriptions: SharedSubscriptions,
): SharePlan | null {
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return null;
  const [fieldNode, ...others] = operation.selectionSet.selections;
  if (fieldNode?.kind !== Kind.FIELD || others.length > 0 || (fieldNode.directives?.length ?? 0) > 0) return null;
  const shared = subscriptions.get(fieldNode.name.value);
  const field = schema.getSubscriptionType()?.getFields()[fieldNode.name.value];
  if (shared === undefined || field === undefined) return null;

  const definitions = operation.variableDefinitions ?? [];
  const resumeVariable = variableOf(fieldNode, shared.resumeArgument);
  // Used elsewhere too, the variable could change what is selected.
  if (resumeVariable !== null && timesUsed(document, resumeVariable) > 1) return null;
  const names = definitions.map(({ variable }) => variable.name.value).filter((name) => name !== resumeVariable);

  return {
    shared,
    fieldNode,
    keyOf: (variables) => JSON.stringify(names.map((name) => variables[name])),
    argumentsOf(variables) {
      const { coerced } = getVariableValues(schema, definitions, { ...variables });
      return coerced === undefined ? null : argumentsOf(field, fieldNode, coerced, shared.resumeArgument);
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
function timesUsed(document: DocumentNode, name: string): number {
  let times = 0;
  visit(document, {
    enter(node) {
      // Its definition is no use.
      if (node.kind === Kind.VARIABLE_DEFINITION) return false;
      if (node.kind === Kind.VARIABLE && node.name.value === name) times += 1;
      return undefined;
    },
  });
  return times;
}
