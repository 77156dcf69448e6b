import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventually } from './eventually';

/** A running subscription that keeps every message from the first one on. */
export interface Live<Data> {
  readonly messages: readonly Data[];
  readonly errors: readonly unknown[];
  /** The message at this place, as soon as it is there. */
  at(index: number): Promise<Data>;
  /** Resolves when the messages so far fulfil the condition. */
  until(condition: (messages: readonly Data[]) => boolean): Promise<readonly Data[]>;
  /** True once the server has completed it or it failed. */
  ended(): boolean;
  stop(): void;
}

/** graphql-ws's own client, on connections of its own. */
export class LiveClient {
  private readonly clients: Client[] = [];

  constructor(private readonly url: () => string) {}

  /** Opens one socket. Subscriptions of the returned function share it. */
  open(token?: string): Client {
    const client = createClient({
      url: `${this.url().replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      lazy: true,
      retryAttempts: 0,
      ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
    });
    this.clients.push(client);
    return client;
  }

  subscribe<Data>(
    query: string,
    variables: Record<string, unknown> = {},
    token?: string,
    client = this.open(token),
  ): Live<Data> {
    const messages: Data[] = [];
    const errors: unknown[] = [];
    let ended = false;
    const stop = client.subscribe<Data>(
      { query, variables },
      {
        next: ({ data, errors: problems }) => {
          if (problems) errors.push(...problems);
          if (data) messages.push(data);
        },
        error: (error) => {
          errors.push(error);
          ended = true;
        },
        complete: () => {
          ended = true;
        },
      },
    );
    return {
      messages,
      errors,
      at: async (index) => {
        await eventually(
          () => messages.length > index || `${messages.length} messages came, errors: ${JSON.stringify(errors)}`,
        );
        // The condition above says that it is there.
        return messages[index] as Data;
      },
      until: async (condition) => {
        await eventually(
          () => condition(messages) || `${messages.length} messages came, errors: ${JSON.stringify(errors)}`,
        );
        return messages;
      },
      ended: () => ended,
      stop,
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.dispose()));
  }
}
