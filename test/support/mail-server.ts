import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail that the server has accepted, as a real parser reads it. */
export interface ReceivedMail extends Email {
  /** Of the envelope. */
  readonly recipients: readonly string[];
  /** As it came over the wire. */
  readonly raw: string;
}

type Reply = { readonly code: number; readonly message: string };

/** What the server does instead of accepting a mail. */
export interface MailServerBehavior {
  /** Its reply to a recipient; null accepts. */
  onRecipient?: (address: string) => Reply | null;
  /** Its reply to a whole message, after it was read; null accepts. May take its time. */
  onMessage?: (mail: ReceivedMail) => Reply | null | Promise<Reply | null>;
}

/** A real SMTP server on a port of its own, for the tests of one file. */
export interface MailServer {
  readonly url: string;
  /** All that were accepted, oldest first. */
  readonly mails: readonly ReceivedMail[];
  readonly behavior: MailServerBehavior;
  /** The greatest number of connections at once so far. */
  readonly connectionsMax: () => number;
  /** How many connections were made so far. */
  readonly connectionCount: () => number;
  mailsTo(address: string): readonly ReceivedMail[];
  stop(): Promise<void>;
}

const asError = ({ code, message }: Reply) => Object.assign(new Error(message), { responseCode: code });

export async function startMailServer(port = 0): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const behavior: MailServerBehavior = {};
  let open = 0;
  let most = 0;
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    // A sender keeps its connections open when it has nothing to send.
    closeTimeout: 100,
    onConnect(_session, callback) {
      open += 1;
      count += 1;
      most = Math.max(most, open);
      callback();
    },
    onClose() {
      open -= 1;
    },
    onRcptTo({ address }, _session, callback) {
      const reply = behavior.onRecipient?.(address) ?? null;
      callback(reply === null ? null : asError(reply));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks);
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        const mail = { ...(await PostalMime.parse(raw)), recipients, raw: raw.toString('utf8') };
        const reply = (await behavior.onMessage?.(mail)) ?? null;
        if (reply !== null) return callback(asError(reply));
        mails.push(mail);
        callback();
      });
    },
  });
  // A client that is killed breaks its connections.
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const { port: listening } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${listening}`,
    mails,
    behavior,
    connectionsMax: () => most,
    connectionCount: () => count,
    mailsTo: (address) => mails.filter(({ recipients }) => recipients.includes(address)),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Opens it before the tests of a file and stops it after them. */
export function openMailServer(): MailServer {
  let opened: MailServer | undefined;
  const server = () => {
    if (opened === undefined) throw new Error('The mail server is open inside of tests only');
    return opened;
  };
  beforeAll(async () => {
    opened = await startMailServer();
  });
  afterAll(() => opened?.stop());
  return {
    get url() {
      return server().url;
    },
    get mails() {
      return server().mails;
    },
    get behavior() {
      return server().behavior;
    },
    connectionsMax: () => server().connectionsMax(),
    connectionCount: () => server().connectionCount(),
    mailsTo: (address) => server().mailsTo(address),
    stop: () => server().stop(),
  };
}
