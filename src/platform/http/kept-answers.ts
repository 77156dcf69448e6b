import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { WholeAnswer } from './whole-answer';

/** Each holds one form of one address. */
const ANSWERS_MAX = 200;
const KEY_LETTERS_MAX = 600;
/** How long the answer before serves while the route makes the next one. */
const BEHIND_MS_MAX = 100;

/** `behind`: true at its revision, and there is a later one. `gone`: may not be sent any more. */
export type KeptState = 'current' | 'behind' | 'gone';

export interface Keeping {
  readonly body: Buffer;
  /** Asked for each request, so it must be cheap. */
  readonly state: () => KeptState;
  /** Then the route answers once more, so that it knows that it is in use. */
  readonly keepMs: number;
}

interface KeptAnswer extends Keeping {
  readonly untilMs: number;
  /** Since when a request is on its way through the route for the answer that replaces this one. */
  replacedSinceMs: number | null;
  readonly tag: string;
  readonly whole: WholeAnswer;
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
 * every one whose `If-None-Match` names another tag. When an answer falls behind, the first who asks takes the way
 * through the route, and for a moment the others get the answer before, as from a cache that asks again: a crowd does
 * not wait while bytes are packed.
 */
export class KeptAnswers {
  /** By address, and then by form: what both are is not joined into a text for each request. */
  private readonly answers = new Map<string, Map<string, KeptAnswer>>();
  private count = 0;

  /** While it is not open every request goes to its route. */
  constructor(
    private readonly server: Server,
    private readonly isOpen: () => boolean,
    private readonly nowMs = () => performance.now(),
  ) {
    const routes = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      if (!this.answer(request, response)) for (const route of routes) route(request, response);
    });
  }

  /** Keeps what the route is about to send with status 200: this body, with the headers that the reply has now. */
  keep({ raw }: FastifyRequest, reply: FastifyReply, keeping: Keeping): void {
    const { url = '', method } = raw;
    const form = formOf(raw);
    const headers = reply.getHeaders();
    if (method !== 'GET' || url.length + form.length > KEY_LETTERS_MAX || typeof headers.etag !== 'string') return;
    const pairs = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((each) => [name, String(each)] as const),
    );
    const head = [...pairs, ['content-length', String(keeping.body.length)] as const];
    this.put(url, form, {
      ...keeping,
      untilMs: this.nowMs() + keeping.keepMs,
      replacedSinceMs: null,
      tag: headers.etag,
      whole: new WholeAnswer(head, keeping.body),
      head: head.flat(),
      headUnchanged: pairs.filter(([name]) => !name.startsWith('content-')).flat(),
    });
  }

  private put(url: string, form: string, kept: KeptAnswer): void {
    if (this.answers.get(url)?.has(form) !== true) {
      if (this.count >= ANSWERS_MAX) {
        this.answers.clear();
        this.count = 0;
      }
      this.count += 1;
    }
    const forms = this.answers.get(url) ?? new Map<string, KeptAnswer>();
    this.answers.set(url, forms.set(form, kept));
  }

  private answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET' || this.count === 0) return false;
    const kept = this.answers.get(request.url ?? '')?.get(formOf(request));
    if (kept === undefined || !this.isOpen()) return false;
    if (!maySend(kept, this.nowMs())) return false;
    const known = request.headers['if-none-match'];
    if (known === undefined) {
      if (!kept.whole.send(request, response, this.server))
        response.writeHead(200, kept.head as string[]).end(kept.body);
    } else if (known === kept.tag) response.writeHead(304, kept.headUnchanged as string[]).end();
    else return false;
    return true;
  }
}

function maySend(kept: KeptAnswer, nowMs: number): boolean {
  const state = kept.state();
  if (state === 'gone') return false;
  if (state === 'current' && nowMs <= kept.untilMs) return true;
  if (kept.replacedSinceMs === null) {
    kept.replacedSinceMs = nowMs;
    return false;
  }
  return nowMs - kept.replacedSinceMs <= BEHIND_MS_MAX;
}

/** No header has a line break in it. */
function formOf({ headers }: IncomingMessage): string {
  const accepted = String(headers['accept-encoding'] ?? '');
  return headers.origin === undefined ? accepted : `${accepted}\n${headers.origin}`;
}
