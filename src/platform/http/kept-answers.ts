import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Each holds one form of one address. */
const ANSWERS_MAX = 200;
const KEY_LETTERS_MAX = 600;

export interface Keeping {
  readonly body: Buffer;
  /** Whether it may be sent. Asked for each request, so it must be cheap. */
  readonly isCurrent: () => boolean;
  /** Then the route answers once more, so that it knows that it is in use. */
  readonly keepMs: number;
}

interface KeptAnswer extends Keeping {
  readonly untilMs: number;
  readonly tag: string;
  readonly head: readonly string[];
  readonly headUnchanged: readonly string[];
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly keptAnswers: KeptAnswers;
  }
}

/**
 * Answers that a crowd asks for: bytes that a route has sent, sent again as they are before anything else looks at the
 * request. A request that differs in its address, encodings or origin takes the way through the route, and so does
 * every one whose `If-None-Match` names another tag.
 */
export class KeptAnswers {
  private readonly answers = new Map<string, KeptAnswer>();
  private readonly isOpen: () => boolean;

  /** While it is not open every request goes to its route. */
  constructor(server: Server, isOpen: () => boolean) {
    this.isOpen = isOpen;
    const routes = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      if (!this.answer(request, response)) for (const route of routes) route(request, response);
    });
  }

  /** Keeps what the route is about to send with status 200: this body, with the headers that the reply has now. */
  keep({ raw }: FastifyRequest, reply: FastifyReply, keeping: Keeping): void {
    const key = keyOf(raw);
    const headers = reply.getHeaders();
    if (raw.method !== 'GET' || key.length > KEY_LETTERS_MAX || typeof headers.etag !== 'string') return;
    if (this.answers.size >= ANSWERS_MAX && !this.answers.has(key)) this.answers.clear();
    const pairs = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((each) => [name, String(each)] as const),
    );
    this.answers.set(key, {
      ...keeping,
      untilMs: performance.now() + keeping.keepMs,
      tag: headers.etag,
      head: [...pairs.flat(), 'content-length', String(keeping.body.length)],
      headUnchanged: pairs.filter(([name]) => !name.startsWith('content-')).flat(),
    });
  }

  private answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET' || this.answers.size === 0) return false;
    const kept = this.answers.get(keyOf(request));
    if (kept === undefined || !this.isOpen()) return false;
    if (performance.now() > kept.untilMs || !kept.isCurrent()) return false;
    const known = request.headers['if-none-match'];
    if (known === undefined) response.writeHead(200, kept.head as string[]).end(kept.body);
    else if (known === kept.tag) response.writeHead(304, kept.headUnchanged as string[]).end();
    else return false;
    return true;
  }
}

const keyOf = ({ url, headers }: IncomingMessage): string =>
  `${url}\n${headers['accept-encoding'] ?? ''}\n${headers.origin ?? ''}`;
