import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { type DocumentNode, getOperationAST, Kind, parse } from 'graphql';
import { createClient } from 'graphql-ws';
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
  retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, 200 * 2 ** retries)),
});

// A socket belongs to whoever opened it. Cut, it connects again with the new token and takes up its subscriptions.
onTokenChange(() => socket.terminate());

const sendAsViewer = createGraphiQLFetcher({
  url: url.href,
  fetch: (input, init) => fetch(input, { ...init, headers: withToken(init?.headers) }),
  wsClient: socket,
  // The schema is the same for everybody, and a token that has run out shall not hide it.
  schemaFetcher: createGraphiQLFetcher({ url: url.href, enableIncrementalDelivery: false }),
  enableIncrementalDelivery: false,
});

/**
 * For a moment after a change of tabs GraphiQL still tells the name of the operation before, and its document. The
 * text is always right, so the operation is taken from there: the named one, else the first.
 */
export const fetcher: Fetcher = (params, options) => {
  const documentAST = parsed(params.query);
  if (!documentAST) return sendAsViewer(params, options);
  const operation =
    getOperationAST(documentAST, params.operationName) ??
    documentAST.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return sendAsViewer({ ...params, operationName: operation?.name?.value ?? null }, { ...options, documentAST });
};

/** What was written into the editor for headers goes before the box for the token. */
function withToken(given: HeadersInit | undefined): Headers {
  const headers = new Headers(given);
  const value = authorization();
  if (value && !headers.has('authorization')) headers.set('authorization', value);
  return headers;
}

/** Null for a faulty text, which the server shall explain. */
function parsed(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string }[];
}

/** Asks for one of the page's own needs, as nobody: a token that has run out would fail the whole request. */
export async function ask<Data>(query: string, variables: object): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(5000),
  });
  // The caller names the shape that its query selects.
  const answer = (await response.json()) as Answer<Data>;
  if (!answer.data) throw new Error(answer.errors?.[0]?.message ?? `The server answered with ${response.status}.`);
  return answer.data;
}
