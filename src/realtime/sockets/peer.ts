import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Caller, Clock } from '../../platform';
import { CloseCode } from './close-codes';
import type { SharedMessage } from './shared-message';
import type { SocketLimits } from './socket-limits';

/** Somebody who was told less than there was, and wants to know when there is room again. */
export interface Slow {
  caughtUp(): void;
}

/** One client's socket: who it is, what it may still send, how far it is behind, and whether it is alive. */
export class Peer {
  caller: Caller | null = null;
  initialised = false;
  /** Kept until the client has said who it is; a request with its headers weighs as much as the socket. */
  request: IncomingMessage | null;
  /** The operations that run, queries and subscriptions alike, by their id; kept by graphql-ws. */
  running: Readonly<Record<string, unknown>> = {};

  readonly #openedAt = performance.now();
  #heard = true;
  #nextPingAt: number;
  /** Tokens of the bucket for inbound messages. */
  #mayHear: number;
  #mayHearSince = performance.now();
  #chokedAt: number | null = null;
  #slow: Set<Slow> | null = null;

  constructor(
    readonly ws: WebSocket,
    /** The socket that the HTTP server handed over with the upgrade. */
    private readonly raw: Duplex,
    readonly clientAddress: string,
    request: IncomingMessage,
    private readonly limits: SocketLimits,
    /** Called where the server decides to close, with the code that it gives. */
    private readonly onClosing: (code: number) => void,
  ) {
    this.request = request;
    this.#mayHear = limits.messagesPerSecondMax;
    this.#nextPingAt = this.#openedAt + limits.pingSeconds * 1000;
  }

  get open(): boolean {
    return this.ws.readyState === WebSocket.OPEN;
  }

  /**
   * Writes one message that many get. False where this peer reads too slowly: then the message is dropped, and `slow`
   * hears when there is room again.
   *
   * The frame goes to the socket past `ws`, which costs a third less than `ws.send`. That is safe because every frame
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
    this.raw.write(message.frame(prefix), 'latin1');
    if (this.raw.writableLength > this.limits.backlogBytesMax) this.#choke();
    return true;
  }

  forget(slow: Slow): void {
    this.#slow?.delete(slow);
  }

  /** Counts an inbound message. False where there were too many. */
  mayHear(): boolean {
    const now = performance.now();
    const { messagesPerSecondMax } = this.limits;
    this.#heard = true;
    this.#mayHear = Math.min(
      messagesPerSecondMax,
      this.#mayHear + ((now - this.#mayHearSince) / 1000) * messagesPerSecondMax,
    );
    this.#mayHearSince = now;
    this.#mayHear -= 1;
    return this.#mayHear >= 0;
  }

  heard(): void {
    this.#heard = true;
  }

  close(code: number, reason: string): void {
    if (!this.open) return;
    this.onClosing(code);
    this.ws.close(code, reason);
  }

  /** Called about once a second. */
  check(clock: Clock): void {
    const now = performance.now();
    const { initSeconds, stuckSeconds, pingSeconds } = this.limits;
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
        this.onClosing(CloseCode.lost);
        this.ws.terminate();
      }
      this.#heard = false;
    }
  }

  #choke(): void {
    this.#chokedAt = performance.now();
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
