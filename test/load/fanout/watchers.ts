import { randomUUID } from 'node:crypto';
import { type LeanSocket, openLeanSocket } from '../support/lean-socket';
import { monotonicMs } from '../support/monotonic';
import { send, serveCommands } from '../support/serve-commands';
import { eventDigits, firstEvent, messageEnd, watchSeats } from './wire';

/**
 * Those who watch a show, in one process: `node watchers.js PORT SHOW SPEAKS`. Of a message they read no more than the
 * number of its last event, so that they cost as little as can be.
 */

export type WatchersOrder =
  /** So many sockets, open and acknowledged, which ask for nothing yet. */
  | { readonly connect: number }
  /** All that have not yet subscribe; answered when each was delivered its position, where the server sends one. */
  | { readonly subscribe: true }
  /** What has come since this was asked last. */
  | { readonly count: true };

/** Sent when every socket of this process has got a message, and how many events it delivered. */
export interface Delivered {
  readonly message: number;
  readonly events: number;
}

export interface Arrivals {
  /** The events that one message delivered. */
  readonly events: readonly number[];
  /** When each socket had it, on the clock that all processes of a machine share. */
  readonly atMs: Float64Array;
}

export interface Counted {
  readonly messages: number;
  readonly bytes: number;
  readonly arrivals: readonly Arrivals[];
}

/** How a server speaks: raw sockets need no words, the usual servers send no position, Socket.IO has words of its own. */
export type Speaks = 'nothing' | 'usual' | 'ours' | 'socket.io';

const [port = '', showId = '', speaks = ''] = process.argv.slice(2);
const path = speaks === 'socket.io' ? '/socket.io/?EIO=4&transport=websocket' : '/graphql';
const atOnce = 100;
/** Whatever is shorter is no event. */
const eventBytesMin = 100;

const sockets: LeanSocket[] = [];
let subscribed = 0;
const acknowledged = new WeakMap<LeanSocket, () => void>();
const positioned = new WeakMap<LeanSocket, () => void>();
let messages = 0;
let bytes = 0;
const known = new Set<number>();
let arrivals = new Map<number, Arrivals & { delivered: number }>();

function receive(data: Buffer, from: number, to: number, socket: LeanSocket): void {
  const event = to - from < eventBytesMin ? null : lastEvent(data, to);
  if (event === null) {
    hearOther(data.toString('latin1', from, to), socket);
    return;
  }
  // A message is known by its last event and its length, since events that were delivered late may be delivered in another company.
  const key = event * 2 ** 20 + (to - from);
  let arrival = arrivals.get(key);
  if (arrival === undefined) {
    // Events may be delivered twice; only the first time counts.
    const events = eventsOf(data.toString('latin1', from, to)).filter((each) => !known.has(each));
    for (const each of events) known.add(each);
    arrival = { events, atMs: new Float64Array(events.length > 0 ? sockets.length : 0), delivered: 0 };
    arrivals.set(key, arrival);
  }
  if (arrival.delivered === arrival.atMs.length) return;
  messages += 1;
  bytes += to - from;
  arrival.atMs[arrival.delivered] = monotonicMs();
  arrival.delivered += 1;
  if (arrival.delivered === sockets.length) send({ message: key, events: arrival.events.length } satisfies Delivered);
}

function eventsOf(text: string): number[] {
  return [...new Set(Array.from(text.matchAll(/"version":(\d+)/g), ([, found]) => Number(found)))];
}

/** Null for what is no change. */
function lastEvent(data: Buffer, to: number): number | null {
  const end = to - messageEnd.length;
  if (data.readUInt8(end) !== messageEnd.charCodeAt(0) || data.readUInt8(end + 1) !== messageEnd.charCodeAt(1))
    return null;
  let event = 0;
  for (let at = end - eventDigits; at < end; at += 1) event = event * 10 + data.readUInt8(at) - 48;
  return event >= firstEvent && event < 10 * firstEvent ? event : null;
}

function hearOther(text: string, socket: LeanSocket): void {
  if (speaks === 'socket.io') speakSocketIo(text, socket);
  else if (text.includes('"type":"connection_ack"')) acknowledged.get(socket)?.();
  else if (text.includes('"resyncRequired":true')) throw new Error(`A client was delivered to read anew: ${text}`);
  else if (text.includes('"changes":[]')) positioned.get(socket)?.();
  else throw new Error(`A client was delivered ${text}`);
}

/** Version 4 of Engine.IO and 5 of the protocol of Socket.IO: opened, connected to a namespace, pinged. */
function speakSocketIo(text: string, socket: LeanSocket): void {
  if (text.startsWith('0{')) socket.sendText('40');
  else if (text.startsWith('40')) acknowledged.get(socket)?.();
  else if (text === '2') socket.sendText('3');
  else throw new Error(`A client was delivered ${text}`);
}

async function connect(): Promise<void> {
  const socket = await openLeanSocket({ port: Number(port), path, onText: receive });
  if (speaks !== 'nothing') {
    const answered = new Promise<void>((resolve) => acknowledged.set(socket, resolve));
    if (speaks !== 'socket.io') socket.send({ type: 'connection_init' });
    await answered;
  }
  sockets.push(socket);
}

async function subscribe(socket: LeanSocket): Promise<void> {
  if (speaks === 'nothing' || speaks === 'socket.io') return;
  const answered = new Promise<void>((resolve) => positioned.set(socket, resolve));
  socket.send({ id: randomUUID(), type: 'subscribe', payload: { query: watchSeats, variables: { showId } } });
  if (speaks === 'ours') await answered;
}

function take(): Counted {
  const counted: Counted = {
    messages,
    bytes,
    arrivals: [...arrivals.values()].map(({ events, atMs, delivered }) => ({
      events,
      atMs: atMs.subarray(0, delivered),
    })),
  };
  [messages, bytes, arrivals] = [0, 0, new Map()];
  return counted;
}

serveCommands<WatchersOrder>({}, async (order) => {
  if ('connect' in order) {
    for (let left = order.connect; left > 0; left -= atOnce) {
      await Promise.all(Array.from({ length: Math.min(left, atOnce) }, connect));
    }
  } else if ('subscribe' in order) {
    for (; subscribed < sockets.length; subscribed = Math.min(subscribed + atOnce, sockets.length)) {
      await Promise.all(sockets.slice(subscribed, subscribed + atOnce).map(subscribe));
    }
  } else return take();
  return {};
});
