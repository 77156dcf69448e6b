import { initGraphQLTada, type ResultOf, type VariablesOf } from 'gql.tada';
import type { introspection } from './schema-types';

export type { ResultOf, VariablesOf };

/**
 * A typed operation: its variables and its answer follow from its text and the schema, so an operation that the API
 * does not have, or a field that is read but not asked for, does not compile. `npm run schema` renews the types.
 */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  // Fragments are for writing fields once, not for hiding them.
  disableMasking: true;
  scalars: { DateTime: string; EmailAddress: string; CurrencyCode: string; SafeInt: number };
}>();
