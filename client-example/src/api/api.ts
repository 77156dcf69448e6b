import { Client, fetchExchange, type TypedDocumentNode } from '@urql/core';
import { ApiError, fromCombinedError } from './api-error';
import { DocumentIds } from './document-ids';
import { type Connection, LiveClient, type Sink } from './live-client';
import { ServerClock } from './server-clock';
import { BuyerSession, type Session } from './session';

/** Where the API is: the host of this page, unless the build was given another one. */
declare const API_URL: string;

export interface Api {
  /** Resolves with the data; rejects with an `ApiError`. */
  ask<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** The same as the buyer: makes a guest session first where there is none. */
  askAsBuyer<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /**
   * A live operation. The connection comes back by itself, and `variables` is called anew for each subscription: that
   * is how a stream resumes. Returns its stop.
   */
  follow<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: () => Variables,
    sink: Sink<Data>,
  ): () => void;
  readonly connection: Connection;
  /** JSON of the API's host, such as `SeatMap.url`. */
  json<T>(url: string): Promise<T>;
  /** Bytes of the API's host. Rejects with an `ApiError`. */
  bytes(path: string): Promise<ArrayBuffer>;
  /** Sends a file as it is; resolves with the JSON of the answer, and rejects with an `ApiError`. */
  send<T>(path: string, file: Blob): Promise<T>;
  /** Where the API has something that it names relative to itself, such as `Ticket.pdfUrl`. */
  addressOf(path: string): string;
  readonly session: Session;
  readonly clock: ServerClock;
}

interface ApiOptions {
  readonly session?: Session;
  /** How long the live connection waits at most before it tries again. */
  readonly reconnectMsMax?: number;
}

export function openApi({ session = new BuyerSession(), reconnectMsMax = 30_000 }: ApiOptions = {}): Api {
  const base = new URL(API_URL || '/', location.href);
  const url = new URL('graphql', base);
  const ids = new DocumentIds();
  const client = new Client({
    url: url.href,
    fetch: ids.fetch,
    // Answers are kept by the pages that read them. What is bought must be true now, so nothing is read from a cache.
    exchanges: [fetchExchange],
    requestPolicy: 'network-only',
    preferGetMethod: false,
    fetchOptions: () => (session.token ? { headers: { authorization: `Bearer ${session.token}` } } : {}),
  });
  const live = new LiveClient(url, () => session.token, { reconnectMsMax, ids });

  const ask: Api['ask'] = async (document, variables) => {
    const isMutation = document.definitions.some((part) => 'operation' in part && part.operation === 'mutation');
    const sent = isMutation ? client.mutation(document, variables) : client.query(document, variables);
    const { data, error } = await sent.toPromise();
    if (error) {
      const fault = fromCombinedError(error);
      if (fault.code === 'UNAUTHENTICATED') session.forget();
      throw fault;
    }
    // Without an error there is an answer: the API sends one of both.
    return data as NonNullable<typeof data>;
  };
  return {
    ask,
    async askAsBuyer(document, variables) {
      await session.ensure(client);
      return ask(document, variables);
    },
    follow: (document, variables, sink) => live.follow(document, variables, sink),
    connection: live.connection,
    async json<T>(path: string) {
      const response = await fetch(new URL(path, base));
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      return (await response.json()) as T;
    },
    async bytes(path) {
      try {
        const response = await fetch(new URL(path, base));
        if (response.ok) return await response.arrayBuffer();
        throw new ApiError(`${path} answered ${response.status}`, codeOfStatus(response.status));
      } catch (error) {
        throw error instanceof ApiError ? error : new ApiError(String(error), 'NETWORK');
      }
    },
    async send<T>(path: string, file: Blob) {
      const headers = session.token ? { authorization: `Bearer ${session.token}` } : {};
      const response = await fetch(new URL(path, base), { method: 'POST', body: file, headers }).catch(
        (error: unknown) => {
          throw new ApiError(String(error), 'NETWORK');
        },
      );
      if (response.status === 401) session.forget();
      if (response.ok) return (await response.json()) as T;
      const said = await response.json().catch(() => null);
      throw new ApiError(
        said?.errors?.[0]?.message ?? `${path} answered ${response.status}`,
        codeOfStatus(response.status),
      );
    },
    addressOf: (path) => new URL(path, base).href,
    session,
    clock: new ServerClock(),
  };
}

function codeOfStatus(status: number): string {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  if (status === 429) return 'RATE_LIMITED';
  return status >= 500 ? 'SERVICE_UNAVAILABLE' : 'BAD_USER_INPUT';
}
