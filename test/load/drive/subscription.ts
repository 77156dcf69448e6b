import { WebSocket } from 'ws';

export interface SubscriptionParts {
  /** The address of the API over HTTP. */
  readonly url: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly token?: string | undefined;
  /** Every frame from the server, as it came. */
  readonly onFrame: (frame: Buffer) => void;
  /** Called once, with the close code or the fault. */
  readonly onClose: (because: string) => void;
}

/**
 * One operation on a socket of its own, by graphql-transport-ws. It hands out bytes, because thousands of them share one
 * thread: parsing is the business of whoever listens.
 */
export class Subscription {
  private readonly socket: WebSocket;
  private fault = '';

  constructor({ url, query, variables, token, onFrame, onClose }: SubscriptionParts) {
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      handshakeTimeout: 15_000,
    });
    this.socket.once('open', () => {
      const payload = token === undefined ? {} : { payload: { authorization: `Bearer ${token}` } };
      this.socket.send(JSON.stringify({ type: 'connection_init', ...payload }));
      // The protocol wants the acknowledgement first.
      this.socket.once('message', () => {
        this.socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
      });
    });
    // A text message that came in one piece is one Buffer, which is the default of ws.
    this.socket.on('message', (frame: Buffer) => onFrame(frame));
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.fault = error.code ?? error.message;
    });
    this.socket.once('close', (code) => onClose(this.fault === '' ? String(code) : this.fault));
  }

  close(): void {
    this.socket.close(1000);
  }

  /** Breaks the connection without a word. */
  cut(): void {
    this.socket.terminate();
  }
}
