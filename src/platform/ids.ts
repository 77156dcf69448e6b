import { v7 } from 'uuid';

/** A new UUIDv7: its first 48 bits are the time, so that rows created together are stored together. */
export const newId = (): string => v7();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LETTERS = /^[A-Za-z0-9_-]{22}$/;
const LETTERS_OF_TWO = /^[A-Za-z0-9_-]{43}$/;

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
  return uuidOf(bytes);
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The public, opaque id of an object, such as `show_AZNJ…`; its prefix says which module answers `node(id)`. */
export const encodeId = (kind: string, uuid: string): string => `${kind}_${shortenUuid(uuid)}`;

/** The UUID of a public id of this kind, or null if it is not one. */
export function decodeId(kind: string, id: string): string | null {
  return id.startsWith(`${kind}_`) ? restoreUuid(id.slice(kind.length + 1)) : null;
}

/** Whether this process hands out ids of the form before, which name the object alone: see `PUBLIC_IDS`. */
let isPlain = false;

/** Set once, as the process starts: other processes of the service may not be able to read the other form yet. */
export function handOutIds(form: 'with-show' | 'plain'): void {
  isPlain = form === 'plain';
}

/**
 * The public id of an object that is stored with another one, such as a hold with its show: both UUIDs, in 43 characters
 * after the prefix. So whoever gets the id knows where the object is stored.
 */
export const encodeIdWithin = (kind: string, outerUuid: string, uuid: string): string =>
  isPlain
    ? encodeId(kind, uuid)
    : `${kind}_${Buffer.from((outerUuid + uuid).replaceAll('-', ''), 'hex').toString('base64url')}`;

/** What such an id names, or null if it is not one. `outer` is null in an id of the form before, without it. */
export function decodeIdWithin(
  kind: string,
  id: string,
): { readonly outer: string | null; readonly uuid: string } | null {
  const plain = decodeId(kind, id);
  if (plain !== null) return { outer: null, uuid: plain };
  if (!id.startsWith(`${kind}_`)) return null;
  const letters = id.slice(kind.length + 1);
  if (!LETTERS_OF_TWO.test(letters)) return null;
  const bytes = Buffer.from(letters, 'base64url');
  // As above: unused bits must be zeros.
  if (bytes.toString('base64url') !== letters) return null;
  return { outer: uuidOf(bytes.subarray(0, 16)), uuid: uuidOf(bytes.subarray(16)) };
}

/** The prefix of a public id, or null if it has none. */
export function kindOfId(id: string): string | null {
  const end = id.indexOf('_');
  return end > 0 ? id.slice(0, end) : null;
}
