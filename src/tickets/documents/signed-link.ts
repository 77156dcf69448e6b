import { createHmac, timingSafeEqual } from 'node:crypto';
import { type DocumentLanguage, documentLanguages } from './messages/languages';
import type { TicketKey } from './ticket-document';
import { bytesOfUuid, uuidOfBytes } from './uuid-bytes';

/** What a link may show, until when, and in which language. */
export interface LinkedTickets {
  /** Of one show, in the order of the pages. */
  readonly tickets: readonly TicketKey[];
  readonly language: DocumentLanguage;
}

/** As many as an order can have. */
export const LINKED_TICKETS_MAX = 100;
export const LINK_SECONDS = 15 * 60;

const VERSION = 1;
const UUID_BYTES = 16;
const MAC_BYTES = 32;
/** Version, language, expiry in seconds, show. */
const HEAD_BYTES = 1 + 1 + 6 + UUID_BYTES;
const TOKEN_CHARS_MAX = Math.ceil(((HEAD_BYTES + LINKED_TICKETS_MAX * UUID_BYTES + MAC_BYTES) * 4) / 3);

/** What a link leads to. It is a part of what is signed, so that a link to one is not good for another. */
export type LinkPurpose = 'pdf' | 'apple' | 'google';

const macOf = (linkKey: Buffer, purpose: LinkPurpose, payload: Buffer): Buffer =>
  createHmac('sha256', linkKey).update(`ticket-link ${purpose}\0`).update(payload).digest();

/** A token for an address, in base64url: whoever has it may read these tickets for fifteen minutes. */
export function signLink(
  linkKey: Buffer,
  purpose: LinkPurpose,
  { tickets, language }: LinkedTickets,
  now: Date,
): string {
  const [first] = tickets;
  if (first === undefined || tickets.length > LINKED_TICKETS_MAX || tickets.some((it) => it.showId !== first.showId)) {
    throw new Error(`A link names 1 to ${LINKED_TICKETS_MAX} tickets of one show`);
  }
  const head = Buffer.alloc(8);
  head.writeUInt8(VERSION, 0);
  head.writeUInt8(documentLanguages.indexOf(language), 1);
  head.writeUIntBE(Math.floor(now.getTime() / 1000) + LINK_SECONDS, 2, 6);
  const payload = Buffer.concat([
    head,
    bytesOfUuid(first.showId),
    ...tickets.map(({ ticketId }) => bytesOfUuid(ticketId)),
  ]);
  return Buffer.concat([payload, macOf(linkKey, purpose, payload)]).toString('base64url');
}

export type LinkReading =
  | ({ readonly kind: 'Valid' } & LinkedTickets)
  | { readonly kind: 'Expired'; readonly language: DocumentLanguage }
  /** Not signed by this service, or changed since. */
  | { readonly kind: 'Forged' };

export function readLink(linkKey: Buffer, purpose: LinkPurpose, token: string, now: Date): LinkReading {
  if (token.length > TOKEN_CHARS_MAX || !/^[\w-]+$/.test(token)) return { kind: 'Forged' };
  const bytes = Buffer.from(token, 'base64url');
  // Otherwise one link would have several spellings: unused bits, and characters that are skipped.
  if (bytes.toString('base64url') !== token) return { kind: 'Forged' };
  const ticketBytes = bytes.length - HEAD_BYTES - MAC_BYTES;
  if (ticketBytes < UUID_BYTES || ticketBytes % UUID_BYTES !== 0) return { kind: 'Forged' };
  const payload = bytes.subarray(0, -MAC_BYTES);
  if (!timingSafeEqual(macOf(linkKey, purpose, payload), bytes.subarray(-MAC_BYTES))) return { kind: 'Forged' };
  const language = documentLanguages[payload.readUInt8(1)];
  // Signed by another version of this service, which runs beside this one.
  if (payload.readUInt8(0) !== VERSION || language === undefined) return { kind: 'Forged' };
  if (payload.readUIntBE(2, 6) * 1000 <= now.getTime()) return { kind: 'Expired', language };
  const showId = uuidOfBytes(payload.subarray(8, HEAD_BYTES));
  const tickets: TicketKey[] = [];
  for (let start = HEAD_BYTES; start < payload.length; start += UUID_BYTES) {
    tickets.push({ showId, ticketId: uuidOfBytes(payload.subarray(start, start + UUID_BYTES)) });
  }
  return { kind: 'Valid', tickets, language };
}
