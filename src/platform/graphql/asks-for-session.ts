import { Kind, parse } from 'graphql';

const QUERY_LENGTH_MAX = 2000;

/**
 * Whether a request asks for nothing but a guest session. Such a request works with a token that has expired or is not
 * good: it is how a client gets a new one.
 */
export function asksForSession(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('query' in body)) return false;
  const { query } = body;
  if (typeof query !== 'string' || query.length > QUERY_LENGTH_MAX || !query.includes('createGuestSession'))
    return false;
  try {
    return parse(query, { noLocation: true, maxTokens: QUERY_LENGTH_MAX }).definitions.every(
      (definition) =>
        definition.kind === Kind.OPERATION_DEFINITION &&
        definition.selectionSet.selections.every(
          (selection) => selection.kind === Kind.FIELD && selection.name.value === 'createGuestSession',
        ),
    );
  } catch {
    return false;
  }
}
