import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections: Linux from 32768 on, others from 49152. */
const FIRST = 23_000;
const END = 30_000;
const TRIES_MAX = 50;

/**
 * A port of the loopback interface that was free a moment ago, and that no outgoing connection takes. Another server may
 * take it: be ready to ask again.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = randomInt(FIRST, END);
    if (await isFree(port)) return port;
  }
  throw new Error(`None of ${TRIES_MAX} ports from ${FIRST} to ${END - 1} is free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
