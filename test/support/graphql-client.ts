import { Agent, request } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import { type Operation, textOf } from './graphql';

export interface Answer<Data = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: { readonly data?: Data | null; readonly errors?: readonly GraphQLFormattedError[] };
  readonly text: string;
}

/** Where a client asks: an app, or a process that has only an address. A text stands for what the schema cannot type. */
export interface Api {
  graphql<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    token?: string,
  ): Promise<Answer<Result>>;
  graphql<Data = Record<string, never>>(
    query: string,
    variables?: Record<string, unknown>,
    token?: string,
  ): Promise<Answer<Data>>;
  /** Like `graphql`, for an answer that must have no errors. */
  ask<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    token?: string,
  ): Promise<Result>;
  ask<Data>(query: string, variables?: Record<string, unknown>, token?: string): Promise<Data>;
}

/** A plain HTTP client with connections of its own, so that closing it leaves nothing open. */
export class HttpClient implements Api {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 128 });

  constructor(private readonly url: () => string) {}

  /** Sends one request as it is. `body` goes as JSON unless it is text. */
  async send(
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
  ): Promise<Answer> {
    const { method = options.body === undefined ? 'GET' : 'POST', headers = {}, body } = options;
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.url()),
        {
          method,
          agent: this.agent,
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parse(text) });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  async graphql<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    token?: string,
  ): Promise<Answer<Result>>;
  async graphql<Data = Record<string, never>>(
    query: string,
    variables?: Record<string, unknown>,
    token?: string,
  ): Promise<Answer<Data>>;
  async graphql<Data>(
    operation: string | Operation<Data, never>,
    variables: unknown = {},
    token?: string,
  ): Promise<Answer<Data>> {
    const query = typeof operation === 'string' ? operation : textOf(operation);
    const answer = await this.send('/graphql', {
      body: { query, variables },
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    // The operation says the shape of its answer; where it is a text, the caller does.
    return answer as Answer<Data>;
  }

  async ask<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    token?: string,
  ): Promise<Result>;
  async ask<Data>(query: string, variables?: Record<string, unknown>, token?: string): Promise<Data>;
  async ask<Data>(
    operation: string | Operation<Data, unknown>,
    variables: unknown = {},
    token?: string,
  ): Promise<Data> {
    const query = typeof operation === 'string' ? operation : textOf(operation);
    // The implementation reads the text alone; its callers see the signatures above.
    const { body, text, status } = await this.graphql<Data>(query, variables as Record<string, unknown>, token);
    if (body.errors !== undefined || body.data == null) throw new Error(`${status}: ${text}${causeOf(text)}`);
    return body.data;
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Internal errors as the apps of this process logged them, by the id that their clients were given. */
export const loggedErrors = new Map<string, unknown>();

function causeOf(text: string): string {
  const [, errorId = ''] = /"errorId":"([^"]+)"/.exec(text) ?? [];
  const cause = loggedErrors.get(errorId);
  return cause === undefined ? '' : `\n${JSON.stringify(cause, null, 2)}`;
}

function parse(text: string): Answer['body'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
