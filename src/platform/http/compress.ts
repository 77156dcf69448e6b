import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { chooseEncoding } from './choose-encoding';

/** A smaller answer fits into few packets: compressing it takes more time than it saves. */
export const COMPRESS_FROM_BYTES = 4096;
/** Files and DNS need the same threads: more answers than this at once are sent as they are. */
const AT_ONCE_MAX = 2;
/** Quick rather than small. A snapshot of 80,000 seats takes a few milliseconds. */
export const brotliQuality = 4;
export const gzipLevel = 4;

let atWork = 0;

export interface Compressed {
  readonly encoding: 'br' | 'gzip';
  readonly body: Buffer;
}

/**
 * The text in the encoding that the client prefers. Null where it is to be sent as it is: it is small, the client accepts
 * no encoding, or others are being compressed already.
 */
export async function compress(text: string, accepted: string | string[] | undefined): Promise<Compressed | null> {
  if (text.length < COMPRESS_FROM_BYTES || atWork >= AT_ONCE_MAX) return null;
  const encoding = chooseEncoding(accepted);
  if (encoding === 'identity') return null;
  atWork += 1;
  try {
    const body =
      encoding === 'br'
        ? await promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } })
        : await promisify(gzip)(text, { level: gzipLevel });
    return { encoding, body };
  } finally {
    atWork -= 1;
  }
}
