/**
 * A child process that sends one and the same request again and again over keep-alive connections and only counts the
 * bytes that come back: the measured process and this one share the machine.
 */
import { connect } from 'node:net';

export interface GetJob {
  readonly port: number;
  readonly seconds: number;
  readonly connections: number;
  /** A whole request, as HTTP/1.1. */
  readonly request: string;
}

export interface GetResult {
  readonly answers: number;
  readonly seconds: number;
  readonly latenciesMs: readonly number[];
  /** Of one answer, head and body. */
  readonly bytes: number;
  readonly bodyBytes: number;
  readonly status: string;
}

const HEAD_END = Buffer.from('\r\n\r\n');

async function get({ port, seconds, connections, request }: GetJob): Promise<GetResult> {
  const latenciesMs: number[] = [];
  let bytes = 0;
  let bodyBytes = 0;
  let status = '';
  const began = performance.now();
  const endsAt = began + seconds * 1000;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      let head: Buffer = Buffer.alloc(0);
      /** How much of the answer is still to come; null while its head is. */
      let left: number | null = null;
      let sentAt = 0;
      const send = () => {
        if (performance.now() >= endsAt) {
          socket.end();
          resolve();
          return;
        }
        head = Buffer.alloc(0);
        left = null;
        sentAt = performance.now();
        socket.write(request);
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        if (left === null) {
          head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
          const end = head.indexOf(HEAD_END);
          if (end < 0) return;
          const text = head.toString('latin1', 0, end);
          status = text.slice(0, text.indexOf('\r\n'));
          bodyBytes = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
          bytes = end + 4 + bodyBytes;
          left = bytes - head.length;
        } else left -= chunk.length;
        if (left > 0) return;
        latenciesMs.push(performance.now() - sentAt);
        send();
      });
    });
  await Promise.all(Array.from({ length: connections }, one));
  const took = (performance.now() - began) / 1000;
  return { answers: latenciesMs.length, seconds: took, latenciesMs, bytes, bodyBytes, status };
}

process.once('message', (job) => {
  // The parent sends exactly this.
  get(job as GetJob).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
