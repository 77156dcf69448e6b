import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { WebSocket } from 'ws';
import { eventually } from '../../support/eventually';
import { FrontrowProcess } from '../../support/frontrow-process';
import { HttpClient } from '../../support/graphql-client';
import { cloneDatabase } from '../../support/test-app';

const processes: FrontrowProcess[] = [];
const folders: string[] = [];

/** A start on a data folder, which takes what is not given from there. */
function start(environment: Record<string, string>, ...words: string[]): FrontrowProcess {
  const started = new FrontrowProcess(environment, ...(words.length > 0 ? words : ['start']));
  processes.push(started);
  return started;
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'frontrow-process-'));
  // PostgreSQL does not run as root, and mkdtemp gives a folder that root alone may enter.
  await chmod(folder, 0o755);
  folders.push(folder);
  return folder;
}

let DATA_DIR = '';
beforeAll(async () => {
  DATA_DIR = await makeFolder();
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.stop()));
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const viewer = '{ viewer { id } }';
const createGuestSession = 'mutation { createGuestSession(input: {}) { token viewer { id } } }';
interface GuestSession {
  createGuestSession: { token: string; viewer: { id: string } };
}

/** Asks once, on a connection of its own. */
async function ask<Data>(url: string, query: string, token?: string) {
  const http = new HttpClient(() => url);
  try {
    return await http.graphql<Data>(query, {}, token);
  } finally {
    http.close();
  }
}

/** The processes whose command names the folder: its servers and their guards. */
const runningIn = (folder: string): string[] =>
  execFileSync('ps', ['-A', '-ww', '-o', 'command='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder));
const nothingRunsIn = (folder: string) =>
  eventually(() => {
    const running = runningIn(folder);
    return running.length === 0 || running.join('\n');
  });

/** A request whose end is not sent yet, so that it stays open. */
async function openRequest(url: string) {
  const body = JSON.stringify({ query: '{ serverTime }' });
  const sent = request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length },
  });
  const answer = new Promise<{ status: number; connection: string; text: string }>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection ?? '', text }),
      );
    });
  });
  // Nobody may listen yet when it fails.
  answer.catch(() => undefined);
  sent.write(body.slice(0, 5));
  await new Promise<void>((resolve) => sent.once('socket', (socket) => socket.once('connect', resolve)));
  return { finish: () => void sent.end(body.slice(5)), answer };
}

const refusesConnections = (url: string) =>
  new Promise<boolean>((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });

const statusOf = (url: string) =>
  fetch(url, { headers: { connection: 'close' } }).then(
    ({ status }) => status,
    () => 'refused',
  );

it('it prints what it prepares and then where it is; a signal ends it in order, with all that it started', async () => {
  const frontrow = start({ DATA_DIR, SHUTDOWN_GRACE_SECONDS: '1' });
  const url = await frontrow.open();
  expect(frontrow.output).toMatch(/Preparing PostgreSQL/);
  expect(frontrow.output).toMatch(/Migrations applied: \d+/);
  await frontrow.prints(/^The shop: /m);
  expect(frontrow.output.trim().split('\n').slice(-2)).toEqual([
    `Frontrow is ready: ${url}/graphql (the API and, in a browser, the playground), data in ${DATA_DIR}`,
    `The shop: ${url}/`,
  ]);
  expect(runningIn(DATA_DIR)).not.toEqual([]);

  const open = await openRequest(url);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  frontrow.signal('SIGTERM');
  // First it is not ready, so that a balancer sends nobody more, but requests are still served.
  await eventually(async () => (await statusOf(`${url}/readyz`)) === 503);
  const served = await fetch(`${url}/graphql?query={__typename}`, { headers: { 'apollo-require-preflight': 'yes' } });
  expect([served.status, served.headers.get('connection')]).toEqual([200, 'close']);
  expect(await closed).toBe(1001);
  await eventually(() => refusesConnections(url));
  open.finish();
  expect(await open.answer).toMatchObject({
    status: 200,
    connection: 'close',
    text: expect.stringContaining('serverTime'),
  });
  expect(await frontrow.ended).toEqual({ code: 0, signal: null });
  await nothingRunsIn(DATA_DIR);
  const left = await readdir(DATA_DIR);
  expect(left).toEqual(expect.arrayContaining(['postgres', 'redis']));
  expect(left).not.toEqual(expect.arrayContaining([expect.stringMatching(/pid|addresses/)]));
});

it('in production mode it starts no servers of its own, and names the addresses that are missing', async () => {
  const frontrow = start({ DATA_DIR: await makeFolder(), NODE_ENV: 'production' });
  expect(await frontrow.ended).toEqual({ code: 1, signal: null });
  expect(frontrow.output).toMatch(/^A start without DATABASE_URL, REDIS_URL, STRIPE_SECRET_KEY.* is not available/m);
});

it('a second start is there without preparing, and keeps the data; after kill -9 too', async () => {
  const first = start({ DATA_DIR });
  const session = await ask<GuestSession>(await first.open(), createGuestSession);
  const { token = '', viewer: who } = session.body.data?.createGuestSession ?? {};
  expect(first.output).not.toMatch(/Preparing|Migrations/);
  first.signal('SIGKILL');
  expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' });

  const second = start({ DATA_DIR });
  // The token is good as long as the key that signed it is kept in the database.
  expect(await ask(await second.open(), viewer, token)).toMatchObject({ status: 200, body: { data: { viewer: who } } });
  expect(await second.stop()).toEqual({ code: 0, signal: null });
  await nothingRunsIn(DATA_DIR);
});

it('a start that is interrupted early leaves nothing that blocks the next', async () => {
  const folder = await makeFolder();
  const interrupted = start({ DATA_DIR: folder });
  await interrupted.prints(/Preparing PostgreSQL/);
  interrupted.signal('SIGINT');
  await interrupted.ended;
  const next = start({ DATA_DIR: folder });
  expect(await ask(await next.open(), '{ __typename }')).toMatchObject({ status: 200 });
});

it('the second signal ends it at once, with all that it started; two in one press count once', async () => {
  const frontrow = start({ DATA_DIR });
  const url = await frontrow.open();
  const open = await openRequest(url);
  frontrow.signal('SIGINT');
  frontrow.signal('SIGINT');
  await frontrow.prints(/shutting down/);
  await eventually(() => refusesConnections(url));
  // It waits for the open request. Longer than one press lasts, a signal is another one.
  const asking = setInterval(() => frontrow.signal('SIGINT'), 100);
  expect(await frontrow.ended).toEqual({ code: 1, signal: null });
  clearInterval(asking);
  await expect(open.answer).rejects.toThrow();
  await nothingRunsIn(DATA_DIR);
});

it('a data folder has one user: another start says whom to stop, or what to do else', async () => {
  const frontrow = start({ DATA_DIR });
  await frontrow.open();
  const other = start({ DATA_DIR });
  expect(await other.ended).toEqual({ code: 1, signal: null });
  expect(other.output).toContain(`The data folder ${DATA_DIR} is in use by the process ${frontrow.pid}.`);
  expect(other.output).toContain('DATA_DIR=.data-2 npm start');
  expect(other.output).not.toMatch(/\n\s+at /);
  expect(await ask(await frontrow.open(), '{ __typename }')).toMatchObject({ status: 200 });
});

it('two with folders of their own stand side by side, and know nothing of each other', async () => {
  const both = [start({ DATA_DIR }), start({ DATA_DIR: await makeFolder() })];
  const [one = '', other = ''] = await Promise.all(both.map((each) => each.open()));
  const { token = '' } = (await ask<GuestSession>(one, createGuestSession)).body.data?.createGuestSession ?? {};
  expect(await ask(one, viewer, token)).toMatchObject({ status: 200 });
  expect(await ask(other, viewer, token)).toMatchObject({ status: 401 });
});

it('two on the same addresses are one service', async () => {
  const testApp = start({ DATA_DIR });
  const first = await testApp.open();
  const { databaseUrl, redis } = JSON.parse(await readFile(join(DATA_DIR, 'addresses.json'), 'utf8'));
  const second = start({ DATABASE_URL: databaseUrl, REDIS_URL: redis.REDIS_URL });
  const { token = '', viewer: who } =
    (await ask<GuestSession>(first, createGuestSession)).body.data?.createGuestSession ?? {};
  expect(await ask(await second.open(), viewer, token)).toMatchObject({ status: 200, body: { data: { viewer: who } } });
  expect(second.output).toContain('data at the given addresses');
  expect(await second.stop()).toEqual({ code: 0, signal: null });
  expect(await ask(first, '{ __typename }')).toMatchObject({ status: 200 });
});

it('the commands of an operator work beside the service', async () => {
  const frontrow = start({ DATA_DIR });
  await frontrow.open();
  const migrate = start({ DATA_DIR }, 'migrate');
  expect(await migrate.ended).toEqual({ code: 0, signal: null });
  expect(migrate.output).toBe('The database is up to date.\n');
});

describe('An error that an operator can fix', () => {
  const failing = async (environment: Record<string, string>, ...words: string[]) => {
    const frontrow = start(environment, ...words);
    expect(await frontrow.ended).toEqual({ code: 1, signal: null });
    expect(frontrow.output).not.toMatch(/\n\s+at /);
    return frontrow.output;
  };

  it('mistakes in the configuration, all at once', async () => {
    const output = await failing({ PORT: 'x', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://a:secret@b' });
    expect(output).toMatch(/PORT: expected .*\n.*DATABASE_URL: expected .*\n.*LOG_LEVEL: expected /);
    expect(output).not.toContain('secret');
  });

  it('a database that is not there, without its password', async () => {
    const output = await failing({
      DATABASE_URL: 'postgres://ada:secret@127.0.0.1:1/shows',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(output).toContain('Cannot connect to PostgreSQL at 127.0.0.1:1/shows: connect ECONNREFUSED');
    expect(output).not.toContain('secret');
  });

  it('a database that is not migrated, and it is not migrated by itself', async () => {
    const database = await cloneDatabase();
    const given = { DATABASE_URL: database.url, REDIS_URL: 'redis://127.0.0.1:1' };
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('drop schema public cascade; create schema public');
    await client.end();
    expect(await failing(given)).toContain('Run "npm run migrate" with the same DATABASE_URL');
    const migrate = start(given, 'migrate');
    expect(await migrate.ended).toEqual({ code: 0, signal: null });
    expect(migrate.output).toMatch(/^Applied \d+: Platform/);
    await database.drop();
  });

  it('a port in use, and nothing that was started stays', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    // A server that listens on a port has an address with a port.
    const { port } = other.address() as AddressInfo;
    expect(await failing({ DATA_DIR, PORT: String(port) })).toContain(
      `Port ${port} of 127.0.0.1 is in use. Stop the process that uses it, or choose another port: PORT=${port + 1} npm start`,
    );
    await nothingRunsIn(DATA_DIR);
    await new Promise((resolve) => other.close(resolve));
  });
});
