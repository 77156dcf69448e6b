/**
 * One `next` message for many receivers: everything but the id, serialised once.
 *
 * All receivers whose prefix has the same length share one buffer with the whole frame, into which each one's prefix is
 * written just before the buffer is. A write that the kernel takes at once, as nearly all are, needs the buffer no longer;
 * where one has to wait, it keeps the buffer and the next receiver gets a fresh one. So a message costs each receiver one
 * copy of its prefix and one write.
 */
export class SharedMessage {
  readonly #rest: Buffer;
  #frame: Buffer | null = null;
  #prefixLength = -1;
  #headLength = 0;

  constructor(payload: string) {
    this.#rest = Buffer.from(`${payload}}`);
  }

  /** A whole WebSocket text frame. It is to be written before the next one is asked for. */
  frame(prefix: string): Buffer {
    if (this.#frame === null || prefix.length !== this.#prefixLength) {
      this.#prefixLength = prefix.length;
      const head = textFrameHead(prefix.length + this.#rest.length);
      this.#headLength = head.length;
      this.#frame = Buffer.concat([head, Buffer.from(prefix, 'latin1'), this.#rest]);
    } else this.#frame.write(prefix, this.#headLength, 'latin1');
    return this.#frame;
  }

  /** To be called where the last frame could not be written at once, and must stay as it is. */
  keepFrame(): void {
    this.#frame = null;
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
