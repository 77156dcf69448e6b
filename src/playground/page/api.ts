import type { Fetcher } from '@graphiql/toolkit';
import { getOperationAST, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createClient, type ExecutionResult, type SubscribePayload } from 'graphql-ws';
import { authorization, onTokenChange } from './token';

/** The page is served from the API's own address. */
const url = new URL(location.pathname, location.href);
const socketUrl = new URL(url);
socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

const socket = createClient({
  url: socketUrl.href,
  connectionParams: () => {
    const value = authorization();
    return value ? { authorization: value } : {};
  },
  // With a code of 44xx the server says what is wrong with this client: it would say so again.
  shouldRetry: (fault) => !(fault instanceof CloseEvent && fault.code >= 4400 && fault.code < 4500),
  retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, 200 * 2 ** retries)),
});

// A socket belongs to the session that opened it. Cut, it connects again with the new token and takes up its subscriptions.
onTokenChange(() => socket.terminate());

/** Sends what GraphiQL's editors hold: subscriptions over the socket, everything else over HTTP. */
export const fetcher: Fetcher = ({ query, variables, operationName }, options) => {
  // The schema is the same for everybody, and a token that has run out shall not hide it.
  if (operationName === 'IntrospectionQuery') return post({ query });
  const operation = chosenOperation(query, operationName);
  const request = { query, variables, operationName: operation?.name?.value ?? null };
  return operation?.operation === 'subscription' ? follow(request) : post(request, withToken(options?.headers));
};

/**
 * For a moment after a change of tabs GraphiQL still tells the name of the operation before. The text is always
 * right: the named operation is meant, else the first. Null for a faulty text, which the server shall explain.
 */
function chosenOperation(text: string, name: string | null | undefined): OperationDefinitionNode | null {
  try {
    const document = parse(text);
    const first = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    return getOperationAST(document, name) ?? first ?? null;
  } catch {
    return null;
  }
}

/** What was written into the editor for headers goes before the box for the token. */
function withToken(given: HeadersInit | undefined): Headers {
  const headers = new Headers(given);
  const value = authorization();
  if (value && !headers.has('authorization')) headers.set('authorization', value);
  return headers;
}

async function post(request: SubscribePayload, headers = new Headers()): Promise<ExecutionResult> {
  headers.set('content-type', 'application/json');
  headers.set('accept', 'application/graphql-response+json, application/json;q=0.9');
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
  try {
    return await response.json();
  } catch {
    throw new Error(`No answer in JSON, but ${response.status} ${response.statusText}`);
  }
}

/** Whatever ends a subscription is shown like any other answer with errors. */
function follow(request: SubscribePayload): AsyncIterableIterator<ExecutionResult> {
  // GraphiQL's type asks for errors of GraphQL's class, though it only prints them: as JSON they have the same fields.
  const messages = socket.iterate(request) as AsyncIterableIterator<ExecutionResult>;
  return {
    next: () => messages.next().catch((fault) => ({ done: false, value: { errors: errorsOf(fault) } })),
    return: () => messages.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function errorsOf(fault: unknown) {
  if (Array.isArray(fault)) return fault;
  if (!(fault instanceof CloseEvent)) return [{ message: String(fault) }];
  return [{ message: fault.reason || 'The connection was lost.', extensions: { closeCode: fault.code } }];
}

/** Asks for one of the page's own needs, as nobody: a token that has run out would fail the whole request. */
export async function ask<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
  const { data, errors } = await post({ query, variables });
  if (!data) throw new Error(errors?.[0]?.message ?? 'There was no answer.');
  // The caller names the shape that its query selects.
  return data as Data;
}
