import { createHmac, timingSafeEqual } from 'node:crypto';
import type { NotificationKey } from '../ledger/notification';

const UUID_BYTES = 16;
const MAC_BYTES = 32;
const SECRET_CHARS = Math.ceil(((2 * UUID_BYTES + MAC_BYTES) * 4) / 3);

/** What a link in a mail is good for. The secret of one is not good for another. */
export type LinkPurpose = 'order link' | 'mail preferences' | 'keep address';

/**
 * The secrets in the links of a mail. Each names the message, so that the repeat of a message has the same ones, and
 * nothing secret is stored; whether a link to an order was used is in the message's row.
 */
export interface MailLinks {
  sign(key: NotificationKey, purpose: LinkPurpose): string;
  /** The message of a secret; null where it was not made here, or for another purpose. */
  read(secret: string, purpose: LinkPurpose): NotificationKey | null;
}

/** @param key 32 secret bytes that every process of the service has */
export function openMailLinks(key: Buffer): MailLinks {
  const macOf = (payload: Buffer, purpose: LinkPurpose) =>
    createHmac('sha256', key).update(`${purpose}\0`).update(payload).digest();
  return {
    sign({ showId, id }, purpose) {
      const payload = Buffer.from(`${showId}${id}`.replaceAll('-', ''), 'hex');
      return Buffer.concat([payload, macOf(payload, purpose)]).toString('base64url');
    },
    read(secret, purpose) {
      if (secret.length !== SECRET_CHARS || !/^[\w-]+$/.test(secret)) return null;
      const bytes = Buffer.from(secret, 'base64url');
      // Otherwise one link would have several spellings.
      if (bytes.toString('base64url') !== secret) return null;
      const payload = bytes.subarray(0, 2 * UUID_BYTES);
      if (!timingSafeEqual(macOf(payload, purpose), bytes.subarray(2 * UUID_BYTES))) return null;
      return { showId: uuidAt(payload, 0), id: uuidAt(payload, UUID_BYTES) };
    },
  };
}

const uuidAt = (bytes: Buffer, start: number): string =>
  bytes.toString('hex', start, start + UUID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
