import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Target } from './check-target';

/** Of one attempt, from the search for the address to the end of the answer. */
export const ATTEMPT_MS_MAX = 15_000;
/** An answer is read no further than this. */
export const ANSWER_BYTES_MAX = 64 * 1024;
/** So much of it is kept. */
const ANSWER_CHARS_KEPT = 500;
/** A connection is kept for the next message; servers usually close theirs after five seconds. */
const IDLE_MS_MAX = 3000;
const IDLE_CONNECTIONS_MAX = 16;

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** Its beginning. */
  readonly text: string;
}

/** Sends messages over connections to addresses that were checked. No redirect is followed. */
export class RequestSender {
  private readonly agents = {
    http: new HttpAgent({ keepAlive: true, maxFreeSockets: IDLE_CONNECTIONS_MAX, timeout: IDLE_MS_MAX }),
    https: new HttpsAgent({ keepAlive: true, maxFreeSockets: IDLE_CONNECTIONS_MAX, timeout: IDLE_MS_MAX }),
  };

  private isClosed = false;

  /** Rejects where there is no answer. */
  async post(
    target: Target,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<Answer> {
    for (;;) {
      let request: ClientRequest | undefined;
      try {
        request = this.open(target, headers, body, signal);
        return await answerOf(request, body);
      } catch (error) {
        // The other side closed a connection that was kept, at the moment when it was used again.
        if (request?.reusedSocket === true && isReset(error) && !signal.aborted && !this.isClosed) continue;
        throw error;
      }
    }
  }

  close(): void {
    this.isClosed = true;
    this.agents.http.destroy();
    this.agents.https.destroy();
  }

  private open({ url, address }: Target, given: Readonly<Record<string, string>>, body: string, signal: AbortSignal) {
    const headers = {
      ...given,
      host: url.host,
      'content-length': String(Buffer.byteLength(body)),
      // An answer that has to be unpacked could be larger than it looks.
      'accept-encoding': 'identity',
    };
    const options = {
      // The address, not the name: nothing is resolved after the check. A connection is used again for the same address alone.
      host: address,
      port: url.port,
      path: url.pathname + url.search,
      method: 'POST',
      headers,
      signal,
    };
    if (url.protocol === 'http:') return requestHttp({ ...options, port: url.port || 80, agent: this.agents.http });
    const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
    // The certificate must be that of the name; of the address, where the URL has no name.
    const servername = isIP(name) === 0 ? name : '';
    return requestHttps({ ...options, port: url.port || 443, agent: this.agents.https, servername });
  }
}

function answerOf(request: ClientRequest, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response: IncomingMessage) => {
      readAnswer(response).then(resolve, reject);
    });
    request.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    // Without an encoding the chunks are buffers.
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    // Leaving the loop closes the connection.
    if (length >= ANSWER_BYTES_MAX) break;
  }
  const retryAfter = response.headers['retry-after'] ?? null;
  return { status: response.statusCode ?? 0, retryAfter, text: beginningOf(Buffer.concat(chunks)) };
}

const beginningOf = (bytes: Buffer): string => storable(bytes.subarray(0, 4 * ANSWER_CHARS_KEPT).toString('utf8'));

/** The beginning of a text, without what PostgreSQL cannot store: the character zero, and halves of characters. */
export const storable = (text: string): string =>
  [...text.slice(0, 4 * ANSWER_CHARS_KEPT).replaceAll('\0', '')]
    .filter((character) => !/^[\ud800-\udfff]$/.test(character))
    .slice(0, ANSWER_CHARS_KEPT)
    .join('');

const isReset = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
