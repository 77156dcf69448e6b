import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket as GraphQLSocket } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Caller, Clock, Logger } from '../../platform';
import { CloseCode } from './close-codes';
import { Inbox, type InboxOwner } from './inbox';
import type { SharedMessage } from './shared-message';
import type { SocketLimits } from './socket-limits';

/** Read for every message to every client; the constant saves the way through the class. */
const { OPEN } = WebSocket;

/** Somebody who was told less than there was, and wants to know when there is room again. */
export interface Slow {
  caughtUp(): void;
}

/** What all sockets of a server have in common. */
export interface PeerContext {
  readonly limits: SocketLimits;
  readonly logger: Logger;
  /** Called where the server decides to close, with the code that it gives. */
  onClosing(code: number): void;
}

/**
 * One client's socket: who it is, what it may still send, how far it is behind, and whether it is alive. There are tens of
 * thousands in a process, so it keeps little: whole milliseconds, which are small integers, and no function of its own
 * where one for all will do.
 */
export class Peer implements GraphQLSocket, InboxOwner {
  caller: Caller | null = null;
  initialised = false;
  /** Kept until the client has said who it is; a request with its headers weighs as much as the socket. */
  request: IncomingMessage | null;
  /** The operations that run, queries and subscriptions alike, by their id; kept by graphql-ws. */
  running: Readonly<Record<string, unknown>> = {};

  readonly #openedAt = milliseconds();
  #heard = true;
  #nextPingAt: number;
  /** How many inbound messages are allowed at this moment; it fills up again with time. */
  #mayHear: number;
  #mayHearSince = this.#openedAt;
  #chokedAt: number | null = null;
  #slow: Set<Slow> | null = null;

  constructor(
    readonly ws: WebSocket,
    /** The socket that the HTTP server handed over with the upgrade. */
    private readonly raw: Duplex,
    readonly clientAddress: string,
    request: IncomingMessage,
    private readonly context: PeerContext,
  ) {
    this.request = request;
    this.#mayHear = context.limits.messagesPerSecondMax;
    this.#nextPingAt = this.#openedAt + context.limits.pingSeconds * 1000;
    ws.on('pong', () => {
      this.#heard = true;
    });
  }

  get open(): boolean {
    return this.ws.readyState === OPEN;
  }

  /** Of the subprotocols that the client offered, the one that was taken. */
  get protocol(): string {
    return this.ws.protocol;
  }

  /** Resolves when the message has left the process, so that a client who does not read is not asked for more. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      // The callback's error says only that the socket is gone; its `close` ends what runs there.
      if (this.open) this.ws.send(text, () => resolve());
      else resolve();
    });
  }

  close(code: number = CloseCode.fault, reason = ''): void {
    if (!this.open) return;
    this.context.onClosing(code);
    this.ws.close(code, reason);
  }

  onMessage(hear: (text: string) => Promise<void>): void {
    const inbox = new Inbox(hear, this);
    this.ws.on('message', (message) => {
      if (!this.open) return;
      if (this.#mayHearOne()) inbox.take(String(message));
      else this.close(CloseCode.tooMany, 'Too many messages');
    });
  }

  failed(error: unknown): void {
    this.context.logger.error({ err: error }, 'A message from a socket could not be handled');
    this.close(CloseCode.fault, 'Internal server error');
  }

  /**
   * Writes what many get, in one piece. False where this peer reads too slowly: then it is dropped, and `slow` hears when
   * there is room again.
   *
   * The frames go to the socket past `ws`, which costs a third less than `ws.send`. That is safe because every frame
   * that `ws` writes is written whole within one call: there is no compression (which would queue), we send no fragments
   * and no blobs, and nothing is written once a close frame may be out.
   */
  tell(prefix: string, message: SharedMessage, slow: Slow): boolean {
    if (!this.open) return true;
    if (this.#chokedAt !== null) {
      this.#slow ??= new Set();
      this.#slow.add(slow);
      return false;
    }
    this.raw.write(message.frames(prefix));
    const backlog = this.raw.writableLength;
    if (backlog > 0) {
      message.keepFrames();
      if (backlog > this.context.limits.backlogBytesMax) this.#choke();
    }
    return true;
  }

  forget(slow: Slow): void {
    this.#slow?.delete(slow);
  }

  /** Called about once a second. */
  check(clock: Clock): void {
    const now = milliseconds();
    const { initSeconds, stuckSeconds, pingSeconds } = this.context.limits;
    if (!this.open) return;
    if (!this.initialised && now - this.#openedAt > initSeconds * 1000) {
      this.close(CloseCode.initTimeout, 'Connection initialisation timeout');
    } else if (this.caller !== null && this.caller.expiresAt <= clock.now()) {
      this.close(CloseCode.tokenExpired, 'The token has expired');
    } else if (this.#chokedAt !== null && now - this.#chokedAt > stuckSeconds * 1000) {
      this.close(CloseCode.readsTooSlowly, 'The client reads too slowly');
    } else if (now >= this.#nextPingAt) {
      this.#nextPingAt = now + pingSeconds * 1000;
      if (this.#heard) this.ws.ping();
      else {
        this.context.onClosing(CloseCode.lost);
        this.ws.terminate();
      }
      this.#heard = false;
    }
  }

  /** Counts an inbound message. False where there were too many. */
  #mayHearOne(): boolean {
    const now = milliseconds();
    const { messagesPerSecondMax } = this.context.limits;
    const regained = ((now - this.#mayHearSince) / 1000) * messagesPerSecondMax;
    this.#heard = true;
    this.#mayHear = Math.min(messagesPerSecondMax, this.#mayHear + regained) - 1;
    this.#mayHearSince = now;
    return this.#mayHear >= 0;
  }

  #choke(): void {
    this.#chokedAt = milliseconds();
    // Its callback comes when everything before it has left the process: the backlog is gone.
    this.ws.ping(undefined, undefined, (error) => {
      if (!error) this.#drained();
    });
  }

  #drained(): void {
    this.#chokedAt = null;
    const waiting = this.#slow;
    this.#slow = null;
    for (const slow of waiting ?? []) slow.caughtUp();
  }
}

/** A clock for durations; it does not jump. */
function milliseconds(): number {
  return Math.trunc(performance.now());
}
