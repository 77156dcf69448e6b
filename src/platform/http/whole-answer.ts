import type { IncomingMessage, Server, ServerResponse } from 'node:http';

type Headers = readonly (readonly [name: string, value: string])[];

/** The lines of a head with status 200, put together once a second: Node would check and join them for each answer. */
export class AnswerHead {
  private text = '';
  /** Of its date. */
  private second = Number.NaN;

  constructor(readonly headers: Headers) {}

  /** As Node writes them, in its order. More lines may follow. */
  now({ keepAliveTimeout }: Server): string {
    const second = Math.floor(Date.now() / 1000);
    if (second === this.second) return this.text;
    this.second = second;
    this.text = [
      'HTTP/1.1 200 OK',
      ...this.headers.map(([name, value]) => `${name}: ${value}`),
      `Date: ${new Date(second * 1000).toUTCString()}`,
      'Connection: keep-alive',
      ...(keepAliveTimeout > 0 ? [`Keep-Alive: timeout=${Math.floor(keepAliveTimeout / 1000)}`] : []),
      '',
    ].join('\r\n');
    return this.text;
  }
}

/** Whether the connection stays open behind the answer. */
export function keepsConnection({ httpVersion, headers: { connection } }: IncomingMessage): boolean {
  return httpVersion === '1.1' && (connection === undefined || connection === 'keep-alive');
}

/**
 * Writes a whole answer, head and body, to the socket in one piece, in place of `response`, which is told that it is
 * finished. A text has one byte for each character. False where an earlier answer is in its way.
 */
export function writeWhole(response: ServerResponse, bytes: Buffer | string | readonly Buffer[]): boolean {
  const { socket } = response;
  if (socket === null) return false;
  if (typeof bytes === 'string') socket.write(bytes, 'latin1');
  else if (Buffer.isBuffer(bytes)) socket.write(bytes);
  else {
    socket.cork();
    for (const part of bytes) socket.write(part);
    socket.uncork();
  }
  response.emit('finish');
  return true;
}

/** An answer whose head and body lie ready as one piece. */
export class WholeAnswer {
  private bytes: Buffer = Buffer.alloc(0);
  private headText = '';
  private readonly head: AnswerHead;

  constructor(
    headers: Headers,
    private readonly body: Buffer,
  ) {
    this.head = new AnswerHead(headers);
  }

  /** Sends it, if the connection stays open afterwards and no earlier answer is in its way. */
  send(request: IncomingMessage, response: ServerResponse, server: Server): boolean {
    if (!keepsConnection(request)) return false;
    const head = this.head.now(server);
    if (head !== this.headText) {
      this.bytes = Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), this.body]);
      this.headText = head;
    }
    return writeWhole(response, this.bytes);
  }
}
