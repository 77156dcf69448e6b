import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from '../../support/eventually';

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A client of graphql-transport-ws that keeps every message as it came, and can stop to read. */
export class RawClient {
  readonly messages: Message[] = [];
  /** The messages as they were on the wire. */
  readonly texts: string[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (text) => {
      this.texts.push(String(text));
      // The server speaks JSON objects; what is in them is what the tests look at.
      this.messages.push(JSON.parse(String(text)) as Message);
    });
    ws.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    ws.on('error', () => undefined);
  }

  static async open(url: string, init: false | Record<string, unknown>, autoPong = true): Promise<RawClient> {
    const ws = new WebSocket(url, 'graphql-transport-ws', { autoPong });
    const client = new RawClient(ws);
    await once(ws, 'open');
    if (init === false) return client;
    client.send({ type: 'connection_init', payload: init });
    await eventually(() => client.messages.length > 0 || client.closed !== null);
    if (client.messages[0]?.type === 'connection_ack') client.messages.splice(0);
    client.texts.splice(0);
    return client;
  }

  send(message: object): void {
    this.ws.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: Record<string, unknown> = {}): void {
    this.send({ type: 'subscribe', id, payload: { query, variables } });
  }

  /** Waits for so many messages in all, and returns them. */
  async atLeast(count: number): Promise<readonly Message[]> {
    await eventually(() => this.messages.length >= count || this.closed !== null);
    if (this.messages.length < count) throw new Error(`Closed with ${this.closed?.code}: ${this.closed?.reason}`);
    return this.messages;
  }

  async closing(): Promise<{ readonly code: number; readonly reason: string }> {
    await eventually(() => this.closed !== null);
    if (this.closed === null) throw new Error('The socket is open');
    return this.closed;
  }
}
