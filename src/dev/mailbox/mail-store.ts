import PostalMime, { type Email } from 'postal-mime';

const MAILS_MAX = 500;
const BYTES_MAX = 100 * 1024 * 1024;

export interface StoredMail {
  readonly id: number;
  readonly receivedAt: Date;
  /** Of the envelope. */
  readonly recipients: readonly string[];
  readonly raw: Buffer;
  readonly email: Email;
}

/** The latest mails, as many as fit. */
export class MailStore {
  private mails: StoredMail[] = [];
  private bytes = 0;
  private lastId = 0;

  async add(raw: Buffer, recipients: readonly string[]): Promise<void> {
    const email = await PostalMime.parse(raw);
    this.lastId += 1;
    this.mails.push({ id: this.lastId, receivedAt: new Date(), recipients, raw, email });
    this.bytes += raw.byteLength;
    while (this.mails.length > MAILS_MAX || this.bytes > BYTES_MAX)
      this.bytes -= this.mails.shift()?.raw.byteLength ?? this.bytes;
  }

  /** Newest first. */
  list(): readonly StoredMail[] {
    return this.mails.toReversed();
  }

  find(id: number): StoredMail | undefined {
    return this.mails.find((mail) => mail.id === id);
  }
}
