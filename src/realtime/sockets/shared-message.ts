/**
 * One `next` message for many receivers: everything but the id, serialised once.
 *
 * The bytes are kept as a string of Latin-1 letters, one for each byte of UTF-8. Joining two such strings and writing them
 * as 'latin1' is the cheapest way that Node has from a receiver's own prefix and the shared rest to the kernel: one
 * write, no buffer of our own, no second look for letters beyond ASCII.
 */
export class SharedMessage {
  readonly #rest: string;
  #framedLength = -1;
  #frameHead = '';

  constructor(payload: string) {
    this.#rest = bytesOf(`${payload}}`);
  }

  /** A whole WebSocket text frame, to be written as 'latin1'. */
  frame(prefix: string): string {
    const length = prefix.length + this.#rest.length;
    // Ids mostly have one length, so the head is made once for all.
    if (length !== this.#framedLength) {
      this.#framedLength = length;
      this.#frameHead = textFrameHead(length);
    }
    return this.#frameHead + prefix + this.#rest;
  }
}

/** What stands before the shared rest in the message for the operation with this id. */
export function nextMessagePrefix(id: string): string {
  return bytesOf(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
}

/** RFC 6455, 5.2: an unfragmented, unmasked text frame without extensions. */
function textFrameHead(length: number): string {
  if (length < 126) return String.fromCharCode(0x81, length);
  if (length < 65_536) return String.fromCharCode(0x81, 126, length >> 8, length & 255);
  const head = Buffer.alloc(10);
  head[0] = 0x81;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head.toString('latin1');
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
