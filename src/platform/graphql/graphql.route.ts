import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../logger';
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
  const contextOf = async (request: FastifyRequest): Promise<RequestContext> =>
    makeContext({
      requestId: request.id,
      clientAddress: request.ip,
      logger,
      caller: await authenticate(request.headers.authorization),
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
      reply.code(answer.status);
      for (const [name, value] of answer.headers) reply.header(name, value);
      return reply.send(answer.body);
    },
  });
}
