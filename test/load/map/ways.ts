import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BenchServices } from '../support/bench-services';
import type { GetJob, GetResult } from './get-many';
import type { OpenedSale } from './open-sale';
import type { StaticAnswer, StaticOrder } from './static-file';

/** One thing to ask for, again and again, and what its server has used of the processor. */
export interface Way {
  readonly what: string;
  readonly port: number;
  readonly request: string;
  /** Whether seats of the show are held meanwhile, `CHANGES_PER_SECOND` times a second. */
  readonly changes?: true;
  cpuMs(): Promise<number>;
}

const snapshotOf = (fields: string) => `query ($id: ID!) { show(id: $id) { availability { revision ${fields} } } }`;

/** What is read of a show, each beside the limit: a static file of the same bytes. */
export async function waysOf({ app }: BenchServices, sale: OpenedSale): Promise<{ ways: Way[]; close(): void }> {
  const url = new URL(app.url);
  const port = Number(url.port);
  const files: ChildProcess[] = [];
  const ours = (what: string, request: string): Way => ({ what, port, request, cpuMs: async () => cpuMsOfThis() });
  const limit = async (what: string, path: string, init: RequestInit): Promise<Way> => {
    const file = await serve(new URL(path, app.url), init);
    files.push(file.child);
    return { what, port: file.port, request: plainGet('/', url.host), cpuMs: file.cpuMs };
  };
  const graphql = (fields: string) => JSON.stringify({ query: snapshotOf(fields), variables: { id: sale.id } });
  const post = (body: string) =>
    `POST /graphql HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nAccept-Encoding: br\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const whole = graphql('statuses versions availableCount');
  const geometry = `/seat-maps/${sale.seatMapVersion}.json`;
  const availability = `/shows/${sale.id}/availability`;
  const whileItChanges = (way: Way): Way => ({ ...way, changes: true });
  const ways = [
    ours('the smallest query by GraphQL', post(JSON.stringify({ query: '{ serverTime }' }))),
    ours('statuses and versions by GraphQL', post(whole)),
    await limit('a static file of that snapshot', '/graphql', {
      method: 'POST',
      body: whole,
      headers: { 'content-type': 'application/json', 'accept-encoding': 'br' },
    }),
    ours('statuses alone by GraphQL', post(graphql('statuses availableCount'))),
    whileItChanges(ours('statuses and versions as bytes, changing', plainGet(availability, url.host))),
    whileItChanges(
      await limit('a static file of those bytes, changing', availability, { headers: { 'accept-encoding': 'br' } }),
    ),
    whileItChanges(ours('statuses alone as bytes, changing', plainGet(`${availability}?only=statuses`, url.host))),
    ours('the geometry', plainGet(geometry, url.host)),
    await limit('a static file of that geometry', geometry, { headers: { 'accept-encoding': 'br' } }),
  ];
  return {
    ways,
    close() {
      for (const child of files) child.kill();
    },
  };
}

/** Asks for so long, from a process of its own. */
export async function ask({ port, request }: Way, connections: number, seconds: number): Promise<GetResult> {
  const child = fork(join(__dirname, 'get-many.js'), { serialization: 'advanced' });
  child.send({ port, seconds, connections, request } satisfies GetJob);
  const [result] = (await once(child, 'message')) as [GetResult]; // The child sends nothing else.
  if (!result.status.endsWith('200 OK')) throw new Error(result.status);
  return result;
}

const plainGet = (path: string, host: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept-Encoding: br\r\n\r\n`;

function cpuMsOfThis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Starts a static file with what this address answers now. */
async function serve(url: URL, init: RequestInit) {
  const answer = await fetch(url, init);
  // `fetch` unpacks what it reads; the size on the wire is what counts, and it is the header's.
  const length = Number(answer.headers.get('content-length'));
  const bytes = new Uint8Array(length);
  bytes.set(new Uint8Array(await answer.arrayBuffer()).subarray(0, length));
  const child = fork(join(__dirname, 'static-file.js'), { serialization: 'advanced' });
  const order = (given: StaticOrder) => child.send(given);
  order({ bytes, headers: { 'content-type': answer.headers.get('content-type') ?? '' } });
  const answered = async () => {
    const [message] = (await once(child, 'message')) as [StaticAnswer]; // The child sends nothing else.
    return message;
  };
  const ready = await answered();
  return {
    child,
    port: 'port' in ready ? ready.port : 0,
    async cpuMs() {
      order({ read: true });
      const reading = await answered();
      return 'cpuMs' in reading ? reading.cpuMs : 0;
    },
  };
}
