import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * An answer with status 200 whose head was put together once: Node would check and join the same headers for each
 * request, a quarter of the work for bytes that lie ready. It goes to the socket in one piece, in place of `response`,
 * which is told that it is finished.
 */
export class WholeAnswer {
  private bytes: Buffer = Buffer.alloc(0);
  /** Of the head's date. */
  private second = Number.NaN;

  constructor(
    private readonly headers: readonly (readonly [name: string, value: string])[],
    private readonly body: Buffer,
  ) {}

  /** Sends it, if the connection stays open afterwards and no earlier answer is in its way. */
  send({ httpVersion, headers: { connection } }: IncomingMessage, response: ServerResponse, server: Server): boolean {
    if (httpVersion !== '1.1' || (connection !== undefined && connection !== 'keep-alive')) return false;
    const { socket } = response;
    if (socket === null) return false;
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.second) {
      this.bytes = Buffer.concat([Buffer.from(this.head(second, server.keepAliveTimeout), 'latin1'), this.body]);
      this.second = second;
    }
    socket.write(this.bytes);
    response.emit('finish');
    return true;
  }

  /** As Node writes it, in its order. */
  private head(second: number, keepAliveMs: number): string {
    return [
      'HTTP/1.1 200 OK',
      ...this.headers.map(([name, value]) => `${name}: ${value}`),
      `Date: ${new Date(second * 1000).toUTCString()}`,
      'Connection: keep-alive',
      ...(keepAliveMs > 0 ? [`Keep-Alive: timeout=${Math.floor(keepAliveMs / 1000)}`] : []),
      '\r\n',
    ].join('\r\n');
  }
}
