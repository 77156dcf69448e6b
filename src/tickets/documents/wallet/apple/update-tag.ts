import { createHash } from 'node:crypto';

/** What one pass shows, for the tag of a device. */
export interface PassDigest {
  readonly serial: string;
  readonly contentHash: Buffer;
}

/** Two contents of one pass have equal digests once in 280 trillion. */
const DIGEST_CHARS = 8;
export const UPDATE_TAG_CHARS_MAX = 200 * DIGEST_CHARS;

const digestOf = ({ serial, contentHash }: PassDigest): string =>
  createHash('sha256').update(serial).update(contentHash).digest('base64url').slice(0, DIGEST_CHARS);

/**
 * What a device has seen of its passes. Apple calls the tag "lastUpdated" and passes it back unread, so it need not be a
 * time: it holds a digest of each pass. Times would miss a change that commits after the answer but is older than it.
 */
export const updateTag = (passes: readonly PassDigest[]): string => passes.map(digestOf).sort().join('');

/** The serial numbers of those that are not as the tag says. Without a tag, or with one of another form, all. */
export function changedSince(tag: string | undefined, passes: readonly PassDigest[]): string[] {
  const isTag = tag !== undefined && tag.length <= UPDATE_TAG_CHARS_MAX && tag.length % DIGEST_CHARS === 0;
  const seen = new Set(isTag ? tag.match(new RegExp(`.{${DIGEST_CHARS}}`, 'g')) : []);
  return passes.filter((pass) => !seen.has(digestOf(pass))).map(({ serial }) => serial);
}
