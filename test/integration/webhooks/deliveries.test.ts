import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { HttpClient } from '../../support/graphql-client';
import { buy } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';
import {
  CREATE_ENDPOINT,
  createEndpoint,
  DELETE_ENDPOINT,
  DELIVERIES,
  ENDPOINTS,
  REPLAY,
  type ReceivedMessage,
  ROTATE_SECRET,
  SEND_TEST,
  UPDATE_ENDPOINT,
  WebhookReceiver,
} from '../../support/webhook-receiver';

const testApp = openTestApp({ WEBHOOK_LOCAL_TARGETS: 'on' }, { webhooks: { lookMs: 30 } });
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);

/** An organizer with a show and a receiver. */
async function organized() {
  const organizerId = randomUUID();
  const show = await makeShow(testApp, { organizerId });
  const token = await testApp.token({ roles: ['organizer'], id: organizerId });
  const receiver = await WebhookReceiver.open(testApp);
  let seatNo = 0;
  return {
    ...{ show, token, receiver, organizerId },
    buyNext: async (api: Parameters<typeof buy>[0] = testApp) => {
      seatNo += 1;
      return buy(api, show, [seatNo - 1], await testApp.token());
    },
    /** Events without purchases, as many as wanted. */
    write: (count: number) =>
      sql(
        `insert into new_organizer_event (show_id, type, data)
         select $1, 'order.confirmed', jsonb_build_object('order', gen_random_uuid()) from generate_series(1, $2)`,
        [show.showId, count],
      ),
  };
}

async function deliveriesOf(
  endpointId: string,
  token: string,
  status: 'WAITING' | 'DELIVERED' | 'FAILED' | null = null,
) {
  return (await testApp.ask(DELIVERIES, { endpointId, status, first: 100 }, token)).webhookDeliveries.nodes;
}

const verify = (secret: string, { text, headers }: ReceivedMessage) =>
  new Webhook(secret).verify(text, headers as Record<string, string>);

it('an endpoint receives the events of its types, signed, and its secret is shown once', async () => {
  const { token, receiver, buyNext } = await organized();
  const other = await organized();
  const { id, secret, endpoint } = await createEndpoint(testApp, token, receiver.url, { types: ['ORDER_CONFIRMED'] });
  expect(secret).toMatch(/^whsec_/);
  expect(endpoint).toMatchObject({
    types: ['ORDER_CONFIRMED'],
    isEnabled: true,
  });
  const order = await buyNext();
  await other.buyNext();
  const [message] = await receiver.receives(1);
  if (message === undefined) throw new Error('Nothing was received');
  expect(verify(secret, message)).toMatchObject({ type: 'order.confirmed', data: { orderId: order.id } });
  expect(() => verify(secret, { ...message, text: message.text.replace('CONFIRMED', 'CANCELLED') })).toThrow();
  expect(message.headers['webhook-id']).toBe(message.event.id);
  expect(message.headers['content-type']).toBe('application/json');
  await eventually(async () => (await deliveriesOf(id, token, 'DELIVERED')).length === 1);
  expect(JSON.stringify(await testApp.ask(ENDPOINTS, {}, token))).not.toContain(secret);
  expect(JSON.stringify(await sql('select * from webhook_endpoint'))).not.toContain(secret.slice('whsec_'.length));
  expect(receiver.messages).toHaveLength(1);
});

/** The program of `docs/webhooks.md`, as a reader would start it. */
async function startExample(secret: string): Promise<{ readonly output: () => string }> {
  const page = await readFile(resolve('docs/webhooks.md'), 'utf8');
  const program = /^```js\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
  const dir = await mkdtemp(join(tmpdir(), 'frontrow-webhook-example-'));
  await writeFile(join(dir, 'receiver.mjs'), program);
  await symlink(resolve('node_modules'), join(dir, 'node_modules'));
  const child = spawn(process.execPath, ['receiver.mjs'], {
    cwd: dir,
    env: { PATH: process.env.PATH ?? '', PORT: '0', WEBHOOK_SECRET: secret },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const ended = new Promise((done) => child.once('close', done));
  testApp.closing(async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(dir, { recursive: true });
  });
  await eventually(() => /Listening on \d+/.test(output) || output);
  return { output: () => output };
}

it('the receiver of docs/webhooks.md verifies what is sent, and refuses what is not', async () => {
  const { token, receiver, buyNext } = await organized();
  const { id, secret } = await createEndpoint(testApp, token, receiver.url, { types: ['ORDER_CONFIRMED'] });
  const example = await startExample(secret);
  const port = /Listening on (\d+)/.exec(example.output())?.[1];
  await sql('update webhook_endpoint set url = $1 where url = $2', [`http://127.0.0.1:${port}/`, receiver.url]);
  const order = await buyNext();
  await testApp.ask(SEND_TEST, { input: { endpointId: id } }, token);
  await eventually(() => {
    const output = example.output();
    return (
      (output.includes(`order.confirmed`) && output.includes(order.id) && output.includes('webhook.test')) || output
    );
  });
  await eventually(async () => {
    const nodes = await deliveriesOf(id, token);
    return nodes.every(({ status }) => status === 'DELIVERED') || JSON.stringify(nodes);
  });
  const forged = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: {
      ...{ 'webhook-id': 'evt_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)), connection: 'close' },
      'webhook-signature': 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
    },
    body: '{"type":"order.confirmed"}',
  });
  expect(forged.status).toBe(401);
});

it('a test message is sent once and shown with its answer, a failure included', async () => {
  const { token, receiver } = await organized();
  const { id, secret } = await createEndpoint(testApp, token, receiver.url, { types: ['ORDER_CONFIRMED'] });
  receiver.answer = (_, response) => response.writeHead(500).end(`Broken \0 ${'🎭'.repeat(400)}`);
  const { sendTestWebhook } = await testApp.ask(SEND_TEST, { input: { endpointId: id } }, token);
  expect(sendTestWebhook.delivery).toMatchObject({ type: 'webhook.test', status: 'WAITING' });
  await eventually(async () => (await deliveriesOf(id, token, 'FAILED')).length === 1);
  const [message] = receiver.messages;
  expect(message && verify(secret, message)).toMatchObject({
    type: 'webhook.test',
    id: sendTestWebhook.delivery.eventId,
  });
  const [delivery] = await deliveriesOf(id, token);
  expect(delivery).toMatchObject({ attemptCount: 1, nextAttemptAt: null, attempts: [{ status: 500, error: null }] });
  expect(delivery?.attempts[0]?.answer).toMatch(/^Broken {2}🎭+$/u);
  expect(delivery?.attempts[0]?.milliseconds).toBeGreaterThanOrEqual(0);
  expect(receiver.messages).toHaveLength(1);
});

it('what fails is sent again with the same id, and not before the endpoint wants it', async () => {
  const { token, receiver, buyNext } = await organized();
  const { id, secret } = await createEndpoint(testApp, token, receiver.url, { types: ['ORDER_CONFIRMED'] });
  receiver.answer = ({ headers }, response) => {
    const nth = receiver.messages.filter((other) => other.headers['webhook-id'] === headers['webhook-id']).length;
    if (nth === 1) response.writeHead(302, { location: `${receiver.url}elsewhere` }).end();
    else if (nth === 2) response.writeHead(503, { 'retry-after': '900' }).end('Later, please');
    else response.writeHead(200).end('Thank you');
  };
  await buyNext();
  const waitsAfter = (count: number) =>
    eventually(async () => {
      const [delivery] = await deliveriesOf(id, token, 'WAITING');
      return (delivery?.attempts.length === count && delivery.nextAttemptAt !== null) || JSON.stringify(delivery);
    });
  await waitsAfter(1);
  await eventually(async () => (await testApp.ask(ENDPOINTS, {}, token)).webhookEndpoints[0]?.failingSince !== null);
  testApp.clock.advanceSeconds(7);
  await waitsAfter(2);
  const [waiting] = await deliveriesOf(id, token);
  const pauseMs = Date.parse(waiting?.nextAttemptAt ?? '') - testApp.clock.now().getTime();
  expect(pauseMs).toBeGreaterThan(840_000);
  expect(pauseMs).toBeLessThan(901_000);
  await sql(`update webhook_delivery set next_at = $1 where state = 'waiting' and type = 'order.confirmed'`, [
    testApp.clock.now(),
  ]);
  await eventually(async () => (await deliveriesOf(id, token, 'DELIVERED')).length === 1);
  expect(receiver.messages.map(({ path }) => path)).toEqual(['/', '/', '/']);
  expect(new Set(receiver.messages.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  for (const message of receiver.messages) verify(secret, message);
  const [delivered] = await deliveriesOf(id, token);
  expect(delivered?.attempts.map(({ status, answer }) => [status, answer])).toEqual([
    [302, ''],
    [503, 'Later, please'],
    [200, 'Thank you'],
  ]);
  await eventually(async () => (await testApp.ask(ENDPOINTS, {}, token)).webhookEndpoints[0]?.failingSince === null);
});

it('while a secret rotates both verify, and a public key verifies what is signed with Ed25519', async () => {
  const { token, receiver, buyNext } = await organized();
  const { id, secret } = await createEndpoint(testApp, token, receiver.url, { types: ['ORDER_CONFIRMED'] });
  const { rotateWebhookSecret: rotated } = await testApp.ask(ROTATE_SECRET, { input: { endpointId: id } }, token);
  expect(rotated.secret).not.toBe(secret);
  expect(Date.parse(rotated.endpoint.formerSecretUntil ?? '') - testApp.clock.now().getTime()).toBeGreaterThan(
    86_300_000,
  );
  const asymmetric = await createEndpoint(testApp, token, `${receiver.url}v1a`, {
    types: ['ORDER_CONFIRMED'],
    signing: 'ED25519',
  });
  expect(asymmetric.secret).toBe('');
  expect(asymmetric.endpoint.publicKey).toMatch(/^whpk_/);
  await buyNext();
  const messages = await receiver.receives(2);
  for (const message of messages) {
    const signatures = String(message.headers['webhook-signature']).split(' ');
    if (message.path === '/v1a') expect(signatures).toEqual([expect.stringMatching(/^v1a,/)]);
    else for (const valid of [secret, rotated.secret ?? '']) verify(valid, message);
  }
  expect(new Set(messages.map(({ event }) => event.id)).size).toBe(1);
});

it('410 ends an endpoint; enabled again it receives what it missed, by id and by time, with the same ids', async () => {
  const { token, receiver, buyNext } = await organized();
  const since = new Date(testApp.clock.now().getTime() - 3_600_000);
  const { id } = await createEndpoint(testApp, token, receiver.url, { types: ['ORDER_CONFIRMED'] });
  receiver.answer = (_, response) => response.writeHead(410).end();
  await buyNext();
  const endpoint = async () => (await testApp.ask(ENDPOINTS, {}, token)).webhookEndpoints[0];
  await eventually(async () => (await endpoint())?.isEnabled === false);
  expect(await endpoint()).toMatchObject({ disabledReason: 'GONE' });
  await buyNext();
  await eventually(async () => (await sql('select 1 from new_organizer_event')).length === 0);
  expect(receiver.messages).toHaveLength(1);
  const [gone] = await deliveriesOf(id, token, 'FAILED');
  const refused = await testApp.graphql(REPLAY, { input: { endpointId: id, eventIds: [gone?.eventId ?? ''] } }, token);
  expect(refused.body.errors?.[0]?.message).toMatch(/disabled/);
  receiver.answer = undefined;
  await testApp.ask(UPDATE_ENDPOINT, { input: { endpointId: id, isEnabled: true } }, token);
  const byId = { endpointId: id, eventIds: [gone?.eventId ?? ''] };
  expect((await testApp.ask(REPLAY, { input: byId }, token)).replayWebhookEvents.replayedCount).toBe(1);
  await receiver.receives(2);
  await eventually(async () => (await deliveriesOf(id, token, 'DELIVERED')).length === 1);
  const byTime = { endpointId: id, since: since.toISOString() };
  expect((await testApp.ask(REPLAY, { input: byTime }, token)).replayWebhookEvents).toEqual({
    ...{ replayedCount: 2, nextAfter: null },
  });
  await receiver.receives(4);
  const ids = receiver.messages.map(({ headers }) => headers['webhook-id']);
  expect(ids.filter((other) => other === gone?.eventId)).toHaveLength(3);
  expect(new Set(ids).size).toBe(2);
  await eventually(async () => (await deliveriesOf(id, token, 'DELIVERED')).length === 2);
});

const DEAD_LETTERS = graphql('{ deadLetters(kind: WEBHOOK, first: 100) { nodes { id about reason subjectId } } }');
const REPLAY_DEAD = graphql(
  'mutation ($input: ReplayDeadLettersInput!) { replayDeadLetters(input: $input) { replayedCount } }',
);

it('an endpoint that failed for five days is disabled, and what waits for it is dead until somebody replays it', async () => {
  const { token, receiver, write } = await organized();
  await testApp.ask(
    'mutation ($input: SetOrganizerContactInput!) { setOrganizerContact(input: $input) { contact { email } } }',
    { input: { email: 'failing@organizer.example' } },
    token,
  );
  const { id } = await createEndpoint(testApp, token, receiver.url);
  receiver.answer = (_, response) => response.destroy();
  await write(2);
  await eventually(async () => {
    const waiting = await deliveriesOf(id, token, 'WAITING');
    return waiting.filter(({ attempts }) => attempts.length > 0).length >= 2 || JSON.stringify(waiting);
  });
  const tried = (await deliveriesOf(id, token)).flatMap(({ attempts }) => attempts);
  expect(tried[0]).toMatchObject({ status: null, error: expect.any(String) });
  await eventually(async () => (await testApp.ask(ENDPOINTS, {}, token)).webhookEndpoints[0]?.failingSince !== null);
  await sql(`update webhook_endpoint set failing_since = failing_since - interval '5 days 1 minute' where url = $1`, [
    receiver.url,
  ]);
  testApp.clock.advanceSeconds(7);
  await eventually(async () => {
    const [endpoint] = (await testApp.ask(ENDPOINTS, {}, token)).webhookEndpoints;
    return endpoint?.disabledReason === 'FAILING' || JSON.stringify(endpoint);
  });
  expect(await sql(`select kind, detail from notification where recipient = 'failing@organizer.example'`)).toEqual([
    { kind: 'webhook_disabled', detail: { url: receiver.url, reason: expect.stringContaining('closed') } },
  ]);
  await eventually(async () => (await deliveriesOf(id, token, 'WAITING')).length === 0);
  const admin = await testApp.token({ roles: ['admin'] });
  const { deadLetters } = await testApp.ask(DEAD_LETTERS, {}, admin);
  const dead = deadLetters.nodes.filter(({ about }) => about.includes(receiver.url));
  expect(dead.length).toBeGreaterThanOrEqual(2);
  expect(dead[0]).toMatchObject({ subjectId: id, reason: expect.stringContaining('closed') });
  expect(dead.map(({ about }) => about)).toContainEqual(
    expect.stringMatching(/^webhook order\.confirmed to .* \(disabled\) {2}\d attempts?$/),
  );
  receiver.answer = undefined;
  await testApp.ask(UPDATE_ENDPOINT, { input: { endpointId: id, isEnabled: true } }, token);
  const replay = { input: { ids: dead.map((letter) => letter.id) } };
  expect((await testApp.ask(REPLAY_DEAD, replay, admin)).replayDeadLetters.replayedCount).toBe(dead.length);
  await eventually(async () => (await deliveriesOf(id, token, 'DELIVERED')).length >= 2);
});

it('endpoints that hang hold up nobody else', async () => {
  const hanging = await organized();
  const quick = await organized();
  hanging.receiver.answer = () => undefined;
  const endpoint = await createEndpoint(testApp, hanging.token, hanging.receiver.url);
  await createEndpoint(testApp, quick.token, quick.receiver.url, { types: ['ORDER_CONFIRMED'] });
  await hanging.write(300);
  await hanging.receiver.receives(1);
  const startedMs = performance.now();
  await quick.write(300);
  await quick.receiver.receives(300);
  // Long before the first of the others has been given up.
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  await testApp.ask(DELETE_ENDPOINT, { input: { endpointId: endpoint.id } }, hanging.token);
});

it('two processes send each event once, and Redis may be flushed meanwhile', async () => {
  const { token, receiver, write } = await organized();
  await createEndpoint(testApp, token, receiver.url, { types: ['ORDER_CONFIRMED'] });
  await testApp.openAnother();
  const redis = new Redis(testApp.redis.url);
  for (let round = 0; round < 5; round += 1) {
    await write(100);
    await redis.flushall();
  }
  await redis.quit();
  await receiver.receives(500);
  await eventually(async () => {
    const [open] = await sql(
      `select count(*)::integer as count from webhook_delivery d join webhook_endpoint w on w.id = d.endpoint_id
      where w.url = $1 and d.state <> 'delivered'`,
      [receiver.url],
    );
    return open.count === 0 || `${open.count} open`;
  });
  expect(receiver.messages).toHaveLength(500);
  expect(new Set(receiver.messages.map(({ event }) => event.id)).size).toBe(500);
});

it('an organizer manages their own endpoints alone, ten at most', async () => {
  const mine = await organized();
  const theirs = await organized();
  const { id } = await createEndpoint(testApp, mine.token, mine.receiver.url);
  const codeOf = async (token: string | undefined) =>
    (await testApp.graphql(DELETE_ENDPOINT, { input: { endpointId: id } }, token)).body.errors?.[0]?.extensions?.code;
  expect(await codeOf(undefined)).toBe('UNAUTHENTICATED');
  expect(await codeOf(await testApp.token())).toBe('FORBIDDEN');
  expect(await codeOf(theirs.token)).toBe('BAD_USER_INPUT');
  expect((await testApp.ask(ENDPOINTS, {}, theirs.token)).webhookEndpoints).toEqual([]);
  const answers = await Promise.all(
    Array.from({ length: 15 }, (_, index) =>
      testApp.ask(CREATE_ENDPOINT, { input: { url: `${mine.receiver.url}${index}` } }, mine.token),
    ),
  );
  const names = answers.map(({ createWebhookEndpoint }) => createWebhookEndpoint.__typename);
  expect(names.filter((name) => name === 'CreateWebhookEndpointPayload')).toHaveLength(9);
  expect(names.filter((name) => name === 'WebhookEndpointLimitReached')).toHaveLength(6);
  const admin = await testApp.token({ roles: ['admin'] });
  expect(
    (await testApp.ask(DELETE_ENDPOINT, { input: { endpointId: id } }, admin)).deleteWebhookEndpoint.endpointId,
  ).toBe(id);
  expect(await codeOf(mine.token)).toBe('BAD_USER_INPUT');
  await createEndpoint(testApp, mine.token, mine.receiver.url);
});

it('an endpoint gets ten test messages a minute', async () => {
  const { token, receiver } = await organized();
  const { id } = await createEndpoint(testApp, token, receiver.url);
  for (let count = 0; count < 10; count += 1) await testApp.ask(SEND_TEST, { input: { endpointId: id } }, token);
  const { body } = await testApp.graphql(SEND_TEST, { input: { endpointId: id } }, token);
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 60 });
  await receiver.receives(10);
});

it('outside of development no address but a public one is accepted', async () => {
  const strict = await testApp.openAnother({ WEBHOOK_LOCAL_TARGETS: 'off' });
  const client = new HttpClient(() => strict.url);
  const { token, receiver } = await organized();
  const { id } = await createEndpoint(testApp, token, receiver.url);
  for (const url of [
    receiver.url,
    'https://127.0.0.1/',
    'https://0x7f000001/',
    'https://[::ffff:10.0.0.1]/',
    'https://localhost/',
  ]) {
    const { createWebhookEndpoint } = await client.ask(CREATE_ENDPOINT, { input: { url } }, token);
    expect(createWebhookEndpoint).toMatchObject({ __typename: 'WebhookUrlRefused', message: expect.any(String) });
    const { updateWebhookEndpoint } = await client.ask(UPDATE_ENDPOINT, { input: { endpointId: id, url } }, token);
    expect(updateWebhookEndpoint.__typename).toBe('WebhookUrlRefused');
  }
  client.close();
  await strict.close();
});
