import { type LeanSocketOptions, openLeanSocket } from '../support/lean-socket';
import { serveCommands } from '../support/serve-commands';

/**
 * Buyers who watch their place in the `queue`, or the `seats`, in one process: `node clients.js PORT SHOW SECONDS_ADMITTED
 * WATCHING`. They read no more of a message than its length and whether it admits them, so that they cost as little
 * as possible.
 */

/** What the parent asks: sockets for these tokens, or what has come since it asked last. */
export type ClientsOrder = { readonly open: readonly string[] } | { readonly count: true };

export interface Counted {
  readonly messages: number;
  readonly bytes: number;
  /** From the tick that admitted a buyer to the buyer's message, in milliseconds. */
  readonly admissionMs: readonly number[];
}

const port = Number(process.argv[2]);
const showId = process.argv[3] ?? '';
const admissionDurationMs = Number(process.argv[4]) * 1000;
const places = `subscription ($showId: ID!) { queuePosition(showId: $showId) { __typename
  ... on QueueBeforeSale { salesOpenAt serverTime }
  ... on QueueWaiting { position estimatedWaitSeconds serverTime }
  ... on QueueAdmitted { admittedUntil serverTime }
  ... on QueueClosed { reason } } }`;
const seats = `subscription ($showId: ID!) { seatStatusChanged(showId: $showId) {
  revision resyncRequired changes { index status version } } }`;
const query = process.argv[5] === 'queue' ? places : seats;

let messages = 0;
let bytes = 0;
let admissionMs: number[] = [];

/** Resolves when the first message with the position has arrived. */
function open(token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = 0;
    const onText: LeanSocketOptions['onText'] = (data, from, to, socket) => {
      received += 1;
      // The first is the acknowledgement.
      if (received === 1) socket.send({ id: '1', type: 'subscribe', payload: { query, variables: { showId } } });
      else if (received === 2) resolve();
      else count(data.subarray(from, to));
    };
    openLeanSocket({ port, onText }).then(
      (socket) => socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }),
      reject,
    );
  });
}

function count(payload: Buffer): void {
  messages += 1;
  bytes += payload.length;
  const at = payload.indexOf('"admittedUntil":"');
  if (at < 0) return;
  const until = Date.parse(payload.toString('latin1', at + 17, at + 41));
  admissionMs.push(Date.now() - (until - admissionDurationMs));
}

serveCommands<ClientsOrder>({}, async (order) => {
  if ('open' in order) {
    for (let from = 0; from < order.open.length; from += 100) {
      await Promise.all(order.open.slice(from, from + 100).map(open));
    }
    return {};
  }
  const counted: Counted = { messages, bytes, admissionMs };
  [messages, bytes, admissionMs] = [0, 0, []];
  return counted;
});
