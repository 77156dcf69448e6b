import { Agent, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { type Operation, textOf } from '../../support/graphql';

/** What came of one operation over HTTP. */
export type Answer<Data> =
  | { readonly kind: 'data'; readonly data: Data }
  /** `code`: of the closed list of the API, or `HTTP 502`, `ECONNRESET`, `TIMEOUT` where none of it came. */
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly message: string;
      readonly retryAfterSeconds: number | null;
    };

interface Body<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly retryAfterSeconds?: number };
  }[];
}

/** Longer than the service waits for a payment that is under way. */
const TIMEOUT_MS = 60_000;
const TRIES_MAX = 6;
const FIRST_PAUSE_MS = 200;
/** What a client may send again as it is. Everything that we send again has an idempotency key or does no harm twice. */
const passing = /^(HTTP 50[234]|E[A-Z]+|TIMEOUT|SERVICE_UNAVAILABLE)$/;

/**
 * The API of one service over HTTP, by one or more addresses. Like a browser behind a balancer, each request goes to one
 * of them, and to the next where that one cannot be reached.
 */
export class Api {
  private readonly agent = new Agent({ keepAlive: true, maxFreeSockets: 512 });
  private readonly secureAgent = new SecureAgent({ keepAlive: true, maxFreeSockets: 512 });
  private turn = 0;

  constructor(
    readonly urls: readonly string[],
    /** Called for each failed attempt, also if a later one succeeds. */
    private readonly failed: (code: string) => void = () => undefined,
  ) {}

  /** The next address in turn. */
  get url(): string {
    this.turn += 1;
    return this.urls[this.turn % this.urls.length] ?? '';
  }

  /** Sends it until it is answered or has failed too often; what can only fail again is not repeated. */
  async ask<Data, Variables extends object>(
    operation: Operation<Data, Variables> | string,
    variables: Variables,
    token?: string,
  ): Promise<Answer<Data>> {
    const query = typeof operation === 'string' ? operation : textOf(operation);
    for (let tries = 1; ; tries += 1) {
      const answer = await this.once<Data>(query, variables, token);
      if (answer.kind === 'data') return answer;
      this.failed(answer.code);
      if (tries === TRIES_MAX || !passing.test(answer.code)) return answer;
      await delay(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + Math.random()));
    }
  }

  close(): void {
    this.agent.destroy();
    this.secureAgent.destroy();
  }

  private once<Data>(query: string, variables: object, token?: string): Promise<Answer<Data>> {
    const body = JSON.stringify({ query, variables });
    const url = new URL('/graphql', this.url);
    const isSecure = url.protocol === 'https:';
    return new Promise((resolve) => {
      const fail = (code: string, message: string) =>
        resolve({ kind: 'error', code, message, retryAfterSeconds: null });
      const sent = (isSecure ? secureRequest : request)(
        url,
        {
          method: 'POST',
          agent: isSecure ? this.secureAgent : this.agent,
          timeout: TIMEOUT_MS,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'ECONNRESET', error.message));
          response.on('end', () => resolve(read(response.statusCode ?? 0, Buffer.concat(chunks).toString())));
        },
      );
      sent.on('timeout', () => sent.destroy(Object.assign(new Error('No answer in time'), { code: 'TIMEOUT' })));
      sent.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'ECONNRESET', error.message));
      sent.end(body);
    });
  }
}

function read<Data>(status: number, text: string): Answer<Data> {
  let body: Body<Data>;
  try {
    body = JSON.parse(text);
  } catch {
    return { kind: 'error', code: `HTTP ${status}`, message: text.slice(0, 200), retryAfterSeconds: null };
  }
  const [error] = body.errors ?? [];
  if (error === undefined && body.data != null) return { kind: 'data', data: body.data };
  return {
    kind: 'error',
    code: error?.extensions?.code ?? `HTTP ${status}`,
    message: error?.message ?? text.slice(0, 200),
    retryAfterSeconds: error?.extensions?.retryAfterSeconds ?? null,
  };
}
