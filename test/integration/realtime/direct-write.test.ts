import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { directSocketOf, writeDirectly as write } from '../../../src/realtime/websocket/direct-write';

const PIECE_BYTES = 64 * 1024;

let server: Socket;
let client: Socket;
let close: () => Promise<void>;
/** Of pieces that had to wait, their bytes. */
let written: number[];

beforeEach(async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  client = connect((listener.address() as AddressInfo).port, '127.0.0.1').pause();
  [server] = (await once(listener, 'connection')) as [Socket];
  server.on('error', () => undefined);
  written = [];
  client.on('error', () => undefined);
  close = async () => {
    server.destroy();
    client.destroy();
    listener.close();
    await once(listener, 'close');
  };
});
afterEach(() => close());

/** What the connection of a client does. */
const writerOf = (socket: Socket) => {
  const direct = directSocketOf(socket);
  if (direct === null) throw new Error('It cannot be written to directly');
  return (bytes: Buffer) =>
    write(direct.handle, bytes, {
      onWritten: (count) => written.push(count),
      onWriteFailed: (error) => socket.destroyed || socket.destroy(error),
    });
};

const piece = (number: number): Buffer => Buffer.alloc(PIECE_BYTES, number);

async function readAll(bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  client.on('data', (part) => parts.push(part));
  client.resume();
  while (parts.reduce((sum, { length }) => sum + length, 0) < bytes) await once(client, 'data');
  return Buffer.concat(parts);
}

it('bytes of a client that does not read wait, and what the stream gets later comes behind them', async () => {
  const writeDirectly = writerOf(server);
  let waiting = 0;
  let count = 0;
  while (waiting === 0) {
    count += 1;
    waiting = writeDirectly(piece(count));
  }
  expect(waiting).toBe(PIECE_BYTES);
  for (const number of [count + 1, count + 2, count + 3]) server.write(piece(number));
  expect(directSocketOf(server)?.stream.length).toBe(3 * PIECE_BYTES);
  count += 3;
  const received = await readAll(count * PIECE_BYTES);
  for (let at = 0; at < count; at += 1) {
    const from = at * PIECE_BYTES;
    expect(received.subarray(from, from + PIECE_BYTES).equals(piece(at + 1))).toBe(true);
  }
  expect(written).toEqual([PIECE_BYTES]);
  // And directly again.
  expect(directSocketOf(server)?.stream.length).toBe(0);
  expect(writeDirectly(piece(0))).toBe(0);
});

it('a socket whose client is gone ends with the error of the write, as a stream does', async () => {
  const writeDirectly = writerOf(server);
  client.resetAndDestroy();
  await once(client, 'close');
  const errors: unknown[] = [];
  server.on('error', ({ message }) => errors.push(message));
  const ended = new Promise((resolve) => server.once('close', resolve));
  while (!server.destroyed) {
    expect(writeDirectly(piece(1))).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await ended;
  expect(errors).toEqual([expect.stringMatching(/^write E(CONNRESET|PIPE)$/)]);
  expect(writeDirectly(piece(1))).toBe(0);
});

it('what is no plain socket is written to as a stream', () => {
  expect(directSocketOf(new PassThrough())).toBeNull();
  expect(directSocketOf(Object.assign(Object.create(server), { encrypted: true }))).toBeNull();
});
