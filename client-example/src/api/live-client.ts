import { stringifyDocument, type TypedDocumentNode } from '@urql/core';
import { type Client, createClient } from 'graphql-ws';
import { ApiError, fromGraphQLErrors } from './api-error';
import type { DocumentIds } from './document-ids';

export interface Sink<Data> {
  next(data: Data): void;
  error?(error: ApiError): void;
  complete?(): void;
}

export interface Connection {
  readonly current: 'connected' | 'connecting' | 'idle';
  /** Calls the listener after each change. Returns its end. */
  subscribe(listener: () => void): () => void;
}

/**
 * RECIPE "resume a stream". One WebSocket for all live operations. graphql-ws connects again by itself and sends each
 * operation once more; `variables` is a getter there, so that the new subscription says where the old one ended.
 */
export class LiveClient {
  readonly connection: Connection;
  private readonly client: Client;
  private readonly ids: DocumentIds;
  private token: string | null = null;

  constructor(
    url: URL,
    private readonly readToken: () => string | null,
    { reconnectMsMax, ids }: { readonly reconnectMsMax: number; readonly ids: DocumentIds },
  ) {
    this.ids = ids;
    let current: Connection['current'] = 'idle';
    const listeners = new Set<() => void>();
    const become = (state: Connection['current']) => {
      current = state;
      for (const listener of listeners) listener();
    };
    this.connection = {
      get current() {
        return current;
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    this.client = createClient({
      url: url.href.replace(/^http/, 'ws'),
      lazy: true,
      lazyCloseTimeout: 3000,
      retryAttempts: Number.POSITIVE_INFINITY,
      // A random time, longer after each failure: many clients lose the same server in the same moment.
      retryWait: (retries) => pause(Math.random() * Math.min(reconnectMsMax, 1000 * 2 ** retries)),
      shouldRetry: () => true,
      connectionParams: () => {
        this.token = readToken();
        return this.token ? { authorization: `Bearer ${this.token}` } : {};
      },
      on: {
        connecting: () => become('connecting'),
        connected: () => become('connected'),
        closed: () => become('idle'),
      },
    });
  }

  follow<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: () => Variables,
    sink: Sink<Data>,
  ): () => void {
    // The socket was opened as somebody else, such as nobody: opened anew, it carries the buyer's token.
    if (this.connection.current === 'connected' && this.token !== this.readToken()) this.client.terminate();
    const text = stringifyDocument(document);
    let isStopped = false;
    let unsubscribe: () => void = () => undefined;
    const send = async () => {
      const id = await this.ids.idOf(text);
      if (isStopped) return;
      const payload = {
        // The protocol demands a text, so an empty one goes with an id.
        ...(id === null ? { query: text } : { query: '', extensions: persistedQuery(id) }),
        get variables() {
          return variables() as Record<string, unknown>;
        },
      };
      unsubscribe = this.client.subscribe<Data>(payload, {
        next: ({ data, errors }) => {
          if (errors) sink.error?.(fromGraphQLErrors(errors));
          else if (data) sink.next(data);
        },
        error: (error) => {
          const fault = asApiError(error);
          if (id !== null && this.ids.learn(fault)) void send();
          else sink.error?.(fault);
        },
        complete: () => sink.complete?.(),
      });
    };
    void send();
    return () => {
      isStopped = true;
      unsubscribe();
    };
  }
}

const persistedQuery = (id: string) => ({ persistedQuery: { version: 1, sha256Hash: id } });

/** graphql-ws rejects with the errors of one operation, or with the event that closed the socket. */
function asApiError(error: unknown): ApiError {
  if (Array.isArray(error)) return fromGraphQLErrors(error);
  return new ApiError(error instanceof Error ? error.message : 'The connection was lost.', 'NETWORK');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
