import { randomUUID } from 'node:crypto';
import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { buyWithAddress, mailsTo, mailTo, quickMail } from '../../support/mail';
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
