import { connect, type Socket } from 'node:net';

/**
 * Buyers who watch their place, or the seats, in one process: `node clients.js PORT SHOW SECONDS_INSIDE`. They read no
 * more of a message than its length and whether it lets them in, so that they cost as little as can be.
 */

/** What the parent asks: sockets for these tokens, or what has come since it asked last. */
export type ClientsOrder =
  | { readonly open: readonly string[]; readonly watching: 'queue' | 'seats' }
  | { readonly count: true };

export interface Counted {
  readonly messages: number;
  readonly bytes: number;
  /** From the beat that let a buyer in to the buyer's message, in milliseconds. */
  readonly admissionMs: readonly number[];
}

const port = Number(process.argv[2]);
const showId = process.argv[3] ?? '';
const insideMs = Number(process.argv[4]) * 1000;
const queue = `subscription ($showId: ID!) { queuePosition(showId: $showId) { __typename
  ... on QueueBeforeSale { salesOpenAt serverTime }
  ... on QueueWaiting { position estimatedWaitSeconds serverTime }
  ... on QueueAdmitted { admittedUntil serverTime }
  ... on QueueClosed { reason } } }`;
const seats = `subscription ($showId: ID!) { seatStatusChanged(showId: $showId) {
  revision resyncRequired changes { index status version } } }`;

let messages = 0;
let bytes = 0;
let admissionMs: number[] = [];

async function open(token: string, query: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let upgraded = false;
    let rest: Buffer = Buffer.alloc(0);
    let heard = 0;
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('A client was disconnected')));
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!upgraded) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        upgraded = true;
        rest = rest.subarray(end + 4);
        socket.write(frame({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
      }
      for (let next = read(rest); next !== null; next = read(rest)) {
        rest = rest.subarray(next.end);
        if (!next.isText) continue;
        heard += 1;
        // The first is the acknowledgement, the second the place now.
        if (heard === 1) socket.write(frame({ id: '1', type: 'subscribe', payload: { query, variables: { showId } } }));
        else if (heard === 2) resolve();
        else count(next.payload, next.end);
      }
    });
    socket.write(
      [
        'GET /graphql HTTP/1.1',
        'Host: 127.0.0.1',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Protocol: graphql-transport-ws',
        '\r\n',
      ].join('\r\n'),
    );
  });
}

function count(payload: Buffer, length: number): void {
  messages += 1;
  bytes += length;
  const at = payload.indexOf('"admittedUntil":"');
  if (at < 0) return;
  const until = Date.parse(payload.toString('latin1', at + 17, at + 41));
  admissionMs.push(Date.now() - (until - insideMs));
}

function read(data: Buffer): { readonly isText: boolean; readonly payload: Buffer; readonly end: number } | null {
  const [first = 0, second = 0] = data;
  const short = second & 127;
  const headLength = short === 126 ? 4 : 2;
  if (data.length < headLength) return null;
  const end = headLength + (short === 126 ? data.readUInt16BE(2) : short);
  return data.length < end ? null : { isText: first === 0x81, payload: data.subarray(headLength, end), end };
}

function frame(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  // Masked with zeros, which leaves the bytes as they are.
  const head =
    body.length < 126
      ? Buffer.from([0x81, 128 | body.length, 0, 0, 0, 0])
      : Buffer.from([0x81, 128 | 126, body.length >> 8, body.length & 255, 0, 0, 0, 0]);
  return Buffer.concat([head, body]);
}

process.on('message', (order: ClientsOrder) => {
  void (async () => {
    if ('open' in order) {
      for (let from = 0; from < order.open.length; from += 100) {
        const tokens = order.open.slice(from, from + 100);
        await Promise.all(tokens.map((token) => open(token, order.watching === 'queue' ? queue : seats)));
      }
      process.send?.({ opened: order.open.length });
      return;
    }
    const counted: Counted = { messages, bytes, admissionMs };
    [messages, bytes, admissionMs] = [0, 0, []];
    process.send?.(counted);
  })().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
process.send?.({ ready: true });
