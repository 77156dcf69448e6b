import type { FastifyInstance } from 'fastify';
import type { Logger, SqlExecutor } from '../../../../platform';
import type { DocumentsContext } from '../../context';
import type { DocumentLanguage } from '../../messages/languages';
import { signLink } from '../../signed-link';
import type { TicketKey } from '../../ticket-document';
import { applePassPath, applePassRoute } from './apple-pass.route';
import { readPushTokens } from './registrations.sql';
import type { AppleWalletSettings } from './settings';
import { WEB_SERVICE_PATH, webServiceRoutes } from './web-service.route';

/**
 * Notifies telephones, by their push tokens, that a pass has changed. Apple's push service takes an empty message over
 * HTTP/2 with the certificate of the pass type. No such sender is part of Frontrow: telephones ask by themselves when
 * somebody pulls a pass down.
 */
export type NotifyApple = (pushTokens: readonly string[]) => Promise<void>;

export interface AppleWallet {
  /** Null after the certificate has expired. Good for fifteen minutes. */
  passUrl(key: TicketKey, now: Date, language: DocumentLanguage): string | null;
  /** Call it after a ticket has changed or ended. */
  passChanged(key: TicketKey): Promise<void>;
  readonly routes: (http: FastifyInstance) => void;
}

interface AppleWalletOptions extends DocumentsContext {
  readonly database: SqlExecutor;
  readonly logger: Logger;
  readonly notifyApple?: NotifyApple;
}

const WARNING_DAYS = 30;

export function openAppleWallet(settings: AppleWalletSettings, options: AppleWalletOptions): AppleWallet {
  const { publicUrl, linkKey, clock, logger, database, notifyApple } = options;
  const { passTypeId, teamId, signer, validUntil } = settings;
  if (validUntil.getTime() < clock.now().getTime() + WARNING_DAYS * 86_400_000) {
    logger.warn({ validUntil }, 'The certificate for Apple Wallet expires soon; tickets will have no passes then');
  }
  // Telephones refuse anything else, and a pass with a web service that they refuse is not added.
  const webServiceUrl = publicUrl.startsWith('https://') ? publicUrl + WEB_SERVICE_PATH : null;
  const context = { ...options, signer, issuer: { passTypeId, teamId, webServiceUrl, linkKey } };
  return {
    passUrl: (key, now, language) =>
      now >= validUntil
        ? null
        : publicUrl + applePassPath(signLink(linkKey, 'apple', { tickets: [key], language }, now)),
    async passChanged({ showId, ticketId }) {
      if (notifyApple === undefined) return;
      const rows = await database.run<{ push_token: string }>(readPushTokens, [showId, ticketId]);
      if (rows.length > 0) await notifyApple(rows.map(({ push_token }) => push_token));
    },
    routes: (http) => {
      applePassRoute(http, context);
      webServiceRoutes(http, context);
    },
  };
}
