import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { MaybePromise } from '../maybe-promise';
import { AnswerHead, keepsConnection, writeWhole } from './whole-answer';

/** Others are left to the framework, which knows every form. */
const MEDIA_TYPES: ReadonlySet<string | undefined> = new Set(['application/json', 'application/json; charset=utf-8']);
const ORIGINS_MAX = 50;
const ORIGIN_LENGTH_MAX = 200;

/** A request by POST that was read. */
export interface ReadRequest {
  readonly raw: IncomingMessage;
  readonly id: string;
  /** Lower-case names. */
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON. */
  readonly body: unknown;
}

/** Status 200, with the head that the framework gives to the route's answers. */
export interface FastAnswer {
  /** What is of this answer alone, in lower case, beside its length and the request's id. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | readonly Buffer[];
}

/** Null for what the framework has to answer: it receives the request as it came. */
export type FastHandler = (request: ReadRequest) => MaybePromise<FastAnswer | null>;

declare module 'fastify' {
  interface FastifyInstance {
    readonly fastPath: FastPath;
  }
}

interface FastRoute {
  readonly handler: FastHandler;
  /** By the header `Origin`: CORS answers each in its way. */
  readonly heads: Map<string, AnswerHead>;
}

interface PassedOn {
  readonly id: string;
  readonly body: Buffer;
}

/**
 * Requests by POST with JSON that a route can answer before the framework looks at them, with the head that the framework
 * gave to an answer before. A request that the route does not take, or whose form is unusual, goes to the framework.
 */
export class FastPath {
  private readonly fastRoutes = new Map<string | undefined, FastRoute>();
  private readonly passedOn = new WeakMap<IncomingMessage, PassedOn>();
  private readonly routes: readonly ((request: IncomingMessage, response: ServerResponse) => void)[];

  /** While it is not open every request goes to the framework. */
  constructor(
    private readonly server: Server,
    private readonly bodyBytesMax: number,
    private readonly isOpen: () => boolean,
  ) {
    // Those of an HTTP server take these two, whatever its type says.
    this.routes = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const route = request.method === 'POST' ? this.fastRoutes.get(request.url) : undefined;
      const head = route?.heads.get(request.headers.origin ?? '');
      if (route === undefined || head === undefined || !this.mayRead(request)) this.passOn(request, response);
      else this.read(request, response, route.handler, head);
    });
  }

  /** For requests to exactly this address. The route there has `unread` in its `preParsing`, and calls `meet`. */
  handle(path: string, handler: FastHandler): void {
    this.fastRoutes.set(path, { handler, heads: new Map() });
  }

  /** Notes the headers of an answer by the framework with status 200. `ofEach`: those that differ in each. */
  meet(
    { url, headers: { origin = '' } }: IncomingMessage,
    headers: Readonly<Record<string, string | number | string[] | undefined>>,
    ofEach: readonly string[],
  ): void {
    const heads = this.fastRoutes.get(url)?.heads;
    if (heads === undefined || heads.has(origin) || origin.length > ORIGIN_LENGTH_MAX) return;
    const pairs = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ofEach.includes(name) ? [] : [value].flat().map((each) => [name, String(each)] as const),
    );
    if (heads.size >= ORIGINS_MAX) heads.clear();
    heads.set(origin, new AnswerHead(pairs));
  }

  /** What was read of a request that the framework answers. */
  unread(request: IncomingMessage): Readable | undefined {
    const body = this.passedOn.get(request)?.body;
    return body && Readable.from([body], { objectMode: false });
  }

  idOf(request: IncomingMessage): string {
    return this.passedOn.get(request)?.id ?? randomUUID();
  }

  private passOn(request: IncomingMessage, response: ServerResponse): void {
    for (const route of this.routes) route(request, response);
  }

  private mayRead(request: IncomingMessage): boolean {
    const { headers } = request;
    const bytes = Number(headers['content-length']);
    return (
      MEDIA_TYPES.has(headers['content-type']) &&
      bytes > 0 &&
      bytes <= this.bodyBytesMax &&
      headers['content-encoding'] === undefined &&
      keepsConnection(request) &&
      this.isOpen()
    );
  }

  private read(request: IncomingMessage, response: ServerResponse, handler: FastHandler, head: AnswerHead): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const id = randomUUID();
      const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
      const finish = (answer: FastAnswer | null) => {
        if (answer !== null) return this.send(response, id, head, answer);
        this.passedOn.set(request, { id, body: bytes });
        this.passOn(request, response);
      };
      // Nobody can say what of it is on its way already.
      const giveUp = () => response.destroy();
      try {
        const body = parse(bytes.toString('utf8'));
        const answering = body === undefined ? null : handler({ raw: request, id, headers: request.headers, body });
        if (answering instanceof Promise) answering.then(finish).catch(giveUp);
        else finish(answering);
      } catch {
        giveUp();
      }
    });
  }

  private send(response: ServerResponse, id: string, head: AnswerHead, { headers, body }: FastAnswer): void {
    // The client has gone.
    if (response.destroyed) return;
    const isText = typeof body === 'string';
    const length = isText ? Buffer.byteLength(body) : body.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const isOpen = this.isOpen();
    if (isOpen && response.socket !== null) {
      let lines = head.now(this.server);
      for (const [name, value] of headers) lines += `${name}: ${value}\r\n`;
      lines += `x-request-id: ${id}\r\ncontent-length: ${length}\r\n\r\n`;
      // A text of as many bytes as characters is ASCII, which is written in half the time.
      if (isText && length === body.length) writeWhole(response, lines + body);
      else writeWhole(response, [Buffer.from(lines, 'latin1'), ...(isText ? [Buffer.from(body)] : body)]);
      return;
    }
    const ofThis = [...headers, ['x-request-id', id], ['content-length', String(length)]];
    const closing = isOpen ? [] : [['connection', 'close']];
    response.writeHead(200, [...head.headers, ...ofThis, ...closing].flat()).end(isText ? body : Buffer.concat(body));
  }
}

/** Names that could reach the prototype of an object, also written with escapes. The framework decides about them. */
const SUSPICIOUS = /__proto__|constructor|\\u00/;

/** Undefined for what is no JSON, or suspicious. */
function parse(text: string): unknown {
  if (SUSPICIOUS.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
