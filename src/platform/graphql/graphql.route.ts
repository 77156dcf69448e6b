import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { chooseEncoding } from '../http/choose-encoding';
import { COMPRESS_FROM_BYTES, compress } from '../http/compress';
import type { Logger } from '../logger';
import { asksForSession } from './asks-for-session';
import { type Caller, makeContext, type RequestContext } from './context';
import type { GraphQLServer } from './graphql-server';

export interface GraphQLRouteOptions {
  readonly graphql: GraphQLServer;
  readonly logger: Logger;
  /** Null without an Authorization header; throws UNAUTHENTICATED for a token that is not valid. */
  authenticate(authorization: string | undefined): Promise<Caller | null>;
}

/** GraphQL over HTTP at `/graphql`. */
export function graphqlRoute(http: FastifyInstance, { graphql, logger, authenticate }: GraphQLRouteOptions): void {
  const callerOf = (request: FastifyRequest): Promise<Caller | null> =>
    authenticate(request.headers.authorization).catch((error: unknown) => {
      const isRefused = error instanceof GraphQLError && error.extensions.code === 'UNAUTHENTICATED';
      if (isRefused && asksForSession(request.body)) return null;
      throw error;
    });
  const contextOf = async (request: FastifyRequest): Promise<RequestContext> =>
    makeContext({
      requestId: request.id,
      clientAddress: request.ip,
      logger,
      caller: await callerOf(request),
      acceptLanguage: request.headers['accept-language'],
    });

  http.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      const { method, headers, body } = request;
      const url = request.raw.url ?? '';
      const question = url.indexOf('?');
      const search = question < 0 ? '' : url.slice(question);
      const answer = await graphql.answer({ method, headers, search, body }, () => contextOf(request));
      reply.code(answer.status).header('cache-control', 'no-store');
      for (const [name, value] of answer.headers) if (name !== 'content-length') reply.header(name, value);
      // Beside what CORS has written there.
      reply.header('vary', [reply.getHeader('vary') ?? [], 'Accept-Encoding'].flat().join(', '));
      if (typeof answer.body !== 'string') {
        const { beginning, end } = answer.body;
        const encoding =
          beginning.byteLength < COMPRESS_FROM_BYTES ? 'identity' : chooseEncoding(headers['accept-encoding']);
        if (encoding !== 'identity') reply.header('content-encoding', encoding);
        return reply.send(await beginning.with(end, encoding));
      }
      const compressed = answer.mayCompress ? await compress(answer.body, headers['accept-encoding']) : null;
      if (compressed === null) return reply.send(answer.body);
      return reply.header('content-encoding', compressed.encoding).send(compressed.body);
    },
  });
}
