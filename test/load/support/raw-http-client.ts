/**
 * A child process that posts prepared bodies over keep-alive connections, one request at a time on each, with as
 * little work of its own as can be: the measured process and this one share the machine.
 */
import { connect } from 'node:net';

export interface PostJob {
  readonly host: string;
  readonly port: number;
  readonly seconds: number;
  /** Each connection sends one every so many milliseconds, all of them evenly spread; null: the next one after each answer. */
  readonly everyMs: number | null;
  /** For each connection the requests that it sends in turn, whole, as HTTP/1.1. */
  readonly connections: readonly (readonly string[])[];
}

export interface PostResult {
  readonly latenciesMs: readonly number[];
  readonly seconds: number;
  /** How often each of these words stood in an answer. */
  readonly words: Readonly<Record<string, number>>;
}

const WORDS = /"__typename":"(\w+)"|"errors":\[/;

async function post(job: PostJob): Promise<PostResult> {
  const latenciesMs: number[] = [];
  const words: Record<string, number> = {};
  const began = performance.now();
  const endsAt = began + job.seconds * 1000;
  await Promise.all(
    job.connections.map(
      (requests, connection) =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(job.port, job.host);
          socket.setNoDelay(true);
          let turn = 0;
          let sentAt = 0;
          let received = '';
          /** When the next one is due. */
          const dueAt = () =>
            job.everyMs === null ? 0 : began + (turn + connection / job.connections.length) * job.everyMs;
          const send = () => {
            const request = requests[turn];
            if (request === undefined || performance.now() >= endsAt) {
              socket.end();
              resolve();
              return;
            }
            // A late answer delays no more than the next request, and counts from when that was due.
            sentAt = job.everyMs === null ? performance.now() : dueAt();
            turn += 1;
            received = '';
            socket.write(request);
          };
          const next = () => {
            const early = dueAt() - performance.now();
            if (early > 0) setTimeout(send, early);
            else send();
          };
          socket.on('connect', next);
          socket.on('error', reject);
          socket.on('data', (chunk) => {
            received += chunk.toString('latin1');
            const head = received.indexOf('\r\n\r\n');
            if (head < 0) return;
            const [, length = '0'] = /content-length: (\d+)/i.exec(received) ?? [];
            if (received.length < head + 4 + Number(length)) return;
            latenciesMs.push(performance.now() - sentAt);
            const word = WORDS.exec(received)?.[1] ?? 'other';
            words[word] = (words[word] ?? 0) + 1;
            next();
          });
        }),
    ),
  );
  return { latenciesMs, seconds: (performance.now() - began) / 1000, words };
}

process.once('message', (job) => {
  // The parent sends exactly this.
  post(job as PostJob).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
