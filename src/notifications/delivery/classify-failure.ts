/** What a failed attempt means. */
export type Failure =
  /** The server cannot be reached, or accepts nothing from us at all: not about this message. */
  | { readonly kind: 'ServerAway'; readonly error: string }
  /** The server refuses this message for now. */
  | { readonly kind: 'Later'; readonly error: string }
  /** The server refuses this message for good; `isHardBounce` where it refuses the address. */
  | { readonly kind: 'Refused'; readonly error: string; readonly isHardBounce: boolean };

const ERROR_CHARS_MAX = 500;

/** Reads an error of nodemailer: its code, the command that failed and the server's reply. */
export function classifyFailure(error: unknown): Failure {
  const { code, command, responseCode, response, message } = error as {
    readonly code?: string;
    readonly command?: string;
    readonly responseCode?: number;
    readonly response?: string;
    readonly message?: string;
  };
  const text = (response ?? message ?? String(error)).replace(/\s+/g, ' ').slice(0, ERROR_CHARS_MAX);
  // Nothing after the connection, the greeting and the login is about more than one message.
  const isOfMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (!isOfMessage || responseCode === 421) return { kind: 'ServerAway', error: `${code ?? 'ERROR'}: ${text}` };
  if (responseCode === undefined || responseCode < 500) {
    // Without a reply: the address cannot be written in SMTP, such as one that nodemailer refuses.
    const isOurs = responseCode === undefined && code === 'EENVELOPE';
    return isOurs ? { kind: 'Refused', error: text, isHardBounce: false } : { kind: 'Later', error: text };
  }
  // 5.1.x is the address, 5.2.1 a mailbox that is disabled (RFC 3463). A reply to the recipient is about it unless it
  // names another subject: a policy or a full mailbox is no reason to give the address up.
  const status = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(text);
  const isHardBounce =
    status === null ? command === 'RCPT TO' : status[1] === '1' || (status[1] === '2' && status[2] === '1');
  return { kind: 'Refused', error: text, isHardBounce };
}
