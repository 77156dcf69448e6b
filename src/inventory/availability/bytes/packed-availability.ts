import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Encoding } from '../../../platform';
import type { ShowStatuses } from '../../live/statuses/show-statuses';
import { packAll, packDifference } from './pack-availability';

/** What a client asks for: everything, the statuses alone, or what has changed since a revision. */
export type AvailabilityForm = 'full' | 'statuses' | { readonly since: string };

/** Differences that are kept of one revision. Clients that follow have few revisions at a time. */
const DIFFERENCES_MAX = 32;
/** Quick rather than small: the bytes live for one revision. Without versions the next quality saves a twentieth. */
const BROTLI_QUALITY = 1;
const BROTLI_QUALITY_OF_STATUSES = 2;
const GZIP_LEVEL = 1;
/**
 * 64 KB: what repeats is near. A larger window takes memory from the kernel, which has to empty it first, for each packing:
 * more time than the compression itself.
 */
const BROTLI_WINDOW_BITS = 16;
/** What a stadium takes comes in one piece; several are as many turns between threads. */
const CHUNK_BYTES = 65_536;

/**
 * The bytes of one show, packed and compressed once for each revision, form and encoding, whoever asks. Bytes of a
 * revision are never changed: what this process has committed and the stream has not brought yet comes with the next one.
 */
export class PackedAvailability {
  private revision: string | null = null;
  private readonly kept = new Map<string, Promise<Buffer>>();

  constructor(private readonly statuses: ShowStatuses) {}

  /** A difference of a revision that is too old is everything. */
  bytes(form: AvailabilityForm, encoding: Encoding): Promise<Buffer> {
    if (this.revision !== this.statuses.revision) {
      this.kept.clear();
      this.revision = this.statuses.revision;
    }
    const key = `${typeof form === 'string' ? form : form.since} ${encoding}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    if (this.kept.size >= DIFFERENCES_MAX) this.kept.clear();
    const packed = this.pack(form);
    const quality = form === 'statuses' ? BROTLI_QUALITY_OF_STATUSES : BROTLI_QUALITY;
    const bytes = compress(packed, encoding, quality);
    this.kept.set(key, bytes);
    // A failure is not kept.
    bytes.catch(() => this.kept.delete(key));
    return bytes;
  }

  private pack(form: AvailabilityForm): Buffer {
    if (typeof form === 'string') return packAll(this.statuses, form === 'full');
    const indexes = this.statuses.changedSince(form.since);
    return indexes === null ? packAll(this.statuses, true) : packDifference(this.statuses, form.since, indexes);
  }
}

async function compress(bytes: Buffer, encoding: Encoding, brotliQuality: number): Promise<Buffer> {
  switch (encoding) {
    case 'br':
      return promisify(brotliCompress)(bytes, {
        chunkSize: CHUNK_BYTES,
        params: {
          [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
          [constants.BROTLI_PARAM_LGWIN]: BROTLI_WINDOW_BITS,
        },
      });
    case 'gzip':
      return promisify(gzip)(bytes, { level: GZIP_LEVEL, chunkSize: CHUNK_BYTES });
    case 'identity':
      return bytes;
  }
}
