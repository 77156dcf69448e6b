/**
 * The local mailbox: an SMTP server that accepts every mail and delivers none, and a page that shows what it has received. For
 * the default start; it refuses to start in production mode.
 *
 * - `GET /local/mail`: the list; `GET /local/mail/:id`: one mail as its reader sees it
 * - `GET /local/mail/:id/html`, `/raw`, `/attachments/:number`: its parts
 *
 * Mails are kept in memory, the latest of them, and are gone with the process.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { SMTPServer } from 'smtp-server';
import type { Stop } from '../../platform';
import { StartRefused } from '../start-refused';
import { mailRoutes } from './mail.route';
import { MailStore } from './mail-store';

export interface LocalMailbox {
  /** For `SMTP_URL`. */
  readonly smtpUrl: string;
  /** The page. */
  readonly url: string;
  readonly stop: Stop;
}

const MAIL_BYTES_MAX = 10 * 1024 * 1024;

/** @throws where `NODE_ENV` is `production`: no buyer's mail may end here. */
export async function startLocalMailbox({
  environment = process.env,
}: {
  readonly environment?: Readonly<Record<string, string | undefined>>;
} = {}): Promise<LocalMailbox> {
  if (environment.NODE_ENV === 'production')
    throw new StartRefused('The local mailbox does not start in production: set SMTP_URL.');
  const store = new MailStore();
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: MAIL_BYTES_MAX,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (stream.sizeExceeded) return callback(Object.assign(new Error('Too large'), { responseCode: 552 }));
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        store.add(Buffer.concat(chunks), recipients).then(
          () => callback(),
          (error: Error) => callback(error),
        );
      });
    },
  });
  // A client that is ended breaks its connection.
  smtp.on('error', () => undefined);
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  const { port } = smtp.server.address() as AddressInfo;
  const http = fastify({ forceCloseConnections: true });
  mailRoutes(http, store);
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    url: `${url}/local/mail`,
    stop: async () => {
      await http.close();
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    },
  };
}
