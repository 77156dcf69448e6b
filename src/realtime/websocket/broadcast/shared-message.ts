/**
 * One `next` message for many receivers, or several that each of them gets in one piece: everything but the id,
 * serialized once.
 *
 * All receivers whose prefix has the same length share one buffer with the whole frames. Each one's prefix is copied into
 * the buffer just before the buffer is written. A write that the kernel accepts at once, as nearly all do, no longer needs
 * the buffer; a write that has to wait keeps it, and the next receiver gets a new one. So a message costs each receiver one
 * copy of its prefix and one write.
 */
export class SharedMessage {
  #frames: Buffer | null = null;
  #prefixLength = -1;
  /** Where the prefix of each frame begins. */
  #prefixesAt: readonly number[] = [];

  private constructor(private readonly rests: readonly Buffer[]) {}

  /** Without prefixes and frames. */
  get bytes(): number {
    return this.rests.reduce((sum, rest) => sum + rest.length, 0);
  }

  static of(payload: string): SharedMessage {
    return new SharedMessage([Buffer.from(`${payload}}`)]);
  }

  /** Frames of their own, in this order. */
  static join(messages: readonly SharedMessage[]): SharedMessage {
    const [only, ...more] = messages;
    return only !== undefined && more.length === 0 ? only : new SharedMessage(messages.flatMap(({ rests }) => rests));
  }

  /** Whole WebSocket text frames. They must be written before this is called again. */
  frames(prefix: string): Buffer {
    if (this.#frames === null || prefix.length !== this.#prefixLength) return this.#build(prefix);
    for (const at of this.#prefixesAt) this.#frames.write(prefix, at, 'latin1');
    return this.#frames;
  }

  /** To be called if the last frames could not be written at once, and must stay unchanged. */
  keepFrames(): void {
    this.#frames = null;
  }

  #build(prefix: string): Buffer {
    const parts: Buffer[] = [];
    const prefixesAt: number[] = [];
    let length = 0;
    for (const rest of this.rests) {
      const head = textFrameHead(prefix.length + rest.length);
      prefixesAt.push(length + head.length);
      parts.push(head, Buffer.from(prefix, 'latin1'), rest);
      length += head.length + prefix.length + rest.length;
    }
    this.#prefixesAt = prefixesAt;
    this.#prefixLength = prefix.length;
    this.#frames = Buffer.concat(parts, length);
    return this.#frames;
  }
}

/**
 * The part of a message before the shared rest, for the operation with this id. It is kept as one Latin-1 character for each
 * byte of its UTF-8, because there is one for each subscription and a buffer takes three times as much memory.
 */
export function nextMessagePrefix(id: string): string {
  return Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`).toString('latin1');
}

/** RFC 6455, 5.2: an unfragmented, unmasked text frame without extensions. */
function textFrameHead(length: number): Buffer {
  if (length < 126) return Buffer.from([0x81, length]);
  if (length < 65_536) return Buffer.from([0x81, 126, length >> 8, length & 255]);
  const head = Buffer.alloc(10);
  head[0] = 0x81;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}
