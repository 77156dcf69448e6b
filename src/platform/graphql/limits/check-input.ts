import {
  coerceInputValue,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { type InputLimit, inputLimits, limitOf } from './field-limits';
import type { PlannedField } from './operation-plan';

type Key = string | number;
type Variables = Readonly<Record<string, unknown>>;

/** Input that is refused: `path` is the field of the answer, `argument` the place in its arguments. */
function refuse(message: string, argument: readonly Key[], path?: readonly Key[]): GraphQLError {
  return new GraphQLError(message, {
    ...(path === undefined ? {} : { path }),
    extensions: { code: 'BAD_USER_INPUT', argument: argument.join('.') },
  });
}

/**
 * Checks the shape of the variables as they were sent, declared or not: recursive code, such as that of the GraphQL
 * library, must never meet a value that exhausts the stack.
 */
export function checkShape(variables: unknown): GraphQLError | null {
  const { variablesDepthMax, variablesValuesMax } = inputLimits;
  let level: unknown[] = [variables];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    count += level.length;
    if (depth > variablesDepthMax)
      return refuse(`The variables are nested deeper than ${variablesDepthMax} levels.`, []);
    if (count > variablesValuesMax) return refuse(`The variables have more than ${variablesValuesMax} values.`, []);
    const next: unknown[] = [];
    for (const value of level) if (typeof value === 'object' && value !== null) next.push(...Object.values(value));
    level = next;
  }
  return null;
}

/** The coerced variables, or why they are refused: every error names the place, and the field that takes the variable. */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): { readonly coerced: Variables } | { readonly errors: readonly GraphQLError[] } {
  const definitions = operation.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(schema, definitions, { ...variables }, { maxErrors: 10 });
  if (coerced !== undefined) return { coerced };
  const located: GraphQLError[] = [];
  for (const { variable, type: typeNode } of definitions) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    if (variables[name] === undefined || !isInputType(type)) continue;
    if (variables[name] === null && isNonNullType(type)) continue;
    coerceInputValue(variables[name], type, (path, _value, error) => {
      const argument = [name, ...path];
      if (located.length < 10)
        located.push(refuse(`"${argument.join('.')}": ${error.message}`, argument, pathOf(operation, name)));
    });
  }
  return { errors: located.length > 0 ? located : errors };
}

/** The first root field that takes this variable. */
function pathOf({ selectionSet }: OperationDefinitionNode, variable: string): readonly Key[] | undefined {
  for (const selection of selectionSet.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const takes = selection.arguments?.some(
      ({ value }) => value.kind === Kind.VARIABLE && value.name.value === variable,
    );
    if (takes) return [(selection.alias ?? selection.name).value];
  }
  return undefined;
}

/** Checks every string, id, date and list that a field of the operation is given. Null if all may pass. */
export function checkArguments(plan: readonly PlannedField[], variables: Variables): GraphQLError | null {
  const checkFields = (fields: readonly PlannedField[], above: readonly Key[]): GraphQLError | null => {
    for (const { key, field, node, children } of fields) {
      if (field.args.length > 0 && node.arguments?.length) {
        const values = getArgumentValues(field, node, variables);
        for (const argument of field.args) {
          const fault = faultOf(values[argument.name], argument.type, limitOf(argument, field), [argument.name]);
          if (fault !== null) return refuse(`"${fault.at.join('.')}" ${fault.says}`, fault.at, [...above, key]);
        }
      }
      if (children.length === 0) continue;
      const found = checkFields(children, [...above, key]);
      if (found !== null) return found;
    }
    return null;
  };
  return checkFields(plan, []);
}

interface Fault {
  readonly says: string;
  readonly at: readonly Key[];
}

function faultOf(value: unknown, type: GraphQLInputType, limit: InputLimit, at: readonly Key[]): Fault | null {
  if (value === null || value === undefined) return null;
  if (isNonNullType(type)) return faultOf(value, type.ofType, limit, at);
  if (isListType(type)) {
    if (!Array.isArray(value)) return null;
    const { itemsMax = inputLimits.listItemsMax } = limit;
    if (value.length > itemsMax) return { says: `has ${value.length} items; at most ${itemsMax} are allowed.`, at };
    for (const [index, item] of value.entries()) {
      const fault = faultOf(item, type.ofType, limit, [...at, index]);
      if (fault !== null) return fault;
    }
    return null;
  }
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      // A value of an input type is an object with its fields.
      const inside = (value as Record<string, unknown>)[field.name];
      const fault = faultOf(inside, field.type, limitOf(field), [...at, field.name]);
      if (fault !== null) return fault;
    }
    return null;
  }
  if (value instanceof Date) return dateFault(value, at);
  return typeof value === 'string' ? textFault(value, limit.lengthMax ?? usualLengthMax(type.name), at) : null;
}

function usualLengthMax(type: string): number {
  if (type === 'ID') return inputLimits.idLengthMax;
  return type === 'EmailAddress' ? inputLimits.emailLengthMax : inputLimits.stringLengthMax;
}

function textFault(text: string, lengthMax: number, at: readonly Key[]): Fault | null {
  if (text.length > lengthMax) return { says: `has ${text.length} characters; at most ${lengthMax} are allowed.`, at };
  if (text.includes('\0')) return { says: 'must not contain the character U+0000.', at };
  if (/\p{Surrogate}/u.test(text)) return { says: 'must not contain a lone surrogate, which is half a character.', at };
  return null;
}

function dateFault(date: Date, at: readonly Key[]): Fault | null {
  const year = date.getUTCFullYear();
  const { yearMin, yearMax } = inputLimits;
  return year >= yearMin && year <= yearMax ? null : { says: `must be from the year ${yearMin} to ${yearMax}.`, at };
}
