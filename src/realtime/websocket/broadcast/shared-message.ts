/** Around the id in each frame. */
const BEFORE_ID = '{"id":';
const AFTER_ID = ',"type":"next","payload":';

/**
 * One `next` message for many receivers, or several that each of them gets in one piece: everything but the id,
 * serialized once.
 *
 * All receivers whose ids have the same length share one buffer with the whole frames. Each one's id is copied into the
 * buffer just before the buffer is written. A write that the kernel accepts at once, as nearly all do, no longer needs
 * the buffer; a write that has to wait keeps it, and the next receiver gets a new one. So a message costs each receiver one
 * copy of its id and one write.
 */
export class SharedMessage {
  #frames: Buffer | null = null;
  #idLength = -1;
  /** Where the id of each frame begins. */
  #idsAt: readonly number[] = [];

  private constructor(private readonly rests: readonly Buffer[]) {}

  /** Without ids and frames. */
  get bytes(): number {
    return this.rests.reduce((sum, rest) => sum + rest.length, 0);
  }

  static of(payload: string): SharedMessage {
    return new SharedMessage([Buffer.from(`${AFTER_ID}${payload}}`)]);
  }

  /** Frames of their own, in this order. */
  static join(messages: readonly SharedMessage[]): SharedMessage {
    const [only, ...more] = messages;
    return only !== undefined && more.length === 0 ? only : new SharedMessage(messages.flatMap(({ rests }) => rests));
  }

  /** Whole WebSocket text frames, with an id as `idInMessage` gives it. They must be written before this is called again. */
  frames(id: string): Buffer {
    if (this.#frames === null || id.length !== this.#idLength) return this.#build(id);
    for (const at of this.#idsAt) writeId(this.#frames, id, at);
    return this.#frames;
  }

  /** To be called if the last frames could not be written at once, and must stay unchanged. */
  keepFrames(): void {
    this.#frames = null;
  }

  #build(id: string): Buffer {
    const parts: Buffer[] = [];
    const idsAt: number[] = [];
    const start = Buffer.from(BEFORE_ID + id, 'latin1');
    let length = 0;
    for (const rest of this.rests) {
      const head = textFrameHead(start.length + rest.length);
      idsAt.push(length + head.length + BEFORE_ID.length);
      parts.push(head, start, rest);
      length += head.length + start.length + rest.length;
    }
    this.#idsAt = idsAt;
    this.#idLength = id.length;
    this.#frames = Buffer.concat(parts, length);
    return this.#frames;
  }
}

/**
 * The id of an operation as it stands in a message. It is kept as one Latin-1 character for each byte of its UTF-8, because
 * there is one for each subscription and a buffer takes three times as much memory.
 */
export function idInMessage(id: string): string {
  return Buffer.from(JSON.stringify(id)).toString('latin1');
}

/** Most ids are short: to leave JavaScript for one takes longer than to copy it here. */
const COPIED_LENGTH_MAX = 48;

function writeId(frames: Buffer, id: string, at: number): void {
  const { length } = id;
  if (length > COPIED_LENGTH_MAX) frames.write(id, at, 'latin1');
  else for (let place = 0; place < length; place += 1) frames[at + place] = id.charCodeAt(place);
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
