import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { GraphQLError } from 'graphql';
import { chooseEncoding } from '../http/choose-encoding';
import { COMPRESS_FROM_BYTES, compress } from '../http/compress';
import type { FastAnswer, ReadRequest } from '../http/fast-path';
import type { Logger } from '../logger';
import { andThen, type MaybePromise } from '../maybe-promise';
import { asksForSession } from './asks-for-session';
import { type Caller, makeContext, type RequestContext } from './context';
import type { GraphQLAnswer } from './graphql-request';
import type { GraphQLServer } from './graphql-server';
import type { KnownRequest } from './short-way';

const PATH = '/graphql';
/** What differs in the head of each answer. */
const OF_EACH = ['content-type', 'content-encoding', 'content-length'];

export interface GraphQLRouteOptions {
  readonly graphql: GraphQLServer;
  readonly logger: Logger;
  /** Null without an Authorization header; throws UNAUTHENTICATED for a token that is not valid. */
  authenticate(authorization: string | undefined): Promise<Caller | null>;
  /** The client's network address. */
  addressOf(request: IncomingMessage): string;
}

/** GraphQL over HTTP at `/graphql`. Requests whose documents are known are answered before the framework sees them. */
export function graphqlRoute(
  http: FastifyInstance,
  { graphql, logger, authenticate, addressOf }: GraphQLRouteOptions,
): void {
  /** Of requests that were executed, and whose answers the framework sends. */
  const executed = new WeakMap<IncomingMessage, MaybePromise<GraphQLAnswer>>();
  const contextOf = ({ raw, id, headers }: Asking, caller: Caller | null): RequestContext =>
    makeContext({
      requestId: id,
      clientAddress: addressOf(raw),
      logger,
      caller,
      acceptLanguage: headers['accept-language'],
    });
  const callerOf = async ({ headers: { authorization }, body }: Asking): Promise<Caller | null> => {
    try {
      return await authenticate(authorization);
    } catch (error) {
      const isRefused = error instanceof GraphQLError && error.extensions.code === 'UNAUTHENTICATED';
      if (isRefused && asksForSession(body)) return null;
      throw error;
    }
  };

  const answerFast = (known: KnownRequest, request: ReadRequest): MaybePromise<FastAnswer | null> => {
    if (request.headers.authorization === undefined) return answerTo(known, request, null);
    return callerOf(request).then(
      (caller) => answerTo(known, request, caller),
      // Why there is none is said on the long way.
      () => null,
    );
  };
  const answerTo = (
    known: KnownRequest,
    request: ReadRequest,
    caller: Caller | null,
  ): MaybePromise<FastAnswer | null> => {
    const answering = whenDone(() => graphql.answerKnown(known, contextOf(request, caller)));
    const { raw, headers } = request;
    const passOn = () => {
      executed.set(raw, answering);
      return null;
    };
    const send = (answer: GraphQLAnswer): MaybePromise<FastAnswer | null> => {
      if (answer.status !== 200) return passOn();
      return andThen(encode(answer, headers['accept-encoding']), ({ encoding, body }) => ({
        headers: encoding === null ? answer.headers : [...answer.headers, ['content-encoding', encoding]],
        body,
      }));
    };
    const sending = andThen(answering, send);
    // What fails does so on the long way as well, and is reported there.
    return sending instanceof Promise ? sending.catch(passOn) : sending;
  };
  http.fastPath.handle(PATH, (request) => {
    const { headers, body } = request;
    const known = graphql.find({ method: 'POST', headers, search: '', body });
    return known === null ? null : answerFast(known, request);
  });

  http.route({
    method: ['GET', 'POST'],
    url: PATH,
    preParsing: (request, _reply, payload, done) => done(null, http.fastPath.unread(request.raw) ?? payload),
    handler: async (request, reply) => {
      const { method, headers, body, raw } = request;
      const url = raw.url ?? '';
      const question = url.indexOf('?');
      const search = question < 0 ? '' : url.slice(question);
      const answer = await (executed.get(raw) ??
        graphql.answer({ method, headers, search, body }, async () => contextOf(request, await callerOf(request))));
      reply.code(answer.status).header('cache-control', 'no-store');
      for (const [name, value] of answer.headers) if (name !== 'content-length') reply.header(name, value);
      // Beside what CORS has written there.
      reply.header('vary', [reply.getHeader('vary') ?? [], 'Accept-Encoding'].flat().join(', '));
      if (answer.status === 200 && method === 'POST') http.fastPath.meet(raw, reply.getHeaders(), OF_EACH);
      const encoded = await encode(answer, headers['accept-encoding']);
      if (encoded.encoding !== null) reply.header('content-encoding', encoded.encoding);
      return reply.send(typeof encoded.body === 'string' ? encoded.body : Buffer.concat(encoded.body));
    },
  });
}

/** What is thrown at once is thrown later. */
function whenDone<T>(work: () => MaybePromise<T>): MaybePromise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}

type Asking = Pick<ReadRequest, 'raw' | 'id' | 'headers' | 'body'>;

interface Encoded {
  /** Null for a body as it is. */
  readonly encoding: string | null;
  readonly body: string | readonly Buffer[];
}

function encode({ body, mayCompress }: GraphQLAnswer, accepted: string | string[] | undefined): MaybePromise<Encoded> {
  if (typeof body === 'string' && (!mayCompress || body.length < COMPRESS_FROM_BYTES)) return { encoding: null, body };
  return encodeLong(body, accepted);
}

async function encodeLong(body: GraphQLAnswer['body'], accepted: string | string[] | undefined): Promise<Encoded> {
  if (typeof body === 'string') {
    const compressed = await compress(body, accepted);
    return compressed === null ? { encoding: null, body } : { ...compressed, body: [compressed.body] };
  }
  const { beginning, end } = body;
  const encoding = beginning.byteLength < COMPRESS_FROM_BYTES ? 'identity' : chooseEncoding(accepted);
  return { encoding: encoding === 'identity' ? null : encoding, body: await beginning.with(end, encoding) };
}
