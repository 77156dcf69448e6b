import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket as GraphQLSocket } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Caller, Clock, Logger } from '../../platform';
import type { SharedMessage } from './broadcast/shared-message';
import { CloseCode } from './close-codes';
import { InboundQueue, type InboundQueueOwner } from './inbound-queue';
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
export class ClientConnection implements GraphQLSocket, InboundQueueOwner {
  caller: Caller | null = null;
  initialized = false;
  /** Kept until the client has authenticated; a request with its headers takes as much memory as the socket. */
  request: IncomingMessage | null;
  /** The running operations, queries and subscriptions alike, by their id. Kept by graphql-ws. */
  running: Readonly<Record<string, unknown>> = {};

  readonly #openedAt = milliseconds();
  #alive = true;
  #nextPingAt: number;
  /** How many inbound messages are allowed at this moment; it grows again with time. */
  #messageTokens: number;
  #messageTokensAt = this.#openedAt;
  #congestedAt: number | null = null;
  #drainListeners: Set<DrainListener> | null = null;

  constructor(
    readonly ws: WebSocket,
    /** The socket that the HTTP server handed over with the upgrade. */
    private readonly raw: Duplex,
    readonly clientAddress: string,
    request: IncomingMessage,
    private readonly context: ClientConnectionContext,
  ) {
    this.request = request;
    this.#messageTokens = context.limits.messagesPerSecondMax;
    this.#nextPingAt = this.#openedAt + context.limits.pingSeconds * 1000;
    ws.on('pong', () => {
      this.#alive = true;
    });
  }

  get open(): boolean {
    return this.ws.readyState === OPEN;
  }

  /** The subprotocol that was chosen of those that the client offered. */
  get protocol(): string {
    return this.ws.protocol;
  }

  /** Resolves when the message has left the process, so that no more is produced for a client that does not read. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      // The callback's error only says that the socket is gone; its `close` event ends the running operations.
      if (this.open) this.ws.send(text, () => resolve());
      else resolve();
    });
  }

  close(code: number = CloseCode.fault, reason = ''): void {
    if (!this.open) return;
    this.context.onClosing(code);
    this.ws.close(code, reason);
  }

  onMessage(handle: (text: string) => Promise<void>): void {
    const inbound = new InboundQueue(handle, this);
    this.ws.on('message', (message) => {
      if (!this.open) return;
      if (this.#takeMessageToken()) inbound.take(String(message));
      else this.close(CloseCode.tooMany, 'Too many messages');
    });
  }

  failed(error: unknown): void {
    this.context.logger.error({ err: error }, 'A message from a socket could not be handled');
    this.close(CloseCode.fault, 'Internal server error');
  }

  /**
   * Writes a message that many clients get. Returns false if this client reads too slowly: then the message is dropped, and
   * `listener` is called when the backlog has drained.
   *
   * The frames are written to the socket directly, which costs a third less than `ws.send`. That is safe because `ws` writes
   * each of its frames completely within one call: there is no compression (which would queue), no fragments and no blobs
   * are sent, and nothing is written once a close frame may have been sent.
   */
  sendShared(prefix: string, message: SharedMessage, listener: DrainListener): boolean {
    if (!this.open) return true;
    if (this.#congestedAt !== null) {
      this.#drainListeners ??= new Set();
      this.#drainListeners.add(listener);
      return false;
    }
    this.raw.write(message.frames(prefix));
    const backlog = this.raw.writableLength;
    if (backlog > 0) {
      message.keepFrames();
      if (backlog > this.context.limits.backlogBytesMax) this.#congest();
    }
    return true;
  }

  removeDrainListener(listener: DrainListener): void {
    this.#drainListeners?.delete(listener);
  }

  /** Called about once per second. */
  check(clock: Clock): void {
    const now = milliseconds();
    const { initSeconds, stuckSeconds, pingSeconds } = this.context.limits;
    if (!this.open) return;
    if (!this.initialized && now - this.#openedAt > initSeconds * 1000) {
      this.close(CloseCode.initTimeout, 'Connection initialisation timeout');
    } else if (this.caller !== null && this.caller.expiresAt <= clock.now()) {
      this.close(CloseCode.tokenExpired, 'The token has expired');
    } else if (this.#congestedAt !== null && now - this.#congestedAt > stuckSeconds * 1000) {
      this.close(CloseCode.readsTooSlowly, 'The client reads too slowly');
    } else if (now >= this.#nextPingAt) {
      this.#nextPingAt = now + pingSeconds * 1000;
      if (this.#alive) this.ws.ping();
      else {
        this.context.onClosing(CloseCode.lost);
        this.ws.terminate();
      }
      this.#alive = false;
    }
  }

  /** Counts an inbound message. False if there were too many. */
  #takeMessageToken(): boolean {
    const now = milliseconds();
    const { messagesPerSecondMax } = this.context.limits;
    const regained = ((now - this.#messageTokensAt) / 1000) * messagesPerSecondMax;
    this.#alive = true;
    this.#messageTokens = Math.min(messagesPerSecondMax, this.#messageTokens + regained) - 1;
    this.#messageTokensAt = now;
    return this.#messageTokens >= 0;
  }

  #congest(): void {
    this.#congestedAt = milliseconds();
    // Its callback is called when everything before it has left the process: the backlog is gone.
    this.ws.ping(undefined, undefined, (error) => {
      if (!error) this.#drained();
    });
  }

  #drained(): void {
    this.#congestedAt = null;
    const listeners = this.#drainListeners;
    this.#drainListeners = null;
    for (const listener of listeners ?? []) listener.onDrained();
  }
}

/** A monotonic clock. */
function milliseconds(): number {
  return Math.trunc(performance.now());
}
