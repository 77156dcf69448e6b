import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { KeptAnswers } from '../../../src/platform/http/kept-answers';

/** Bytes that lie ready go past Node's answers to the socket: what a client gets is what Node would have written. */
const BODY = Buffer.alloc(100_000, 'seat ');
let http: FastifyInstance;
let calls = 0;
let socket: Socket;
let received = '';

beforeAll(async () => {
  http = fastify({ forceCloseConnections: true });
  const kept = new KeptAnswers(http.server, () => true);
  http.get('/kept', async (request, reply) => {
    calls += 1;
    reply.header('etag', '"1"').header('vary', 'Accept-Encoding').type('application/octet-stream');
    kept.keep(request, reply, { body: BODY, state: () => 'current', keepMs: 60_000 });
    return reply.send(BODY);
  });
  http.get('/slow', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return 'slow';
  });
  await http.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => http.close());

beforeEach(async () => {
  received = '';
  socket = connect((http.server.address() as AddressInfo).port, '127.0.0.1');
  socket.setEncoding('latin1').on('data', (text) => {
    received += text;
  });
  await once(socket, 'connect');
});
afterEach(() => socket.destroy());

const get = (path: string, more = '', version = '1.1') => `GET ${path} HTTP/${version}\r\nHost: a\r\n${more}\r\n`;
const countOf = (words: string) => received.split(words).length - 1;
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await once(socket, 'data');
}
const bytesOf = (answers: number) => () => received.length >= answers * BODY.length && received.endsWith('seat ');

it('the head and the body are those that Node writes', async () => {
  socket.write(get('/kept'));
  await until(bytesOf(1));
  const ofRoute = received;
  received = '';
  socket.write(get('/kept'));
  await until(bytesOf(1));
  const lines = (text: string) =>
    text
      .replace(/Date: .*/, 'Date: now')
      .split('\r\n')
      .toSorted();
  expect(lines(received)).toEqual(lines(ofRoute));
  expect(received).toMatch(/Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/);
  expect(calls).toBe(1);
});

it('many requests that come in one piece are answered in their order, beside others that take their time', async () => {
  socket.write([get('/kept'), get('/slow'), get('/kept'), get('/kept'), get('/slow'), get('/kept')].join(''));
  await until(() => countOf('slow') === 2 && bytesOf(4)());
  const order = received.match(/content-length: \d+/gi)?.map((line) => Number(line.split(' ')[1]));
  expect(order).toEqual([BODY.length, 4, BODY.length, BODY.length, 4, BODY.length]);
});

it('what a request has behind its head is read past', async () => {
  socket.write(`${get('/kept', 'Content-Length: 7\r\n')}garbage${get('/slow')}`);
  await until(() => received.endsWith('slow'));
  expect(countOf('HTTP/1.1 200 OK')).toBe(2);
});

it('forms of one address do not mix, however many there are', async () => {
  for (let form = 0; form < 250; form += 1) socket.write(get('/kept', `Accept-Encoding: br;q=0.${form + 1}\r\n`));
  await until(() => countOf('HTTP/1.1 200 OK') === 250 && bytesOf(250)());
  const before = calls;
  for (let times = 0; times < 2; times += 1) socket.write(get('/kept', 'Origin: https://a.example\r\n'));
  await until(() => countOf('HTTP/1.1 200 OK') === 252 && bytesOf(252)());
  expect(calls).toBeGreaterThan(before);
});

it('a client that asks five hundred times before it reads gets every byte', async () => {
  socket.pause();
  socket.write(get('/kept').repeat(500));
  await new Promise((resolve) => setImmediate(resolve));
  socket.resume();
  await until(() => received.length > 500 * BODY.length);
  expect(countOf('HTTP/1.1 200 OK')).toBe(500);
  socket.write(get('/slow'));
  await until(() => received.endsWith('slow'));
});

it.each([
  ['that asks for it', get('/kept', 'Connection: close\r\n')],
  ['of HTTP/1.0', get('/kept', '', '1.0')],
])('the connection of a client %s is closed behind the answer', async (_, request) => {
  socket.write(request);
  await once(socket, 'end');
  expect(received).toMatch(/Connection: close\r\n/);
  expect(bytesOf(1)()).toBe(true);
});

it('clients that vanish while they are answered take nothing along', async () => {
  const port = (http.server.address() as AddressInfo).port;
  for (let count = 0; count < 50; count += 1) {
    const vanishing = connect(port, '127.0.0.1');
    vanishing.on('error', () => undefined);
    vanishing.write(get('/kept').repeat(20), () => vanishing.resetAndDestroy());
  }
  socket.write(get('/kept'));
  await until(bytesOf(1));
});
