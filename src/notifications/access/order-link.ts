import { createHmac, timingSafeEqual } from 'node:crypto';
import type { NotificationKey } from '../ledger/notification';

const UUID_BYTES = 16;
const MAC_BYTES = 32;
const SECRET_CHARS = Math.ceil(((2 * UUID_BYTES + MAC_BYTES) * 4) / 3);

/**
 * The secret in a mail that leads back to its order. It names the message, so that the repeat of a message has the same
 * one, and nothing secret is stored; whether it was used is in the message's row.
 */
export interface OrderLinks {
  sign(key: NotificationKey): string;
  /** The message of a secret; null where it was not made here. */
  read(secret: string): NotificationKey | null;
}

/** @param key 32 secret bytes that every process of the service has */
export function openOrderLinks(key: Buffer): OrderLinks {
  const macOf = (payload: Buffer) => createHmac('sha256', key).update('order link\0').update(payload).digest();
  return {
    sign({ showId, id }) {
      const payload = Buffer.from(`${showId}${id}`.replaceAll('-', ''), 'hex');
      return Buffer.concat([payload, macOf(payload)]).toString('base64url');
    },
    read(secret) {
      if (secret.length !== SECRET_CHARS || !/^[\w-]+$/.test(secret)) return null;
      const bytes = Buffer.from(secret, 'base64url');
      // Otherwise one link would have several spellings.
      if (bytes.toString('base64url') !== secret) return null;
      const payload = bytes.subarray(0, 2 * UUID_BYTES);
      if (!timingSafeEqual(macOf(payload), bytes.subarray(2 * UUID_BYTES))) return null;
      return { showId: uuidAt(payload, 0), id: uuidAt(payload, UUID_BYTES) };
    },
  };
}

const uuidAt = (bytes: Buffer, start: number): string =>
  bytes.toString('hex', start, start + UUID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
