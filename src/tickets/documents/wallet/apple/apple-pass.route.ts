import type { FastifyInstance } from 'fastify';
import { fileName, refuseEnded, refuseExpired, refuseForged, refuseOverloaded } from '../../serve-file';
import { readLink } from '../../signed-link';
import type { AppleWalletContext } from './context';
import { changedAt, readPassState, signPass } from './read-apple-pass';

export const PASS_TYPE = 'application/vnd.apple.pkpass';

export const applePassPath = (token: string): string => `/tickets/apple/${token}`;

/** `GET /tickets/apple/<token>`: adds one ticket to Apple Wallet. */
export function applePassRoute(http: FastifyInstance, context: AppleWalletContext): void {
  http.get<{ Params: { '*': string } }>(applePassPath('*'), async (request, reply) => {
    reply.header('cache-control', 'private, no-store').header('x-robots-tag', 'noindex');
    const link = readLink(context.linkKey, 'apple', request.params['*'], context.clock.now());
    if (link.kind === 'Expired') return refuseExpired(reply);
    const [key] = link.kind === 'Valid' ? link.tickets : [];
    if (key === undefined) return refuseForged(reply);
    const state = await readPassState(context, key);
    if (state.ticket === null) return refuseEnded(reply);
    const since = await changedAt(context, key, state);
    const pass = await signPass(context, state);
    if (pass.kind === 'Overloaded') return refuseOverloaded(reply);
    return reply
      .type(PASS_TYPE)
      .header('last-modified', since.toUTCString())
      .header('content-disposition', `attachment; filename="${fileName(state.ticket, 1, 'pkpass')}"`)
      .send(pass.file);
  });
}
