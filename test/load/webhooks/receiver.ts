/**
 * Receives webhooks and answers 204; what comes to `/hang` is never answered. Asked, it says how late each message was, in
 * milliseconds after its event, and begins anew.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fail, serveCommands } from '../support/serve-commands';

export interface ReceiverReady {
  readonly port: number;
}

export interface Received {
  readonly latenciesMs: readonly number[];
}

let latenciesMs: number[] = [];

async function main(): Promise<void> {
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      if (request.url === '/hang') return;
      const { timestamp } = JSON.parse(text) as { timestamp: string };
      latenciesMs.push(Date.now() - Date.parse(timestamp));
      response.writeHead(204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
  serveCommands<{ what: 'count' | 'take' }>({ port: address.port } satisfies ReceiverReady, ({ what }) => {
    if (what === 'count') return latenciesMs.length;
    const taken = latenciesMs;
    latenciesMs = [];
    return { latenciesMs: taken } satisfies Received;
  });
}

main().catch(fail);
