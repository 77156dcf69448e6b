import type { FastifyInstance } from 'fastify';
import type { TicketKeys } from './ticket-keys';

/** The public keys of tickets, as a JWKS (RFC 7517): with them anyone can tell a genuine code. */
export function ticketKeysRoute(http: FastifyInstance, keys: TicketKeys): void {
  http.get('/.well-known/ticket-keys.json', async (_request, reply) => {
    const all = await keys.all();
    return reply.header('cache-control', 'public, max-age=60').send({
      keys: all.map(({ kid, x }) => ({ kty: 'OKP', crv: 'Ed25519', kid, x, alg: 'EdDSA', use: 'sig' })),
    });
  });
}
