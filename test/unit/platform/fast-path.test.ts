import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { FastPath, type ReadRequest } from '../../../src/platform/http/fast-path';

/** What a client gets past the framework is what it would have got from it. */
const PATH = '/answers';
let http: FastifyInstance;
let socket: Socket;
let received = '';
let isOpen = true;
let ofRoute: { id: string; body: unknown }[] = [];
let fast: ReadRequest[] = [];

const answerTo = (body: unknown) => `${JSON.stringify({ youSaid: body })}\n`;

beforeAll(async () => {
  http = fastify({ forceCloseConnections: true, genReqId: (raw): string => path.idOf(raw), bodyLimit: 20_000 });
  const path = new FastPath(http.server, 20_000, () => isOpen);
  http.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    done(null, payload);
  });
  path.handle(PATH, (request) => {
    const { say } = request.body as { say?: string };
    if (say === 'refuse') return null;
    fast.push(request);
    if (say === 'refuse later') return new Promise((resolve) => setImmediate(resolve, null));
    if (say === 'fail') return Promise.reject(new Error('This handler fails'));
    const answer = { headers: [['content-type', 'application/json; charset=utf-8']] as const };
    const text = answerTo(request.body);
    if (say === 'in parts') return Promise.resolve({ ...answer, body: [Buffer.from(text), Buffer.from(text)] });
    return say === 'slow'
      ? new Promise((resolve) => setTimeout(resolve, 20, { ...answer, body: text }))
      : Promise.resolve({ ...answer, body: text });
  });
  http.post(PATH, {
    preParsing: (request, _reply, payload, done) => done(null, path.unread(request.raw) ?? payload),
    handler: async (request, reply) => {
      ofRoute.push({ id: request.id, body: request.body });
      reply.header('cache-control', 'no-store').header('vary', 'Origin, Accept-Encoding').type('application/json');
      path.meet(request.raw, reply.getHeaders(), ['content-type']);
      return reply.send(answerTo(request.body));
    },
  });
  await http.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => http.close());

beforeEach(async () => {
  socket = connect((http.server.address() as AddressInfo).port, '127.0.0.1');
  socket.setEncoding('utf8').on('data', (text) => {
    received += text;
  });
  await once(socket, 'connect');
  // So that the head is known.
  received = '';
  socket.write(post({ say: 'refuse' }));
  await until(() => received.includes('youSaid'));
  received = '';
  ofRoute = [];
  fast = [];
});
afterEach(() => socket.destroy());

const raw = (text: string | Buffer, headers = 'Content-Type: application/json\r\n', version = '1.1') =>
  `POST ${PATH} HTTP/${version}\r\nHost: a\r\n${headers}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
const post = (body: unknown, headers?: string) => raw(JSON.stringify(body), headers);
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await once(socket, 'data');
}
const countOf = (words: string) => received.split(words).length - 1;
const answers = (count: number) => until(() => countOf('HTTP/1.1') === count && received.endsWith('}\n'));

it('the head and the body are those of the framework', async () => {
  const lines = (text: string) =>
    text
      .replace(/^Date: .*/im, 'date')
      .replace(/^x-request-id: .*/im, 'id')
      .split('\r\n')
      .toSorted();
  socket.write(post({ say: 'ö' }, 'Content-Type: application/json; charset=UTF-8\r\n'));
  await answers(1);
  expect(ofRoute).toHaveLength(1);
  const fromRoute = received;
  received = '';
  socket.write(post({ say: 'ö' }));
  await answers(1);
  expect(fast).toHaveLength(1);
  expect(lines(received)).toEqual(lines(fromRoute));
  expect(received).toContain(`x-request-id: ${fast[0]?.id}\r\n`);
});

it('an answer in parts arrives as one', async () => {
  socket.write(post({ say: 'in parts' }));
  await until(() => countOf('youSaid') === 2 && received.endsWith('}\n'));
  expect(received).toContain(`content-length: ${2 * answerTo({ say: 'in parts' }).length}\r\n`);
});

it('a body that comes byte by byte is read as a whole', async () => {
  const request = Buffer.from(post({ say: 'Überraschung 🎭' }));
  for (const byte of request) {
    socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await answers(1);
  expect(fast[0]?.body).toEqual({ say: 'Überraschung 🎭' });
});

it('many requests in one piece are answered in their order, whoever answers them', async () => {
  const says = ['1', 'slow', '2', 'refuse', '3', 'refuse later', 'slow', '4'];
  socket.write(says.map((say) => post({ say })).join(''));
  await answers(says.length);
  expect([...received.matchAll(/"say":"([^"]+)"/g)].map(([, say]) => say)).toEqual(says);
});

it('what the handler does not take comes to the route whole, under the same id', async () => {
  for (const say of ['refuse', 'refuse later']) socket.write(post({ say, ö: 'ü'.repeat(3000) }));
  await answers(2);
  expect(ofRoute.map(({ body }) => body)).toEqual(
    ['refuse', 'refuse later'].map((say) => ({ say, ö: 'ü'.repeat(3000) })),
  );
  expect(ofRoute[1]?.id).toBe(fast[0]?.id);
});

it.each([
  ['no JSON', raw('{ no'), 400],
  ['names of the prototype', raw('{"__proto__": {"isAdmin": true}}'), 400],
  ['the same in escapes', raw('{"\\u005f_proto__": {"isAdmin": true}}'), 400],
  ['no body', raw(''), 400],
  ['another type', raw('{}', 'Content-Type: text/csv\r\n'), 415],
  ['more than may be sent', raw(JSON.stringify('x'.repeat(30_000))), 413],
])('%s is refused by the framework', async (_what, request, status) => {
  socket.write(request);
  await until(() => received.includes('"statusCode"'));
  expect(received).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(fast).toEqual([]);
});

it.each([
  [
    'in pieces of unknown length',
    `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  ],
  ['with escapes', raw('{"say": "\\u00fc"}')],
  ['from another origin', post({}, 'Content-Type: application/json\r\nOrigin: https://a.example\r\n')],
])('a request %s is answered by the framework', async (_what, request) => {
  socket.write(request);
  await answers(1);
  expect(ofRoute).toHaveLength(1);
});

it('each origin has a head of its own', async () => {
  for (let times = 0; times < 2; times += 1) {
    socket.write(post({ say: 'x' }, 'Content-Type: application/json\r\nOrigin: https://b.example\r\n'));
    await answers(times + 1);
  }
  expect([ofRoute.length, fast.length]).toEqual([1, 1]);
});

it('a handler that fails closes the connection, and no other', async () => {
  socket.write(post({ say: 'fail' }));
  await once(socket, 'close');
  expect(received).toBe('');
});

it.each([
  ['that asks for it', post({ say: 'x' }, 'Content-Type: application/json\r\nConnection: close\r\n')],
  ['of HTTP/1.0', raw('{"say":"x"}', 'Content-Type: application/json\r\n', '1.0')],
])('the connection of a client %s is closed behind the answer', async (_what, request) => {
  socket.write(request);
  await once(socket, 'end');
  expect(received).toMatch(/^connection: close\r\n/im);
  expect(received).toContain('youSaid');
});

it('a server that ends says so in the answer that was being made', async () => {
  socket.write(post({ say: 'slow' }));
  while (fast.length === 0) await new Promise((resolve) => setImmediate(resolve));
  isOpen = false;
  try {
    await once(socket, 'end');
  } finally {
    isOpen = true;
  }
  expect(received).toMatch(/^connection: close\r\n/im);
  expect(received).toContain('youSaid');
});

it('clients that vanish while they are answered take nothing along', async () => {
  const { port } = http.server.address() as AddressInfo;
  const closed = [];
  for (let count = 0; count < 50; count += 1) {
    const vanishing = connect(port, '127.0.0.1');
    vanishing.on('error', () => undefined);
    closed.push(once(vanishing, 'close'));
    vanishing.write(post({ say: 'slow' }).repeat(3) + post({ say: 'x' }).slice(0, -2), () =>
      vanishing.resetAndDestroy(),
    );
  }
  await Promise.all(closed);
  socket.write(post({ say: 'slow' }) + post({ say: 'x' }));
  await answers(2);
});
