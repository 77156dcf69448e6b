import { initGraphQLTada, type ResultOf, type TadaDocumentNode, type VariablesOf } from 'gql.tada';
import { type DocumentNode, print } from 'graphql';
import type { introspection } from './schema-types';

export type { ResultOf, VariablesOf };

/**
 * A typed operation: its variables and its answer follow from its text and the committed schema, so that an operation
 * which the API does not have, or a field that is read but not asked for, does not compile.
 */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  // Fragments are for writing fields once, not for hiding them.
  disableMasking: true;
  scalars: { DateTime: string; EmailAddress: string; CurrencyCode: string; SafeInt: number };
}>();

export type Operation<Result, Variables> = TadaDocumentNode<Result, Variables>;

const texts = new WeakMap<DocumentNode, string>();

/** The text of an operation, printed once. */
export function textOf(document: DocumentNode): string {
  const known = texts.get(document);
  if (known !== undefined) return known;
  const text = print(document);
  texts.set(document, text);
  return text;
}
