import type { GraphQLArgument, GraphQLField, GraphQLInputField } from 'graphql';
import { Extensions } from 'type-graphql';

/** The work of one field, beyond that of its sub-fields. All figures are for one object of its parent. */
export interface FieldWork {
  readonly statements?: number;
  /** Statements that serve all objects at this place of the operation together, such as those of a DataLoader. */
  readonly statementsTogether?: number;
  /** Seats, rows or other small records that are looked at, whether they are in the answer or not. */
  readonly records?: number;
  /** Bytes in the answer, beyond those of ordinary small values. */
  readonly bytes?: number;
  /** The assumed length of a list that has no `first`. */
  readonly items?: number;
}

/** The bounds of one string or list of the input. */
export interface InputLimit {
  /** In UTF-16 code units. */
  readonly lengthMax?: number;
  readonly itemsMax?: number;
}

/** The bounds of every String, ID and list of the input that has none of its own. */
export const inputLimits = {
  stringLengthMax: 1000,
  idLengthMax: 128,
  /** RFC 5321, 4.5.3.1.3: a path of 256 octets, with its two angle brackets. */
  emailLengthMax: 254,
  listItemsMax: 100,
  /** A date beyond these is a mistake, and PostgreSQL and JavaScript disagree about years of other lengths. */
  yearMin: 1970,
  yearMax: 9999,
  /** Lists and objects inside each other, in the variables. */
  variablesDepthMax: 16,
  variablesValuesMax: 20_000,
};

/** Declares the work of a field: `@Work({ statements: 1, items: 20 })`. */
export const Work = (work: FieldWork) => Extensions({ work });

/** Declares the bounds of a field of an input type, if they differ from the usual ones. */
export const Limit = (limit: InputLimit) => Extensions({ limit });

/** The same for arguments that are declared by `@Arg`, by their names. */
export const ArgumentLimits = (limits: Readonly<Record<string, InputLimit>>) => Extensions({ argumentLimits: limits });

export function workOf(field: GraphQLField<unknown, unknown>): FieldWork | undefined {
  // Set by the decorator above alone.
  return field.extensions.work as FieldWork | undefined;
}

export function limitOf(
  input: GraphQLInputField | GraphQLArgument,
  field?: GraphQLField<unknown, unknown>,
): InputLimit {
  // Set by the decorators above alone.
  const ofArguments = field?.extensions.argumentLimits as Readonly<Record<string, InputLimit>> | undefined;
  return ofArguments?.[input.name] ?? (input.extensions.limit as InputLimit | undefined) ?? {};
}
