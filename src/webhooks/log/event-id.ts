const UUID_BYTES = 16;
const NUMBER_BYTES = 8;
const LETTERS = (4 * (UUID_BYTES + NUMBER_BYTES)) / 3;

/** The public id of what is numbered within something else, such as the event of a show: 32 characters after the prefix. */
export function encodeNumberedId(kind: string, uuid: string, number: number): string {
  const bytes = Buffer.alloc(UUID_BYTES + NUMBER_BYTES);
  bytes.write(uuid.replaceAll('-', ''), 'hex');
  bytes.writeBigUInt64BE(BigInt(number), UUID_BYTES);
  return `${kind}_${bytes.toString('base64url')}`;
}

/** What such an id names, or null if it is not one. */
export function decodeNumberedId(kind: string, id: string): { readonly uuid: string; readonly number: number } | null {
  if (!id.startsWith(`${kind}_`)) return null;
  const letters = id.slice(kind.length + 1);
  if (letters.length !== LETTERS || !/^[\w-]+$/.test(letters)) return null;
  const bytes = Buffer.from(letters, 'base64url');
  const number = bytes.readBigUInt64BE(UUID_BYTES);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const uuid = bytes.toString('hex', 0, UUID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { uuid, number: Number(number) };
}

/** The id of an event, and of every message about it: the same at each attempt, for each endpoint, and after a replay. */
export const encodeEventId = ({ showId, sequence }: { readonly showId: string; readonly sequence: number }): string =>
  encodeNumberedId('evt', showId, sequence);

export function decodeEventId(id: string): { readonly showId: string; readonly sequence: number } | null {
  const named = decodeNumberedId('evt', id);
  return named === null ? null : { showId: named.uuid, sequence: named.number };
}
