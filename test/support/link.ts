import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that a test can cut: what passes is cut off, and who comes anew is turned away. */
export interface Link {
  /** The given address, by way of this link. */
  readonly url: string;
  cut(): void;
  heal(): void;
  /** Connections stay open, and nothing passes any more, as where a host has lost power. `switchTo` ends it for new ones. */
  freeze(): void;
  /** New connections go to another server; the ones that are open stay. */
  switchTo(target: string): void;
  close(): Promise<void>;
}

export async function openLink(target: string): Promise<Link> {
  let { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let whole = true;
  let frozen = false;
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    if (frozen) {
      sockets.add(near);
      near.on('error', () => undefined);
      near.on('close', () => sockets.delete(near));
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  // A server that listens on a port has an address with a port.
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut,
    heal: () => {
      whole = true;
    },
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    switchTo: (other) => {
      frozen = false;
      ({ hostname, port } = new URL(other));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
