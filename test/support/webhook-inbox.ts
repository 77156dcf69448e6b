import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Letter {
  readonly body: Buffer;
  readonly headers: IncomingHttpHeaders;
  /** Of the event, as its body tells it. */
  readonly type: string;
  readonly id: string;
}

export interface WebhookInbox {
  readonly url: string;
  readonly letters: Letter[];
  /** Answers these HTTP statuses to the next requests, then 200 again. */
  answerNext(...statuses: number[]): void;
  close(): Promise<void>;
}

/** A merchant's endpoint that only listens. */
export async function openInbox(): Promise<WebhookInbox> {
  const letters: Letter[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { id, type } = JSON.parse(body.toString('utf8')) as { id: string; type: string };
    letters.push({ body, headers: request.headers, id, type });
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    letters,
    answerNext: (...statuses) => void answers.push(...statuses),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
