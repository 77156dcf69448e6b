import { v7 } from 'uuid';

/** A new UUIDv7: its first 48 bits are the time, so that rows made together lie together. */
export const newId = (): string => v7();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LETTERS = /^[A-Za-z0-9_-]{22}$/;

/** Tells whether the text is a UUID in its usual lower-case form. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** The 22 base64url letters of a UUID: what public ids are made of. */
export function shortenUuid(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

/** The UUID behind 22 base64url letters, or null where they are no UUID. */
export function restoreUuid(letters: string): string | null {
  if (!LETTERS.test(letters)) return null;
  const bytes = Buffer.from(letters, 'base64url');
  // The last letter carries four spare bits: only one spelling of them is an id, or equal things had two ids.
  if (bytes.length !== 16 || bytes.toString('base64url') !== letters) return null;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The public, opaque id of a thing, such as `show_AZNJ…`; the kind in front tells `node(id)` where to look. */
export const encodeId = (kind: string, uuid: string): string => `${kind}_${shortenUuid(uuid)}`;

/** The UUID of a public id of this kind, or null where it is none. */
export function decodeId(kind: string, id: string): string | null {
  return id.startsWith(`${kind}_`) ? restoreUuid(id.slice(kind.length + 1)) : null;
}

/** What stands in front of a public id, or null where it has no such shape. */
export function kindOfId(id: string): string | null {
  const end = id.indexOf('_');
  return end > 0 ? id.slice(0, end) : null;
}
