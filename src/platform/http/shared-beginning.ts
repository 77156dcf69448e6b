import { promisify } from 'node:util';
import { brotliCompress, constants, crc32, gzip } from 'node:zlib';
import type { Encoding } from './choose-encoding';
import { brotliQuality, gzipLevel } from './compress';

/** What a block of either format may contain that is not compressed. */
const END_BYTES_MAX = 0xffff;

/**
 * A long text that is sent many times, each time with another short end. It is compressed once for each encoding; the
 * end follows as a block that is not compressed, as both formats allow.
 */
export class SharedBeginning {
  private readonly plain: Buffer;
  private readonly compressed = new Map<Encoding, Promise<Buffer>>();
  private checksum: number | null = null;

  constructor(text: string) {
    this.plain = Buffer.from(text);
  }

  /** Of the text, without what it takes compressed. */
  get byteLength(): number {
    return this.plain.length;
  }

  /** The parts of the text with this end, in the encoding. */
  async with(end: string, encoding: Encoding): Promise<readonly Buffer[]> {
    const bytes = Buffer.from(end);
    if (bytes.length === 0 || bytes.length > END_BYTES_MAX) throw new Error(`An end has 1 to ${END_BYTES_MAX} bytes`);
    if (encoding === 'identity') return [this.plain, bytes];
    const beginning = await this.beginningIn(encoding);
    return encoding === 'br'
      ? [beginning, Buffer.concat([brotliBlock(bytes.length), bytes, BROTLI_LAST])]
      : [beginning, Buffer.concat([deflateBlock(bytes.length), bytes, this.gzipTrailer(bytes)])];
  }

  private beginningIn(encoding: 'br' | 'gzip'): Promise<Buffer> {
    let beginning = this.compressed.get(encoding);
    if (beginning === undefined) {
      // Flushed and not finished: what follows begins on a whole byte.
      beginning =
        encoding === 'br'
          ? promisify(brotliCompress)(this.plain, {
              params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality },
              finishFlush: constants.BROTLI_OPERATION_FLUSH,
            })
          : promisify(gzip)(this.plain, { level: gzipLevel, finishFlush: constants.Z_SYNC_FLUSH });
      this.compressed.set(encoding, beginning);
      // A failure is not kept.
      beginning.catch(() => this.compressed.delete(encoding));
    }
    return beginning;
  }

  /** RFC 1952, 2.3.1: the checksum and the length of the whole text. */
  private gzipTrailer(end: Buffer): Buffer {
    this.checksum ??= crc32(this.plain);
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(crc32(end, this.checksum), 0);
    trailer.writeUInt32LE((this.plain.length + end.length) >>> 0, 4);
    return trailer;
  }
}

/** RFC 1951, 3.2.4: the last block, stored. */
function deflateBlock(length: number): Buffer {
  return Buffer.from([1, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff]);
}

/** RFC 7932, 9.2: not the last block, its length in four half bytes, less one, and that it is not compressed. */
function brotliBlock(length: number): Buffer {
  const head = ((length - 1) << 3) | (1 << 19);
  return Buffer.from([head & 0xff, (head >> 8) & 0xff, head >> 16]);
}

/** The last block, and an empty one. */
const BROTLI_LAST = Buffer.from([3]);
