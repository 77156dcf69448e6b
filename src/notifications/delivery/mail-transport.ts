import { createTransport } from 'nodemailer';
import type { ComposedMail } from '../mail/composed-mail';

const CONNECT_MS_MAX = 10_000;
const SILENCE_MS_MAX = 20_000;
const MESSAGES_PER_CONNECTION_MAX = 500;
/** Of one message, from its turn on: no server keeps a message in hand by answering a byte at a time. */
const SEND_MS_MAX = 60_000;

/** A bounded pool of connections to one mail server. */
export interface MailTransport {
  /** Returns the server's answer. Rejects as `classifyFailure` reads it. */
  send(mail: ComposedMail): Promise<string>;
  close(): void;
}

export function openMailTransport(url: string, connectionsMax: number): MailTransport {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: connectionsMax,
    maxMessages: MESSAGES_PER_CONNECTION_MAX,
    connectionTimeout: CONNECT_MS_MAX,
    greetingTimeout: CONNECT_MS_MAX,
    dnsTimeout: CONNECT_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    // By default a message whose connection broke is sent again at once, also where the server has it already. Whether
    // and when a message is repeated is decided by its row alone.
    maxRequeues: 0,
    // No text of a mail may lead to a file or an address of ours.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      const { response } = await transport.sendMail({ ...mail, signal: AbortSignal.timeout(SEND_MS_MAX) });
      return response;
    },
    close: () => transport.close({ force: true }),
  };
}
