import { randomUUID } from 'node:crypto';
import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { buyWithAddress, mailsTo, mailTo, newAddress, quickMail } from '../../support/mail';
import { openMailServer, type ReceivedMail } from '../../support/mail-server';
import { cancel, readOrder } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';
import { reissue, ticketsOf } from '../../support/tickets';

const mailServer = openMailServer();
const testApp = openTestApp(() => ({ SMTP_URL: mailServer.url, PUBLIC_URL: 'https://tickets.example.com' }), quickMail);

const OPEN = graphql(`mutation ($input: OrderLinkInput!) { openOrder(input: $input) {
  __typename ... on Problem { message } ... on OrderLinkUsed { sentTo }
  ... on OpenOrderPayload { token expiresAt order { id status } } } }`);
const SEND = graphql(`mutation ($input: OrderLinkInput!) { sendOrderLink(input: $input) {
  __typename ... on Problem { message } ... on SendOrderLinkPayload { sentTo } } }`);
const MAILS = graphql('query ($id: ID!) { order(id: $id) { notifications { kind status sentTo sentAt } } }');

const open = async (secret: string) => (await testApp.ask(OPEN, { input: { secret } }, undefined)).openOrder;
const secretOf = ({ text = '' }: ReceivedMail) => /order-access#([\w-]+)/.exec(text)?.[1] ?? '';
async function openToken(secret: string): Promise<string> {
  const opened = await open(secret);
  if (opened.__typename !== 'OpenOrderPayload') throw new Error(JSON.stringify(opened));
  return opened.token;
}

it('the link in a mail opens the order and its tickets without the session that bought it, once', async () => {
  const show = await makeShow(testApp);
  const { order, token: buyer, email } = await buyWithAddress(testApp, show, [0, 1]);
  const secret = secretOf(await mailTo(mailServer, email));
  const opened = await open(secret);
  expect(opened).toMatchObject({ __typename: 'OpenOrderPayload', order: { id: order.id, status: 'CONFIRMED' } });
  const token = opened.__typename === 'OpenOrderPayload' ? opened.token : '';
  const tickets = await ticketsOf(testApp, order.id, token);
  expect(tickets.map(({ code }) => code)).toEqual((await ticketsOf(testApp, order.id, buyer)).map(({ code }) => code));
  expect(tickets[0]?.code).toEqual(expect.any(String));
  expect(await reissue(testApp, tickets[0]?.id ?? '', token)).toMatchObject({ __typename: 'ReissueTicketPayload' });
  expect(await open(secret)).toEqual({
    __typename: 'OrderLinkUsed',
    message: expect.any(String),
    sentTo: 'a•••@mail.example',
  });
});

it('of a hundred who use one link at once, one gets in', async () => {
  const { email } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
  const secret = secretOf(await mailTo(mailServer, email));
  const opened = await Promise.all(Array.from({ length: 100 }, () => open(secret)));
  expect(opened.filter(({ __typename }) => __typename === 'OpenOrderPayload')).toHaveLength(1);
  expect(opened.filter(({ __typename }) => __typename === 'OrderLinkUsed')).toHaveLength(99);
});

it('the session is good for this one order, and for an hour', async () => {
  const show = await makeShow(testApp);
  const { order, token: buyer, email } = await buyWithAddress(testApp, show, [0]);
  const other = await buyWithAddress(testApp, show, [1], { email });
  const mails = await mailsTo(mailServer, email, 2);
  const [token] = await Promise.all(mails.map((mail) => openToken(secretOf(mail))));
  const seen = await Promise.all([order.id, other.order.id].map((id) => readOrder(testApp, id, token ?? '')));
  expect(seen.filter((found) => found !== null)).toHaveLength(1);
  // What else the buyer has stays closed.
  const viewer = await testApp.ask<{ viewer: { orders: { nodes: object[] }; tickets: { nodes: object[] } } }>(
    '{ viewer { orders { nodes { id } } tickets { nodes { id } } } }',
    {},
    token ?? '',
  );
  expect(viewer.viewer).toEqual({ orders: { nodes: [] }, tickets: { nodes: [] } });
  const foreign = seen[0] === null ? order.id : other.order.id;
  expect(await cancel(testApp, foreign, token ?? '')).toMatchObject({ __typename: 'OrderNotFound' });
  testApp.clock.advanceSeconds(3601);
  const late = await testApp.graphql(MAILS, { id: order.id }, token ?? '');
  expect(late.body.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  expect(await readOrder(testApp, order.id, buyer)).not.toBeNull();
});

it('a used link sends a new one to the same address, once a minute', async () => {
  const { order, email } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
  const secret = secretOf(await mailTo(mailServer, email));
  await openToken(secret);
  const send = () => testApp.graphql(SEND, { input: { secret } });
  expect((await send()).body.data?.sendOrderLink).toEqual({
    __typename: 'SendOrderLinkPayload',
    sentTo: 'a•••@mail.example',
  });
  expect((await send()).body.errors?.[0]?.extensions?.code).toBe('RATE_LIMITED');
  const [, mail] = await mailsTo(mailServer, email, 2);
  expect(mail?.subject).toMatch(/^Your order: /);
  const token = await openToken(secretOf(mail as ReceivedMail));
  expect(await readOrder(testApp, order.id, token)).toMatchObject({ id: order.id });
});

it('a link to an order that has another address by now opens nothing, and sends nothing', async () => {
  const { order, email } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
  const secret = secretOf(await mailTo(mailServer, email));
  await testApp.database.dataSource.query('update ticket_order set email = $2 where id = $1', [
    decodeIdWithin('order', order.id)?.uuid,
    'somebody.else@mail.example',
  ]);
  expect(await open(secret)).toMatchObject({ __typename: 'OrderLinkUsed' });
  expect((await testApp.graphql(SEND, { input: { secret } })).body.errors?.[0]?.extensions?.code).toBe('RATE_LIMITED');
});

describe('another address', () => {
  const UPDATE = graphql(`mutation ($input: UpdateContactInput!) { updateContact(input: $input) {
    __typename ... on Problem { message } ... on ContactProtected { sentTo }
    ... on UpdateContactPayload { notifiedFirst order { id } } } }`);
  const update = (orderId: string, email: string, token: string) =>
    testApp.graphql(UPDATE, { input: { orderId, email } }, token);
  const addressOf = async (id: string): Promise<string | null> => {
    const [row] = await testApp.database.dataSource.query('select email from ticket_order where id = $1', [
      decodeIdWithin('order', id)?.uuid,
    ]);
    return row.email;
  };
  const keepPath = ({ text = '' }: ReceivedMail) =>
    /https:\/\/tickets\.example\.com(\/mail\/address\/[\w-]+)/.exec(text)?.[1] ?? '';
  const visit = (path: string, method: string) => fetch(new URL(path, testApp.url), { method });

  afterEach(() => {
    Reflect.deleteProperty(mailServer.behavior, 'onMessage');
    Reflect.deleteProperty(mailServer.behavior, 'onRecipient');
  });

  it('is used after the old one was notified, gets the tickets, and ends the links to the old one', async () => {
    const { order, token, email } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
    const secret = secretOf(await mailTo(mailServer, email));
    let addressWhenNotified: string | null = null;
    mailServer.behavior.onMessage = async ({ recipients }) => {
      if (recipients.includes(email)) addressWhenNotified = await addressOf(order.id);
      return null;
    };
    const next = newAddress('grace');
    expect((await update(order.id, next, token)).body.data?.updateContact).toEqual({
      __typename: 'UpdateContactPayload',
      notifiedFirst: 'a•••@mail.example',
      order: { id: order.id },
    });
    const mail = await mailTo(mailServer, next);
    expect(addressWhenNotified).toBe(email);
    expect(mail.subject).toMatch(/^Your order and its tickets: /);
    expect(mail.attachments.map(({ mimeType }) => mimeType)).toContain('application/pdf');
    const [, notice] = await mailsTo(mailServer, email, 2);
    expect(notice?.text).toContain('g•••@mail.example');
    expect(notice?.raw).not.toContain(next);
    expect(await open(secret)).toMatchObject({ __typename: 'OrderLinkUsed' });
    expect((await testApp.graphql(SEND, { input: { secret } })).body.errors?.[0]?.extensions?.code).toBe(
      'RATE_LIMITED',
    );
    expect(await open(secretOf(mail))).toMatchObject({ __typename: 'OpenOrderPayload' });
  });

  it('asked for by a stolen session is refused by the reader of the old one, and then by the service', async () => {
    const { order, token: stolen, email } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
    await mailTo(mailServer, email);
    const eve = newAddress('eve');
    await update(order.id, eve, stolen);
    const [, notice] = await mailsTo(mailServer, email, 2);
    const toEve = await mailTo(mailServer, eve);
    const path = keepPath(notice as ReceivedMail);
    // A scanner that opens every link changes nothing.
    expect((await visit(path, 'GET')).status).toBe(200);
    expect(await addressOf(order.id)).toBe(eve);
    expect(await (await visit(path, 'POST')).text()).toContain('Your address stays');
    expect(await addressOf(order.id)).toBe(email);
    expect(await open(secretOf(toEve))).toMatchObject({ __typename: 'OrderLinkUsed' });
    expect(await (await visit(path, 'POST')).text()).toContain('This was done before');
    expect((await update(order.id, eve, stolen)).body.data?.updateContact).toMatchObject({
      __typename: 'ContactProtected',
      sentTo: 'a•••@mail.example',
    });
    // Who reads the old address may change it all the same.
    await testApp.graphql(SEND, { input: { secret: secretOf(mailServer.mailsTo(email)[0] as ReceivedMail) } });
    const mine = await openToken(secretOf((await mailsTo(mailServer, email, 3))[2] as ReceivedMail));
    const next = newAddress('own');
    await update(order.id, next, mine);
    await mailTo(mailServer, next);
  });

  it('is not used while the old one was not notified, and kept at once by its reader', async () => {
    const { order, token, email } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
    await mailTo(mailServer, email);
    mailServer.behavior.onMessage = ({ recipients }) =>
      recipients.includes(email) ? { code: 451, message: 'Later' } : null;
    const next = newAddress('grace');
    await update(order.id, next, token);
    await eventually(async () => {
      const rows = await testApp.database.dataSource.query(
        `select 1 from notification where kind = 'address_changing' and recipient = $1 and attempts = 1 and state = 'waiting'`,
        [email],
      );
      return rows.length === 1;
    });
    expect(await addressOf(order.id)).toBe(email);
    expect((await update(order.id, next, token)).body.errors?.[0]?.extensions?.code).toBe('RATE_LIMITED');
    mailServer.behavior.onMessage = () => null;
    testApp.clock.advanceSeconds(10);
    await mailTo(mailServer, next);
  });

  it('replaces one that exists no longer, and what waits for it goes to the new one', async () => {
    mailServer.behavior.onRecipient = (address) =>
      address.startsWith('typo') ? { code: 550, message: '5.1.1 No such user' } : null;
    const { order, token } = await buyWithAddress(testApp, await makeShow(testApp), [0], { email: newAddress('typo') });
    const next = newAddress('right');
    await update(order.id, next, token);
    expect((await mailTo(mailServer, next)).subject).toMatch(/^Your order and its tickets: /);
  });

  it('changes three times a day at most, for nobody else, and only to what is an address', async () => {
    const { order, token, email } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
    expect((await update(order.id, 'eve@mail.example', await testApp.token())).body.data?.updateContact).toMatchObject({
      __typename: 'OrderNotFound',
    });
    expect((await update(order.id, 'a@b.example\r\nBcc: c@d.example', token)).body.errors?.[0]?.extensions?.code).toBe(
      'BAD_USER_INPUT',
    );
    expect((await update(order.id, email, token)).body.data?.updateContact).toMatchObject({ notifiedFirst: null });
    for (let change = 0; change < 3; change += 1) {
      const next = newAddress('next');
      expect((await update(order.id, next, token)).body.errors).toBeUndefined();
      await mailTo(mailServer, next);
    }
    const { body } = await update(order.id, newAddress(), token);
    expect(body.errors?.[0]?.extensions?.code).toBe('RATE_LIMITED');
  });

  it('of ten changes at once, one is on its way', async () => {
    const { order, token } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
    mailServer.behavior.onMessage = ({ subject }) =>
      subject?.startsWith('Your order gets') ? { code: 451, message: 'Later' } : null;
    const answers = await Promise.all(Array.from({ length: 10 }, () => update(order.id, newAddress('race'), token)));
    expect(answers.filter(({ body }) => body.errors === undefined)).toHaveLength(1);
  });
});

it.each([
  ['nothing', ''],
  ['a word', 'secret'],
  ['an identifier', randomUUID()],
  ['the right length', 'A'.repeat(86)],
  ['too much', 'A'.repeat(900)],
])('%s opens no order', async (_, secret) => {
  expect(await open(secret)).toMatchObject({ __typename: 'OrderLinkInvalid' });
});

it('a secret with one character changed opens no order', async () => {
  const { email } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
  const secret = secretOf(await mailTo(mailServer, email));
  for (const at of [0, 20, 43, 60, 85]) {
    const changed = secret.slice(0, at) + (secret[at] === 'A' ? 'B' : 'A') + secret.slice(at + 1);
    expect(await open(changed)).toMatchObject({ __typename: 'OrderLinkInvalid' });
  }
  expect(await open(secret)).toMatchObject({ __typename: 'OpenOrderPayload' });
});

it('the buyer sees on the order when and where a mail was sent, and nobody else does', async () => {
  const { order, token, email } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
  await mailTo(mailServer, email);
  await eventually(async () => {
    const [mail] = (await testApp.ask(MAILS, { id: order.id }, token)).order?.notifications ?? [];
    return mail?.status === 'SENT' || JSON.stringify(mail);
  });
  expect((await testApp.ask(MAILS, { id: order.id }, token)).order?.notifications).toEqual([
    { kind: 'ORDER_CONFIRMED', status: 'SENT', sentTo: 'a•••@mail.example', sentAt: expect.any(String) },
  ]);
  expect((await testApp.ask(MAILS, { id: order.id }, await testApp.token())).order).toBeNull();
});
