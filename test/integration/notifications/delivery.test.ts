import { Redis } from 'ioredis';
import { readDeadMail, replayDeadMail } from '../../../src/notifications';
import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { buyWithAddress, mailsTo, mailTo, newAddress } from '../../support/mail';
import { openMailServer } from '../../support/mail-server';
import { openTestApp } from '../../support/test-app';

const mailServer = openMailServer();
const testApp = openTestApp(() => ({ SMTP_URL: mailServer.url, PUBLIC_URL: 'https://tickets.example.com' }), {
  mail: { sweepMs: 50, leaseMs: 2000 },
});
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);

afterEach(() => {
  for (const name of Object.keys(mailServer.behavior)) Reflect.deleteProperty(mailServer.behavior, name);
});

interface Row {
  readonly state: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly next_at: Date | null;
}
async function rowOf(email: string): Promise<Row | undefined> {
  const [row]: Row[] = await sql('select state, attempts, last_error, next_at from notification where recipient = $1', [
    email,
  ]);
  return row;
}
const reaches = (email: string, wanted: (row: Row) => boolean) =>
  eventually(async () => {
    const row = await rowOf(email);
    return (row !== undefined && wanted(row)) || JSON.stringify(row);
  }, 20_000);

const DEAD = graphql(`query ($kind: DeadLetterKind, $first: Int, $after: String) {
  deadLetters(kind: $kind, first: $first, after: $after) {
    nodes { id kind about reason subjectId createdAt } pageInfo { hasNextPage endCursor } } }`);
const REPLAY = graphql(
  'mutation ($input: ReplayDeadLettersInput!) { replayDeadLetters(input: $input) { replayedCount } }',
);

let show: MadeShow;
let seat = 0;
beforeAll(async () => {
  show = await makeShow(testApp);
});
async function buyNext(email = newAddress()): Promise<string> {
  if (seat >= show.seatCount) {
    show = await makeShow(testApp);
    seat = 0;
  }
  seat += 1;
  await buyWithAddress(testApp, show, [seat - 1], { email });
  return email;
}

/** Writes so many messages at once, as an on-sale does. */
async function writeMessages(count: number, kind = 'order_link'): Promise<string> {
  const { order, email } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
  await mailTo(mailServer, email);
  const to = newAddress('many');
  await sql(
    `insert into notification (show_id, kind, subject, generation, order_id, recipient)
     select show_id, $3, id, 1000 + i, id, $4 from ticket_order, generate_series(1, $2::integer) as i where id = $1`,
    [decodeIdWithin('order', order.id)?.uuid, count, kind, to],
  );
  return to;
}

it('a server that says later is asked again, after five seconds and then later', async () => {
  let refusals = 0;
  mailServer.behavior.onMessage = () => {
    refusals += 1;
    return refusals < 3 ? { code: 451, message: 'Greylisted' } : null;
  };
  const email = await buyNext();
  await reaches(email, ({ attempts, state }) => attempts === 1 && state === 'waiting');
  const row = await rowOf(email);
  expect(row?.last_error).toContain('Greylisted');
  const pause = ((row?.next_at?.getTime() ?? 0) - testApp.clock.now().getTime()) / 1000;
  expect(pause).toBeGreaterThan(2);
  expect(pause).toBeLessThan(6.1);
  testApp.clock.advanceSeconds(7);
  await reaches(email, ({ attempts, state }) => attempts === 2 && state === 'waiting');
  testApp.clock.advanceSeconds(37);
  await reaches(email, ({ state }) => state === 'sent');
  expect(mailServer.mailsTo(email)).toHaveLength(1);
});

it('a refusal for good is final, and after two the address gets no more mail until an operator says so', async () => {
  const email = newAddress();
  mailServer.behavior.onRecipient = () => ({ code: 550, message: '5.1.1 No such user' });
  for (const count of [1, 2]) {
    await buyNext(email);
    await eventually(async () => {
      const rows = await sql(`select 1 from notification where recipient = $1 and state = 'failed'`, [email]);
      return rows.length === count || `${rows.length} failed`;
    });
  }
  mailServer.behavior.onRecipient = () => null;
  const shouted = email.replace('ada', 'ADA');
  await buyNext(shouted);
  await reaches(shouted, ({ state }) => state === 'suppressed');
  const dead = (await readDeadMail(testApp.database)).filter(({ recipient }) => recipient.toLowerCase() === email);
  expect(dead.map(({ state, attempts }) => [state, attempts])).toEqual([
    ['FAILED', 1],
    ['FAILED', 1],
    ['SUPPRESSED', 1],
  ]);
  expect(await replayDeadMail(testApp.database, testApp.clock, { ids: dead.map(({ id }) => id) })).toBe(3);
  await mailsTo(mailServer, email, 2);
  await mailsTo(mailServer, shouted);
});

it('admins list dead mail page by page, and have one or some of it sent again; nobody else does', async () => {
  mailServer.behavior.onRecipient = () => ({ code: 552, message: '5.2.2 Mailbox full' });
  const emails = [await buyNext(), await buyNext(), await buyNext()];
  for (const email of emails) await reaches(email, ({ state }) => state === 'failed');
  const admin = await testApp.token({ roles: ['admin'] });
  const list = async (after: string | null) =>
    (await testApp.ask(DEAD, { kind: 'MAIL', first: 2, after }, admin)).deadLetters;
  const [first, second] = [await list(null), await list((await list(null)).pageInfo.endCursor)];
  expect([first.nodes.length, first.pageInfo.hasNextPage]).toEqual([2, true]);
  const letters = [...first.nodes, ...second.nodes].filter(({ about }) =>
    emails.some((email) => about.includes(email)),
  );
  expect(letters).toHaveLength(3);
  expect(letters[0]).toMatchObject({ kind: 'MAIL', reason: '552 5.2.2 Mailbox full' });
  for (const roles of [['buyer'], ['organizer']] as const) {
    const token = await testApp.token({ roles: [...roles] });
    for (const answer of [
      await testApp.graphql(DEAD, { first: 1 }, token),
      await testApp.graphql(REPLAY, { input: { kind: 'MAIL' } }, token),
    ])
      expect(answer.body.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  }
  mailServer.behavior.onRecipient = () => null;
  const replay = async (input: object) => (await testApp.ask(REPLAY, { input }, admin)).replayDeadLetters.replayedCount;
  const [one, two] = letters;
  expect(await replay({ ids: [one?.id ?? ''] })).toBe(1);
  expect(await replay({ ids: [one?.id ?? ''] })).toBe(0);
  expect(await replay({ subjectId: two?.subjectId ?? '', kind: 'REFUND' })).toBe(0);
  expect(await replay({ subjectId: two?.subjectId ?? '' })).toBe(1);
  expect(await replay({ kind: 'MAIL' })).toBeGreaterThanOrEqual(1);
  for (const email of emails) await mailTo(mailServer, email);
  for (const input of [{}, { ids: ['order_1'] }, { subjectId: 'x' }]) {
    const { body } = await testApp.graphql(REPLAY, { input }, admin);
    expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  }
});

it('a full mailbox or a policy is no reason to give an address up', async () => {
  const email = newAddress();
  mailServer.behavior.onRecipient = () => ({ code: 552, message: '5.2.2 Mailbox full' });
  await buyNext(email);
  await reaches(email, ({ state }) => state === 'failed');
  expect(await sql('select 1 from mail_address where recipient = $1', [email])).toEqual([]);
});

it('a server that accepts slowly does not hold confirmations up behind announcements', async () => {
  const announced = await writeMessages(40, 'show_moved');
  mailServer.behavior.onMessage = ({ recipients }) =>
    recipients.includes(announced) ? new Promise((resolve) => setTimeout(() => resolve(null), 300)) : null;
  await mailsTo(mailServer, announced, 1);
  const email = await buyNext();
  await mailTo(mailServer, email);
  expect(mailServer.mailsTo(announced).length).toBeLessThan(40);
  await mailsTo(mailServer, announced, 40);
});

it('a flushed Redis loses and repeats nothing', async () => {
  const redis = new Redis(testApp.redis.url);
  testApp.closing(async () => redis.disconnect());
  let taken = 0;
  mailServer.behavior.onMessage = async () => {
    taken += 1;
    if (taken % 15 === 0) await redis.flushall();
    return null;
  };
  const to = await writeMessages(60);
  await mailsTo(mailServer, to, 60);
  await eventually(async () => {
    const [open] = await sql(
      `select count(*)::integer as count from notification where recipient = $1 and state <> 'sent'`,
      [to],
    );
    return open.count === 0 || `${open.count} open`;
  });
  const ids = mailServer.mailsTo(to).map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(60);
  expect(ids).toHaveLength(60);
});

it('two processes share the work, and each message is sent once', async () => {
  const other = await testApp.openAnother();
  const to = await writeMessages(60);
  await mailsTo(mailServer, to, 60);
  await other.close();
  const ids = mailServer.mailsTo(to).map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(60);
  expect(ids).toHaveLength(60);
});

it('a message in the hands of a living process is not taken by another, however slow its server is', async () => {
  mailServer.behavior.onMessage = () => new Promise((resolve) => setTimeout(() => resolve(null), 3500));
  // Twice the lease: the process extends it.
  const email = await buyNext();
  const other = await testApp.openAnother();
  await reaches(email, ({ state }) => state === 'sent');
  await other.close();
  expect(mailServer.mailsTo(email)).toHaveLength(1);
  expect((await rowOf(email))?.attempts).toBe(1);
});

it('a message whose lease ran out in the hands of a living process is not sent again', async () => {
  const email = newAddress();
  let isBeingSent = false;
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  mailServer.behavior.onMessage = async ({ recipients }) => {
    if (!recipients.includes(email)) return null;
    isBeingSent = true;
    await answered;
    return null;
  };
  await buyNext(email);
  await eventually(() => isBeingSent);
  // As after a long stop of the process. What is due is looked for again before the server answers.
  testApp.clock.advanceSeconds(100);
  await reaches(await buyNext(), ({ state }) => state === 'sent');
  answer();
  await reaches(email, ({ state }) => state === 'sent');
  testApp.clock.advanceSeconds(100);
  await buyNext();
  expect(mailServer.mailsTo(email)).toHaveLength(1);
  expect((await rowOf(email))?.attempts).toBe(1);
});

it('a connection that breaks after the message was read is not used to send it again at once', async () => {
  const email = newAddress();
  let count = 0;
  mailServer.behavior.onMessage = ({ recipients }) => {
    if (recipients.includes(email)) count += 1;
    return count === 1 ? { code: 421, message: 'Closing' } : null;
  };
  await buyNext(email);
  await reaches(email, ({ attempts, state }) => attempts === 1 && state === 'waiting');
  expect(count).toBe(1);
  testApp.clock.advanceSeconds(7);
  await reaches(email, ({ state }) => state === 'sent');
});

it('the connections to the server are bounded', () => {
  // Of two processes at most, six each.
  expect(mailServer.connectionsMax()).toBeLessThanOrEqual(12);
});
