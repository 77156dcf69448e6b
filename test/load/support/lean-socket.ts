import { connect } from 'node:net';

/** A WebSocket client of as little work as can be: it shares the machine with the server that is measured. */
export interface LeanSocket {
  send(message: object): void;
  sendText(text: string): void;
}

export interface LeanSocketOptions {
  readonly port: number;
  /** Where the server takes sockets, if not at `/graphql`. */
  readonly path?: string;
  /** A whole text message, from and to these offsets; the buffer is another's right after. */
  readonly onText: (data: Buffer, from: number, to: number, socket: LeanSocket) => void;
}

/** All sockets of the process read into one buffer, each in its turn. */
const shared = Buffer.alloc(256 * 1024);
const textFrame = 0x81;
const pingFrame = 0x89;
const pongFrame = 0x8a;

const upgrade = (path: string) =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n');

/** Resolves when the socket is open. A connection that ends ends the process: every figure would be wrong. */
export function openLeanSocket({ port, path = '/graphql', onText }: LeanSocketOptions): Promise<LeanSocket> {
  return new Promise((resolve) => {
    let upgraded = false;
    let rest: Buffer | null = null;
    const read = (length: number) => {
      const data = rest === null ? shared.subarray(0, length) : Buffer.concat([rest, shared.subarray(0, length)]);
      let at = 0;
      if (!upgraded) {
        const end = data.indexOf('\r\n\r\n');
        if (end >= 0) {
          if (!data.subarray(0, end).includes(' 101 ')) throw new Error(data.toString('latin1', 0, end));
          upgraded = true;
          at = end + 4;
          resolve(lean);
        }
      }
      if (upgraded) at = readFrames(data, at);
      rest = at === data.length ? null : Buffer.from(data.subarray(at));
      return true;
    };
    // Answers where the first frame begins that is not whole.
    const readFrames = (data: Buffer, start: number): number => {
      let at = start;
      while (at + 2 <= data.length) {
        const length = data.readUInt8(at + 1) & 127;
        let from = at + 2;
        let to = from + length;
        if (length === 126) {
          if (data.length < at + 4) break;
          from = at + 4;
          to = from + data.readUInt16BE(at + 2);
        } else if (length === 127) throw new Error('A frame is larger than this client reads');
        if (to > data.length) break;
        const kind = data.readUInt8(at);
        if (kind === textFrame) onText(data, from, to, lean);
        else if (kind === pingFrame) socket.write(masked(pongFrame, data.subarray(from, to)));
        at = to;
      }
      return at;
    };
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: shared, callback: read } });
    socket.on('error', gone);
    socket.on('close', () => gone(new Error('A client was disconnected')));
    const sendText = (text: string) => socket.write(masked(textFrame, Buffer.from(text)));
    const lean: LeanSocket = { sendText, send: (message) => sendText(JSON.stringify(message)) };
    socket.write(upgrade(path));
  });
}

/** Masked with zeros, which leaves the bytes as they are. */
function masked(kind: number, body: Buffer): Buffer {
  const head =
    body.length < 126
      ? [kind, 128 | body.length, 0, 0, 0, 0]
      : [kind, 128 | 126, body.length >> 8, body.length & 255, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(head), body]);
}

function gone(error: Error): never {
  console.error(error);
  process.exit(1);
}
