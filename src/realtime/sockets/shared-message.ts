/**
 * One `next` message for many receivers, or several that each of them gets in one piece: everything but the id,
 * serialised once.
 *
 * All receivers whose prefix has the same length share one buffer with the whole frames, into which each one's prefix is
 * written just before the buffer is. A write that the kernel takes at once, as nearly all are, needs the buffer no longer;
 * where one has to wait, it keeps the buffer and the next receiver gets a fresh one. So a message costs each receiver one
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
  static together(messages: readonly SharedMessage[]): SharedMessage {
    const [only, ...more] = messages;
    return only !== undefined && more.length === 0 ? only : new SharedMessage(messages.flatMap(({ rests }) => rests));
  }

  /** Whole WebSocket text frames. They are to be written before the next ones are asked for. */
  frames(prefix: string): Buffer {
    if (this.#frames === null || prefix.length !== this.#prefixLength) return this.#make(prefix);
    for (const at of this.#prefixesAt) this.#frames.write(prefix, at, 'latin1');
    return this.#frames;
  }

  /** To be called where the last frames could not be written at once, and must stay as they are. */
  keepFrames(): void {
    this.#frames = null;
  }

  #make(prefix: string): Buffer {
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
 * What stands before the shared rest in the message for the operation with this id. It is kept as one Latin-1 letter for
 * each byte of its UTF-8, because there is one for each subscription and a buffer weighs three times as much.
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
