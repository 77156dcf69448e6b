import { v7 } from 'uuid';

/** A new UUIDv7: its first 48 bits are the time, so that rows created together are stored together. */
export const newId = (): string => v7();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LETTERS = /^[A-Za-z0-9_-]{22}$/;

/** True if the text is a UUID in its usual lower-case form. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** The 22 base64url characters of a UUID, as used in public ids. */
export function shortenUuid(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

/** The UUID that 22 base64url characters encode, or null if they encode none. */
export function restoreUuid(letters: string): string | null {
  if (!LETTERS.test(letters)) return null;
  const bytes = Buffer.from(letters, 'base64url');
  // The last character has four unused bits. Only zeros are accepted; otherwise one object would have several ids.
  if (bytes.length !== 16 || bytes.toString('base64url') !== letters) return null;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The public, opaque id of an object, such as `show_AZNJ…`; its prefix says which module answers `node(id)`. */
export const encodeId = (kind: string, uuid: string): string => `${kind}_${shortenUuid(uuid)}`;

/** The UUID of a public id of this kind, or null if it is not one. */
export function decodeId(kind: string, id: string): string | null {
  return id.startsWith(`${kind}_`) ? restoreUuid(id.slice(kind.length + 1)) : null;
}

/** The prefix of a public id, or null if it has none. */
export function kindOfId(id: string): string | null {
  const end = id.indexOf('_');
  return end > 0 ? id.slice(0, end) : null;
}
