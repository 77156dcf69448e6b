/**
 * A child process that sends GraphQL requests over keep-alive connections, one at a time on each, and reads the answers
 * without parsing them: attackers and the bystander run in one such process each, beside the measured one.
 */
import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';

export interface ClientsJob {
  readonly port: number;
  readonly seconds: number;
  /** For each client the bodies that it sends in turn, from the first one again after the last one. */
  readonly clients: readonly {
    readonly bodies: readonly string[];
    readonly token?: string;
    readonly transport: 'http' | 'socket';
    /** Waits so long after each answer. */
    readonly pauseMs: number;
  }[];
}

export interface ClientsResult {
  /** By client. */
  readonly latenciesMs: readonly (readonly number[])[];
  readonly bytes: number;
  readonly errors: number;
}

/** Replaced by a number that differs in each request. */
export const NONCE = '@nonce@';

async function run({ port, seconds, clients }: ClientsJob): Promise<ClientsResult> {
  const endsAt = performance.now() + seconds * 1000;
  let bytes = 0;
  let errors = 0;
  let sent = 0;
  const note = (answer: Buffer) => {
    bytes += answer.length;
    if (answer.subarray(0, 2000).includes('"errors"')) errors += 1;
  };
  const latenciesMs = await Promise.all(
    clients.map(async ({ bodies, token, transport, pauseMs }) => {
      const latencies: number[] = [];
      const send = transport === 'http' ? overHttp(port, token) : await overSocket(port, token);
      for (let turn = 0; performance.now() < endsAt; turn += 1) {
        sent += 1;
        const body = (bodies[turn % bodies.length] ?? '').replaceAll(NONCE, String(sent));
        const sentAt = performance.now();
        note(await send(body));
        latencies.push(performance.now() - sentAt);
        if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      return latencies;
    }),
  );
  return { latenciesMs, bytes, errors };
}

function overHttp(port: number, token: string | undefined): (body: string) => Promise<Buffer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', ...authorization };
      const sent = request({ port, host: '127.0.0.1', path: '/graphql', method: 'POST', agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve(Buffer.concat(chunks)));
        answer.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
}

async function overSocket(port: number, token: string | undefined): Promise<(body: string) => Promise<Buffer>> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  let answered: (answer: Buffer) => void = () => undefined;
  let lastId = 0;
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`The server closed a socket with ${code}`)));
    socket.on('open', () =>
      socket.send(
        JSON.stringify({ type: 'connection_init', payload: token ? { authorization: `Bearer ${token}` } : {} }),
      ),
    );
    socket.on('message', (data: Buffer) => {
      const start = data.subarray(0, 200).toString('latin1');
      if (start.includes('"connection_ack"')) resolve();
      else if (start.includes('"next"') || start.includes('"error"')) answered(data);
    });
  });
  return (body) =>
    new Promise((resolve) => {
      answered = resolve;
      lastId += 1;
      socket.send(`{"id":"${lastId}","type":"subscribe","payload":${body}}`);
    });
}

process.once('message', (job) => {
  // The parent sends exactly this.
  run(job as ClientsJob).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
