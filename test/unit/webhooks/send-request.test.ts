import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ANSWER_BYTES_MAX, RequestSender, storable } from '../../../src/webhooks/delivery/send-request';

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

function openSender(): RequestSender {
  const sender = new RequestSender();
  closings.push(() => sender.close());
  return sender;
}

/** A name that no name server knows: whatever is reached, was reached by the address. */
const targetOf = (port: number) => ({ url: new URL(`http://hooks.invalid:${port}/path?a=1`), address: '127.0.0.1' });
const minute = () => AbortSignal.timeout(60_000);

it('goes to the address that was checked, whatever the name stands for, and keeps the connection for it', async () => {
  const seen: unknown[] = [];
  const sockets = new Set<unknown>();
  const port = await serve((request, response) => {
    sockets.add(request.socket);
    seen.push([request.method, request.url, request.headers.host, request.headers['accept-encoding']]);
    response.writeHead(200).end('ok');
  });
  const sender = openSender();
  for (let count = 0; count < 3; count += 1)
    expect(await sender.post(targetOf(port), {}, '{}', minute())).toEqual({
      status: 200,
      retryAfter: null,
      text: 'ok',
    });
  expect(seen).toEqual(Array(3).fill(['POST', '/path?a=1', `hooks.invalid:${port}`, 'identity']));
  expect(sockets.size).toBe(1);
});

it('sends again over a new connection where the kept one was closed', async () => {
  let count = 0;
  const port = await serve((request, response) => {
    count += 1;
    // The second message arrives on the kept connection, which is cut without an answer.
    if (count === 2) request.socket.destroy();
    else response.end('ok');
  });
  const sender = openSender();
  await sender.post(targetOf(port), {}, '{}', minute());
  expect((await sender.post(targetOf(port), {}, '{}', minute())).status).toBe(200);
  expect(count).toBe(3);
});

it('follows no redirect', async () => {
  let reached = 0;
  const inside = await serve((_, response) => {
    reached += 1;
    response.end();
  });
  const port = await serve((_, response) => response.writeHead(307, { location: `http://127.0.0.1:${inside}/` }).end());
  expect((await openSender().post(targetOf(port), {}, '{}', minute())).status).toBe(307);
  expect(reached).toBe(0);
});

it('cuts an answer that does not end, and one that is slow', async () => {
  let sentBytes = 0;
  const endless = await serve((_, response) => {
    response.writeHead(200);
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384))) sentBytes += 16_384;
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  });
  const answer = await openSender().post(targetOf(endless), {}, '{}', minute());
  expect(answer).toEqual({ status: 200, retryAfter: null, text: 'x'.repeat(500) });
  // What the sockets' own buffers take comes on top.
  expect(sentBytes).toBeLessThan(ANSWER_BYTES_MAX + 16 * 1024 * 1024);
  const silent = await serve(() => undefined);
  const slow = await serve((_, response) => {
    response.writeHead(200).write('a');
  });
  for (const port of [silent, slow])
    await expect(openSender().post(targetOf(port), {}, '{}', AbortSignal.timeout(100))).rejects.toThrow();
});

it('keeps nothing of an answer that PostgreSQL cannot store', () => {
  expect(storable(`a\0b${'🎭'.repeat(600)}`)).toBe(`ab${'🎭'.repeat(498)}`);
  expect(storable('a\ud83c')).toBe('a');
});
