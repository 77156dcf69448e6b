import { connect } from 'node:net';
import { fail, serveCommands } from '../support/serve-commands';

/**
 * Buyers who ask for their position every three seconds, each on a connection that is kept open: `node pollers.js PORT`.
 * They only count what comes back.
 */
export type PollersOrder = { readonly open: readonly string[] } | { readonly count: true };

export interface PolledCount {
  readonly answers: number;
  readonly bytes: number;
}

export const POLL_EVERY_MS = 3000;
const AT_ONCE = 100;

const port = Number(process.argv[2]);
const shared = Buffer.alloc(64 * 1024);
let answers = 0;
let bytes = 0;

/** Resolves when the first answer is here. */
function open(buyer: string): Promise<void> {
  return new Promise((resolve) => {
    const request = `GET /position/${buyer} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
    // An answer is smaller than a packet, and the next one is asked for later.
    const read = (length: number) => {
      answers += 1;
      bytes += length;
      resolve();
      return true;
    };
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: shared, callback: read } });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('A client was disconnected')));
    socket.write(request);
    // Buyers do not ask at the same moment.
    setTimeout(() => setInterval(() => socket.write(request), POLL_EVERY_MS), Math.random() * POLL_EVERY_MS);
  });
}

serveCommands<PollersOrder>({}, async (order) => {
  if ('open' in order) {
    for (let from = 0; from < order.open.length; from += AT_ONCE)
      await Promise.all(order.open.slice(from, from + AT_ONCE).map(open));
    return {};
  }
  const counted: PolledCount = { answers, bytes };
  [answers, bytes] = [0, 0];
  return counted;
});
