import type { ShowStatuses } from '../../live/statuses/show-statuses';

/**
 * The statuses of a show as bytes: `docs/availability-bytes.md` describes the format, and
 * `client-example/src/seat-map/live/decode-availability.ts` reads it.
 */
const MAGIC = 'FRA1';
const KINDS = { full: 0, statuses: 1, difference: 2 } as const;

/** What a status is written as; the ledger has no more of them. */
const CODES = 'AHRSB';
const BLOCKED = CODES.indexOf('B');

/** Of 32 bits. */
const VARINT_BYTES_MAX = 5;

/** By character code. */
const numbers = Uint8Array.from({ length: 256 }, (_, code) => {
  const number = CODES.indexOf(String.fromCharCode(code));
  return number < 0 ? BLOCKED : number;
});

/** All statuses, three bits' worth in a half byte each, with or without the version of each seat. */
export function packAll({ codes, versions, revision, layout }: ShowStatuses, withVersions: boolean): Buffer {
  const out = new ByteWriter(64 + (codes.length >> 1) + (withVersions ? codes.length * VARINT_BYTES_MAX : 0));
  writeHead(out, withVersions ? KINDS.full : KINDS.statuses, revision ?? '', layout.seatMap.version, codes.length);
  out.halfBytes(codes, numbers);
  if (withVersions) out.varints(versions);
  return out.end();
}

/** The seats of these indexes, ascending, as they are now. */
export function packDifference(
  { codes, versions, revision, layout }: ShowStatuses,
  since: string,
  indexes: readonly number[],
): Buffer {
  const out = new ByteWriter(128 + indexes.length * 6);
  writeHead(out, KINDS.difference, revision ?? '', layout.seatMap.version, codes.length);
  out.text(since);
  out.varint(indexes.length);
  let before = -1;
  for (const index of indexes) {
    out.varint(index - before - 1);
    out.byte(numbers[codes[index] ?? 0] ?? BLOCKED);
    out.varint(versions[index] ?? 0);
    before = index;
  }
  return out.end();
}

function writeHead(out: ByteWriter, kind: number, revision: string, seatMapVersion: string, seatCount: number): void {
  out.bytes(MAGIC);
  out.byte(kind);
  out.text(revision);
  out.text(seatMapVersion);
  out.varint(seatCount);
}

/** All bytes are written to it before they are copied: memory of the size that they could have would be new each time. */
let scratch = Buffer.allocUnsafe(0);

class ByteWriter {
  private buffer: Buffer;
  private length = 0;

  constructor(expected: number) {
    if (scratch.length < expected) scratch = Buffer.allocUnsafe(expected);
    this.buffer = scratch;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  /** Seven bits a byte, the lowest first; the eighth says that another byte follows. */
  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  varints(values: Int32Array): void {
    this.reserve(values.length * VARINT_BYTES_MAX);
    const { buffer } = this;
    let at = this.length;
    for (let index = 0; index < values.length; index += 1) {
      let rest = values[index] ?? 0;
      while (rest > 127) {
        buffer[at++] = (rest & 127) | 128;
        rest >>>= 7;
      }
      buffer[at++] = rest;
    }
    this.length = at;
  }

  /** Two values a byte as the table translates them, the first in the lower half. */
  halfBytes(values: Uint8Array, table: Uint8Array): void {
    this.reserve((values.length + 1) >> 1);
    const { buffer } = this;
    let at = this.length;
    for (let index = 0; index < values.length; index += 2) {
      const high = index + 1 < values.length ? (table[values[index + 1] ?? 0] ?? 0) : 0;
      buffer[at++] = (table[values[index] ?? 0] ?? 0) | (high << 4);
    }
    this.length = at;
  }

  bytes(ascii: string): void {
    this.reserve(ascii.length);
    this.length += this.buffer.write(ascii, this.length, 'latin1');
  }

  /** ASCII of at most 255 characters, after its length. */
  text(ascii: string): void {
    this.byte(ascii.length);
    this.bytes(ascii);
  }

  end(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.length));
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe((this.length + bytes) * 2);
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}
