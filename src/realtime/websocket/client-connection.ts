import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket as GraphQLSocket } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Caller, Clock, Logger } from '../../platform';
import { Backlog } from './backlog';
import type { SharedMessage } from './broadcast/shared-message';
import { CloseCode } from './close-codes';
import { type DirectSocket, type DirectWriter, directSocketOf, writeDirectly } from './direct-write';
import { InboundQueue, type InboundQueueOwner } from './inbound-queue';
import { MessageRate } from './message-rate';
import { Slots } from './slots';
import type { SocketLimits } from './socket-limits';

/** Read for every message to every client; the constant saves a property access on the class. */
const { OPEN } = WebSocket;

/** An operation whose messages were dropped, and that continues when the client has caught up. */
export interface DrainListener {
  onDrained(): void;
}

/** What all sockets of a server have in common. */
export interface ClientConnectionContext {
  readonly limits: SocketLimits;
  readonly logger: Logger;
  /** Called when the server closes a socket, with the close code. */
  onClosing(code: number): void;
}

/**
 * One client's socket: its caller, its rate of messages, its backlog, and whether it is alive. There are tens of thousands
 * in a process, so it keeps little: times as whole milliseconds, which are small integers, and few closures.
 */
export class ClientConnection implements GraphQLSocket, InboundQueueOwner, DirectWriter {
  caller: Caller | null = null;
  initialized = false;
  /** Kept until the client has authenticated; a request with its headers takes as much memory as the socket. */
  request: IncomingMessage | null;
  /** The running operations, queries and subscriptions alike, by their id. Kept by graphql-ws. */
  running: Readonly<Record<string, unknown>> = {};

  readonly #openedAt = milliseconds();
  readonly #rate: MessageRate;
  #operations: Slots | null = null;
  #executions: Slots | null = null;
  #inbound: InboundQueue | null = null;
  #alive = true;
  #nextPingAt: number;
  /** Null while what waits for the client is within the bound. */
  #backlog: Backlog | null = null;
  #drainListeners: Set<DrainListener> | null = null;
  /** Null where messages are written to the stream. */
  readonly #handle: DirectSocket['handle'] | null;
  readonly #stream: DirectSocket['stream'];
  /** Bytes that were written directly and wait below the stream. */
  #directBytes = 0;

  constructor(
    readonly ws: WebSocket,
    /** The socket that the HTTP server handed over with the upgrade. */
    private readonly raw: Duplex,
    readonly clientAddress: string,
    request: IncomingMessage,
    private readonly context: ClientConnectionContext,
  ) {
    const { messagesPerSecondMax, messageBurstMax, pingSeconds } = context.limits;
    this.request = request;
    const direct = directSocketOf(raw);
    this.#handle = direct?.handle ?? null;
    this.#stream = direct?.stream ?? waitingIn(raw);
    this.#rate = new MessageRate(messagesPerSecondMax, messageBurstMax, this.#openedAt);
    this.#nextPingAt = this.#openedAt + pingSeconds * 1000;
    ws.on('pong', () => {
      this.#alive = true;
    });
    // `ws` answers each by itself, and a client that reads no answers could have any number of them wait.
    ws.on('ping', () => {
      this.#rate.take(milliseconds());
      this.#checkBacklog();
      if (this.#backlog !== null) this.setReading(false);
    });
  }

  get open(): boolean {
    return this.ws.readyState === OPEN;
  }

  /** The subprotocol that was chosen of those that the client offered. */
  get protocol(): string {
    return this.ws.protocol;
  }

  /** How many operations of this socket run at once. */
  get operations(): Slots {
    const { operationsPerSocketMax, operationsWaitingMax, operationWaitSeconds } = this.context.limits;
    this.#operations ??= new Slots({
      slotsMax: operationsPerSocketMax,
      waitingMax: operationsWaitingMax,
      waitSecondsMax: operationWaitSeconds,
    });
    return this.#operations;
  }

  /** How many queries and mutations of this socket are executed at once. */
  get executions(): Slots {
    const { executionsPerSocketMax, operationsPerSocketMax } = this.context.limits;
    this.#executions ??= new Slots({ slotsMax: executionsPerSocketMax, waitingMax: operationsPerSocketMax });
    return this.#executions;
  }

  /** Resolves when the message has left the process, so that no more is produced for a client that does not read. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (!this.open) {
        resolve();
        return;
      }
      // The callback's error only says that the socket is gone; its `close` event ends the running operations.
      this.ws.send(text, () => resolve());
      this.#checkBacklog();
    });
  }

  close(code: number = CloseCode.tryAgainLater, reason = ''): void {
    if (!this.open) return;
    this.context.onClosing(code);
    this.ws.close(code, reason);
    // The client's own close frame must be read.
    this.ws.resume();
  }

  onMessage(handle: (text: string) => Promise<void>): void {
    const inbound = new InboundQueue(handle, this);
    this.#inbound = inbound;
    this.ws.on('message', (message) => {
      if (!this.open) return;
      this.#alive = true;
      const text = String(message);
      if (!this.initialized && Buffer.byteLength(text) > this.context.limits.initBytesMax) {
        this.close(CloseCode.badRequest, 'The connection_init message is too large');
      } else inbound.take(text);
    });
    this.ws.on('close', () => inbound.close());
  }

  messageWaitMs(): number {
    return this.#backlog === null ? this.#rate.waitMs(milliseconds()) : Number.POSITIVE_INFINITY;
  }

  messageTaken(): void {
    this.#rate.take(milliseconds());
  }

  setReading(isReading: boolean): void {
    if (!this.open) return;
    if (!isReading) this.ws.pause();
    else {
      // Its answer to a ping was not read.
      this.#alive = true;
      this.ws.resume();
    }
  }

  operationCompleted(id: string): void {
    this.#operations?.cancel(id);
    this.#executions?.cancel(id);
  }

  operationOver(id: string): void {
    this.#operations?.release(id);
    this.#executions?.release(id);
  }

  failed(error: unknown): void {
    this.context.logger.error({ err: error }, 'A message from a socket could not be handled');
    this.close(CloseCode.tryAgainLater, 'Internal server error');
  }

  /**
   * Writes a message that many clients get. Returns false if this client reads too slowly: then the message is dropped, and
   * `listener` is called when the backlog has drained.
   *
   * The frames are written below `ws` and the stream, which costs half of what `ws.send` does besides the kernel's work. That
   * is safe because `ws` writes each of its frames completely within one call: there is no compression (which would queue), no
   * fragments and no blobs are sent, and nothing is written once a close frame may have been sent.
   */
  sendShared(id: string, message: SharedMessage, listener: DrainListener): boolean {
    if (!this.open) return true;
    if (this.#backlog !== null) {
      this.#drainListeners ??= new Set();
      this.#drainListeners.add(listener);
      return false;
    }
    const frames = message.frames(id);
    // What waits in the stream must not be overtaken.
    const isDirect = this.#handle !== null && this.#waitingBytes === 0;
    if (isDirect) this.#directBytes = writeDirectly(this.#handle, frames, this);
    else this.raw.write(frames);
    // What is written directly puts nothing into the stream.
    if ((isDirect ? this.#directBytes : this.#waitingBytes) > 0) {
      message.keepFrames();
      this.#checkBacklog();
    }
    return true;
  }

  onWritten(bytes: number): void {
    this.#directBytes -= bytes;
  }

  onWriteFailed(error: Error): void {
    if (!this.raw.destroyed) this.raw.destroy(error);
  }

  removeDrainListener(listener: DrainListener): void {
    this.#drainListeners?.delete(listener);
  }

  /** Called about once per second. */
  check(clock: Clock): void {
    const now = milliseconds();
    const { initSeconds, pingSeconds } = this.context.limits;
    if (!this.open) return;
    if (!this.initialized && now - this.#openedAt > initSeconds * 1000) {
      this.close(CloseCode.initTimeout, 'Connection initialization timeout');
    } else if (this.caller !== null && this.caller.expiresAt <= clock.now()) {
      this.close(CloseCode.tokenExpired, 'The token has expired');
    } else if (this.#readsTooSlowly(now)) {
      this.close(CloseCode.readsTooSlowly, 'The client reads too slowly');
    } else if (now >= this.#nextPingAt) {
      this.#nextPingAt = now + pingSeconds * 1000;
      if (this.#alive || this.ws.isPaused) this.ws.ping();
      else {
        this.context.onClosing(CloseCode.lost);
        this.ws.terminate();
      }
      this.#alive = false;
    }
  }

  #readsTooSlowly(nowMs: number): boolean {
    if (this.#backlog === null) return false;
    const { stuckSeconds, congestedSecondsMax } = this.context.limits;
    const isStuck = nowMs - this.#backlog.stuckSince(nowMs) > stuckSeconds * 1000;
    return isStuck || nowMs - this.#backlog.startedAt > congestedSecondsMax * 1000;
  }

  get #waitingBytes(): number {
    return this.#stream.length + this.#directBytes;
  }

  #checkBacklog(): void {
    if (this.#backlog !== null || this.#waitingBytes <= this.context.limits.backlogBytesMax) return;
    this.#backlog = new Backlog(this.raw, milliseconds());
    // Its callback is called when everything before it has left the process: the backlog is gone.
    this.ws.ping(undefined, undefined, (error) => {
      if (!error) this.#drained();
    });
  }

  #drained(): void {
    this.#backlog = null;
    const listeners = this.#drainListeners;
    this.#drainListeners = null;
    for (const listener of listeners ?? []) listener.onDrained();
    this.#inbound?.resume();
  }
}

/** A monotonic clock. */
function milliseconds(): number {
  return Math.trunc(performance.now());
}

const waitingIn = (raw: Duplex): DirectSocket['stream'] => ({
  get length() {
    return raw.writableLength;
  },
});
