import fastify, { type FastifyInstance } from 'fastify';
import { KeptAnswers } from '../../../src/platform/http/kept-answers';

let http: FastifyInstance;
let url: string;
/** What the route answers with; it names the answer. */
let revision = 1;
/** Whether what is kept may be sent at all. */
let isFollowed = true;
let keepMs = 60_000;
/** What the route waits for before it answers. */
let ready: Promise<void> = Promise.resolve();
let calls = 0;
let nowMs = 0;

beforeEach(async () => {
  [revision, isFollowed, keepMs, ready, calls, nowMs] = [1, true, 60_000, Promise.resolve(), 0, 0];
  http = fastify({ forceCloseConnections: true });
  const kept = new KeptAnswers(
    http.server,
    () => true,
    () => nowMs,
  );
  http.get('/answer', async (request, reply) => {
    calls += 1;
    await ready;
    const own = revision;
    const body = Buffer.from(`answer ${own}`);
    reply.header('etag', `"${own}"`).type('text/plain');
    const state = () => (!isFollowed ? 'gone' : revision === own ? 'current' : 'behind');
    kept.keep(request, reply, { body, state, keepMs });
    return reply.send(body);
  });
  url = `${await http.listen({ port: 0, host: '127.0.0.1' })}/answer`;
});

afterEach(() => http.close());

async function ask(headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(url, { headers });
  return answer.status === 200 ? answer.text() : String(answer.status);
}

/** The route waits from now on until the returned function is called. */
function holdRoute(): () => void {
  let release = () => {};
  ready = new Promise((resolve) => {
    release = resolve;
  });
  return release;
}

const reached = async (count: number) => {
  while (calls < count) await new Promise((resolve) => setImmediate(resolve));
};

it('an answer is sent again without its route while nothing has changed', async () => {
  expect([await ask(), await ask(), await ask()]).toEqual(['answer 1', 'answer 1', 'answer 1']);
  expect(calls).toBe(1);
  expect(await ask({ 'if-none-match': '"1"' })).toBe('304');
  expect(calls).toBe(1);
});

it('one who asks alone never gets an answer that is behind', async () => {
  await ask();
  for (revision = 2; revision <= 20; revision += 1) expect(await ask()).toBe(`answer ${revision}`);
});

it('a crowd is given the answer before while one of them waits for the next', async () => {
  await ask();
  revision = 2;
  const release = holdRoute();
  const first = ask();
  await reached(2);
  expect(await Promise.all(Array.from({ length: 20 }, () => ask()))).toEqual(Array(20).fill('answer 1'));
  release();
  expect(await first).toBe('answer 2');
  expect(await ask()).toBe('answer 2');
  expect(calls).toBe(2);
});

it('where the next answer does not come, the one before serves only for a moment', async () => {
  await ask();
  revision = 2;
  const release = holdRoute();
  const first = ask();
  await reached(2);
  nowMs = 100;
  expect(await ask()).toBe('answer 1');
  nowMs = 101;
  const second = ask();
  await reached(3);
  release();
  expect(await first).toBe('answer 2');
  expect(await second).toBe('answer 2');
});

it('what is gone is sent to nobody, however many ask', async () => {
  await ask();
  isFollowed = false;
  await Promise.all(Array.from({ length: 10 }, () => ask()));
  expect(calls).toBe(11);
});

it('an answer that was kept for long enough is asked for again, by one', async () => {
  keepMs = 1000;
  await ask();
  nowMs = 1001;
  const release = holdRoute();
  const first = ask();
  await reached(2);
  expect(await ask()).toBe('answer 1');
  release();
  expect(await first).toBe('answer 1');
  expect(calls).toBe(2);
});
