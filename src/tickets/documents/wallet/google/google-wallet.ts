import type { FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import type { DocumentsContext } from '../../context';
import type { DocumentLanguage } from '../../messages/languages';
import { refuseEnded, refuseExpired, refuseForged } from '../../serve-file';
import { readLink, signLink } from '../../signed-link';
import type { TicketDocument, TicketKey } from '../../ticket-document';
import { eventTicket, saveDetails } from './event-ticket';
import type { GoogleWalletSettings } from './settings';

export interface GoogleWallet {
  /** An address of this service that leads on to Google. Good for fifteen minutes. */
  passUrl(key: TicketKey, now: Date, language: DocumentLanguage): string;
  readonly routes: (http: FastifyInstance) => void;
}

const SAVE_URL = 'https://pay.google.com/gp/v/save/';
/** Google's limit for a token in a link: some browsers cut longer ones. */
export const SAVE_TOKEN_CHARS_MAX = 1800;

const path = (token: string): string => `/tickets/google/${token}`;

export function openGoogleWallet(settings: GoogleWalletSettings, context: DocumentsContext): GoogleWallet {
  const { linkKey, publicUrl, clock, readTicketDocument } = context;
  return {
    passUrl: (key, now, language) => publicUrl + path(signLink(linkKey, 'google', { tickets: [key], language }, now)),
    routes: (http) => {
      http.get<{ Params: { '*': string } }>(path('*'), async (request, reply) => {
        reply.header('cache-control', 'private, no-store').header('x-robots-tag', 'noindex');
        const link = readLink(linkKey, 'google', request.params['*'], clock.now());
        if (link.kind === 'Expired') return refuseExpired(reply);
        const [key] = link.kind === 'Valid' ? link.tickets : [];
        if (key === undefined || link.kind !== 'Valid') return refuseForged(reply);
        const ticket = await readTicketDocument(key);
        if (ticket === null) return refuseEnded(reply);
        return reply.redirect(SAVE_URL + (await saveToken(settings, ticket, link.language, clock.now())), 302);
      });
    },
  };
}

/** The ticket itself, signed, as Google's "Save to Google Wallet" links take it. Creates class and object at Google. */
export async function saveToken(
  settings: GoogleWalletSettings,
  ticket: TicketDocument,
  language: DocumentLanguage,
  now: Date,
): Promise<string> {
  let token = '';
  for (const detail of saveDetails) {
    token = await sign(settings, eventTicket(settings.issuerId, ticket, language, detail), now);
    if (token.length <= SAVE_TOKEN_CHARS_MAX) break;
  }
  return token;
}

const sign = ({ email, key }: GoogleWalletSettings, payload: object, now: Date): Promise<string> =>
  new SignJWT({ typ: 'savetowallet', payload })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(email)
    .setAudience('google')
    .setIssuedAt(Math.floor(now.getTime() / 1000))
    .sign(key);
