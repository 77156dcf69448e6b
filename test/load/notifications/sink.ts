/**
 * The least that accepts mail: an SMTP server that reads each message and forgets it. It reports its port, and how many
 * it has accepted whenever it is asked.
 */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { fail, serveCommands } from '../support/serve-commands';

export interface SinkReady {
  readonly port: number;
}

let accepted = 0;
const END_OF_MESSAGE = '\r\n.\r\n';

function serve(socket: Socket): void {
  let isMessage = false;
  let rest = '';
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.on('error', () => undefined);
  socket.write('220 sink ESMTP\r\n');
  socket.on('data', (chunk: string) => {
    rest += chunk;
    for (;;) {
      if (isMessage) {
        const end = rest.indexOf(END_OF_MESSAGE);
        if (end < 0) {
          // Only the last characters may begin its end.
          rest = rest.slice(-END_OF_MESSAGE.length);
          return;
        }
        rest = rest.slice(end + END_OF_MESSAGE.length);
        isMessage = false;
        accepted += 1;
        socket.write('250 2.0.0 Accepted\r\n');
        continue;
      }
      const end = rest.indexOf('\r\n');
      if (end < 0) return;
      const command = rest.slice(0, 4).toUpperCase();
      rest = rest.slice(end + 2);
      switch (command) {
        case 'EHLO':
          socket.write('250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n');
          break;
        case 'DATA':
          isMessage = true;
          socket.write('354 Go on\r\n');
          break;
        case 'QUIT':
          socket.end('221 Bye\r\n');
          break;
        default:
          socket.write('250 2.0.0 Ok\r\n');
      }
    }
  });
}

async function main(): Promise<void> {
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sink has no port');
  serveCommands({ port: address.port } satisfies SinkReady, () => ({ accepted }));
}

main().catch(fail);
