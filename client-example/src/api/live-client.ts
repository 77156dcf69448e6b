import { stringifyDocument, type TypedDocumentNode } from '@urql/core';
import { type Client, createClient } from 'graphql-ws';
import { ApiError, fromGraphQLErrors } from './api-error';

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
  private token: string | null = null;

  constructor(url: URL, readToken: () => string | null, reconnectMsMax: number) {
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
    this.readToken = readToken;
  }

  private readonly readToken: () => string | null;

  follow<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: () => Variables,
    sink: Sink<Data>,
  ): () => void {
    // The socket was opened as somebody else, such as nobody: opened anew, it carries the buyer's token.
    if (this.connection.current === 'connected' && this.token !== this.readToken()) this.client.terminate();
    const query = stringifyDocument(document);
    const payload = {
      query,
      get variables() {
        return variables() as Record<string, unknown>;
      },
    };
    return this.client.subscribe<Data>(payload, {
      next: ({ data, errors }) => {
        if (errors) sink.error?.(fromGraphQLErrors(errors));
        else if (data) sink.next(data);
      },
      error: (error) => sink.error?.(asApiError(error)),
      complete: () => sink.complete?.(),
    });
  }
}

/** graphql-ws rejects with the errors of one operation, or with the event that closed the socket. */
function asApiError(error: unknown): ApiError {
  if (Array.isArray(error)) return fromGraphQLErrors(error);
  return new ApiError(error instanceof Error ? error.message : 'The connection was lost.', 'NETWORK');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
