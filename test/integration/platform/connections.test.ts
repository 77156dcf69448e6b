import { connect, type Socket } from 'node:net';
import { eventually } from '../../support/eventually';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

/** A TCP connection that is written by hand. */
function open(): { socket: Socket; received: () => string; isClosed: () => boolean } {
  const { hostname, port } = new URL(testApp.url);
  const socket = connect(Number(port), hostname);
  let text = '';
  let isClosed = false;
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isClosed = true;
  });
  testApp.closing(async () => void socket.destroy());
  return { socket, received: () => text, isClosed: () => isClosed };
}

const body = '{"query":"{ serverTime }"}';
const request = (more: string) =>
  `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n${more}\r\n`;

it('an offer of HTTP/2 is ignored, and the request answered', async () => {
  const { socket, received } = open();
  socket.write(
    `${request('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n')}${body}`,
  );
  await eventually(() => received().includes('serverTime') || received());
  expect(received()).toMatch(/^HTTP\/1\.1 200 /);
  // The connection can be used again.
  socket.write(`${request('')}${body}`);
  await eventually(() => received().match(/HTTP\/1\.1 200 /g)?.length === 2 || received());
});

it('an offer of HTTP/2 whose body comes later is ignored as well', async () => {
  const { socket, received } = open();
  socket.write(request('Connection: Upgrade\r\nUpgrade: h2c\r\n'));
  socket.write(body.slice(0, 5));
  setImmediate(() => socket.write(body.slice(5)));
  await eventually(() => received().includes('serverTime') || received());
});

it('connections that send nothing, half of their headers, or half of their body are closed in time', async () => {
  const [silent, headers, slow] = [open(), open(), open()];
  headers.socket.write('POST /graphql HTTP/1.1\r\nHost: localhost\r\n');
  slow.socket.write(request('') + body.slice(0, 5));
  // 10 s for headers and 30 s for all of it, the checks' interval, and a busy machine.
  await eventually(() => silent.isClosed() && headers.isClosed(), 20_000);
  await eventually(slow.isClosed, 25_000);
}, 60_000);

it('answers forbid sniffing, framing and scripts', async () => {
  const { headers } = await testApp.http.send('/graphql', { body: { query: '{ serverTime }' } });
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
  });
});
