import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/**
 * Below the ports that systems give to connections, and below those of servers that choose theirs: one that is killed must
 * find its port free when it comes back. Ten thousand above is the port of a cluster.
 */
const FIRST = 20_000;
const END = 22_700;
const TRIES_MAX = 500;

/** A port of the loopback interface that is free, and that no other test of this run is given. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * (END - FIRST));
    if (isMine(port) && (await isFree(port))) return port;
  }
  throw new Error(`None of ${TRIES_MAX} ports from ${FIRST} to ${END - 1} is free.`);
}

/** Test files run at the same time: the first to make the folder of a port has it. */
function isMine(port: number): boolean {
  const { FRONTROW_TEST_DIR } = process.env;
  if (FRONTROW_TEST_DIR === undefined) return true;
  try {
    mkdirSync(join(FRONTROW_TEST_DIR, `port-${port}`));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
