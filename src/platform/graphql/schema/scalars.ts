import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';

const dateTime = GraphQLDateTimeISO.toConfig();
/** Beyond these PostgreSQL, JavaScript and the text of RFC 3339 no longer agree on an instant. */
const INSTANT_MIN = Date.parse('0001-01-02T00:00:00.000Z');
const INSTANT_MAX = Date.parse('9999-12-31T00:00:00.000Z');

function bounded(date: Date): Date {
  const ms = date.getTime();
  if (ms >= INSTANT_MIN && ms <= INSTANT_MAX) return date;
  throw new GraphQLError('A DateTime is an instant of the years 1 to 9999.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

export const DateTime = new GraphQLScalarType({
  ...dateTime,
  parseValue: (value) => bounded(dateTime.parseValue?.(value) as Date),
  parseLiteral: (node, variables) => bounded(dateTime.parseLiteral?.(node, variables) as Date),
  name: 'DateTime',
  description:
    'An instant in UTC, in the years 1 to 9999. RFC 3339 with milliseconds, such as `2026-11-22T18:30:00.000Z`.',
});

/** Sums of money: four seats at IDR 13,200,000.00 are more than an `Int` can hold. */
export const SafeInt = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  description:
    'An integer that a double-precision number holds exactly: from -9,007,199,254,740,991 to 9,007,199,254,740,991.',
});

function currencyCode(value: unknown): string {
  if (typeof value === 'string' && /^[A-Z]{3}$/.test(value)) return value;
  throw new GraphQLError('A currency is three capital letters by ISO 4217, such as EUR.');
}

export const CurrencyCode = new GraphQLScalarType({
  name: 'CurrencyCode',
  description: 'An ISO 4217 code, such as `EUR`.',
  serialize: currencyCode,
  parseValue: currencyCode,
  parseLiteral: (node) => currencyCode(node.kind === Kind.STRING ? node.value : undefined),
});
