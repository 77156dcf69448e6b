/**
 * The limit: a process in which Node's plain `http` answers every request with the same bytes, kept in memory. It is
 * sent the bytes, reports its port, and whenever it is asked, what it has used of the processor.
 */
import { createServer } from 'node:http';

export type StaticOrder =
  | { readonly bytes: Uint8Array; readonly headers: Readonly<Record<string, string>> }
  | { readonly read: true };
export type StaticAnswer = { readonly port: number } | { readonly cpuMs: number };

process.on('message', (order: StaticOrder) => {
  if ('read' in order) {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1000 } satisfies StaticAnswer);
    return;
  }
  const bytes = Buffer.from(order.bytes);
  const headers = { ...order.headers, 'content-length': String(bytes.length) };
  const server = createServer((_request, response) => response.writeHead(200, headers).end(bytes));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') process.send?.({ port: address.port } satisfies StaticAnswer);
  });
});
