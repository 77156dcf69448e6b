import { createHmac, timingSafeEqual } from 'node:crypto';

const UUID_BYTES = 16;
const MAC_BYTES = 32;
const SECRET_CHARS = Math.ceil(((UUID_BYTES + MAC_BYTES) * 4) / 3);

/**
 * What a link is good for. A mailed one proves that its bearer reads the address, so it must never be shown anywhere
 * else: the link that an owner passes on is another one.
 */
export type OrganizerLink =
  | { readonly purpose: 'sign in'; readonly id: string }
  | { readonly purpose: 'shared invitation'; readonly id: string }
  | { readonly purpose: 'mailed invitation'; readonly id: string; readonly email: string };

/**
 * The secrets of links for organizers: an id and a signature over what the link is good for. Nothing secret is stored,
 * and the repeat of a mail has the same link; whether it was used, its row says.
 */
export interface OrganizerLinks {
  sign(link: OrganizerLink): string;
  /** The id that a secret names. Says nothing about its signature; null where it is none of ours by its form. */
  idOf(secret: string): string | null;
  isSigned(secret: string, link: OrganizerLink): boolean;
}

/** @param key 32 secret bytes that every process of the service has */
export function openOrganizerLinks(key: Buffer): OrganizerLinks {
  const macOf = (link: OrganizerLink) =>
    createHmac('sha256', key)
      .update(`${link.purpose}\0${link.id}\0${'email' in link ? link.email.toLowerCase() : ''}`)
      .digest();
  const bytesOf = (secret: string): Buffer | null => {
    if (secret.length !== SECRET_CHARS || !/^[\w-]+$/.test(secret)) return null;
    const bytes = Buffer.from(secret, 'base64url');
    // Otherwise one link would have several spellings.
    return bytes.toString('base64url') === secret ? bytes : null;
  };
  return {
    sign: (link) => Buffer.concat([Buffer.from(link.id.replaceAll('-', ''), 'hex'), macOf(link)]).toString('base64url'),
    idOf(secret) {
      const bytes = bytesOf(secret);
      if (bytes === null) return null;
      return bytes.toString('hex', 0, UUID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
    isSigned(secret, link) {
      const bytes = bytesOf(secret);
      return bytes !== null && timingSafeEqual(bytes.subarray(UUID_BYTES), macOf(link));
    },
  };
}
