import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** What a proxy does to the bytes that come from the service; it must keep their number. */
export interface Tampering {
  /** A whole answer over HTTP. */
  readonly answer?: (text: string) => string;
  /** What comes on the socket of this number, the first is 1. */
  readonly news?: (bytes: string, socket: number) => string;
}

/** A service that lies: everything passes through, but for what the tampering changes. */
export class TamperingProxy {
  private readonly sockets = new Set<Socket>();
  private upgrades = 0;
  private readonly server: Server;

  constructor(
    private readonly target: () => string,
    { answer = (text) => text, news = (bytes) => bytes }: Tampering,
  ) {
    this.server = createServer((incoming, outgoing) => {
      const { method, headers, url = '/' } = incoming;
      const onward = request(new URL(url, this.target()), { method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          outgoing.writeHead(response.statusCode ?? 502, response.headers);
          outgoing.end(Buffer.from(answer(Buffer.concat(chunks).toString('latin1')), 'latin1'));
        });
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
    this.server.on('connection', (socket) => this.keep(socket));
    this.server.on('upgrade', ({ method, url, rawHeaders }, socket, head) => {
      this.upgrades += 1;
      const number = this.upgrades;
      const { hostname, port } = new URL(this.target());
      const onward = this.keep(connect(Number(port), hostname));
      const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
      onward.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.on('data', (chunk) => socket.write(Buffer.from(news(chunk.toString('latin1'), number), 'latin1')));
      socket.on('data', (chunk) => onward.write(chunk));
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    // A server that listens on a port has such an address.
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    return socket;
  }
}
