import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO, GraphQLEmailAddress, GraphQLSafeInt } from 'graphql-scalars';

const dateTime = GraphQLDateTimeISO.toConfig();

export const DateTime = new GraphQLScalarType({
  ...dateTime,
  name: 'DateTime',
  description: 'An instant in UTC, RFC 3339 with milliseconds, such as `2026-11-22T18:30:00.000Z`.',
});

export const EmailAddress = new GraphQLScalarType({
  ...GraphQLEmailAddress.toConfig(),
  description: 'An address by RFC 5321.',
});

/** Sums of money: four seats at IDR 13,200,000.00 are more than an `Int` can hold. */
export const SafeInt = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  description: 'A whole number that a double holds exactly: at most 9,007,199,254,740,991, either way from 0.',
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
