import { randomUUID } from 'node:crypto';
import { writeOrganizerNotice } from '../../../src/notifications';
import { recordResults } from '../../../src/notifications/ledger/notifications.sql';
import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow, type ShowWishes } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { holdFree } from '../../support/holds';
import { buyWithAddress, mailsTo, mailTo, newAddress, quickMail } from '../../support/mail';
import { openMailServer, type ReceivedMail } from '../../support/mail-server';
import { cancel, purchase, tryPurchase } from '../../support/purchases';
import { commitReturn, quoted } from '../../support/returns';
import { changeShow, ORGANIZER_ID, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';

/** Mail about holds, payments, refunds and pauses, to organizers, and who wants which of it. */
const mailServer = openMailServer();
const testApp = openTestApp(() => ({ SMTP_URL: mailServer.url, PUBLIC_URL: 'https://tickets.example.com' }), {
  mail: { ...quickMail.mail, digestMs: 200 },
});
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);
const makeShowOf = (options: ShowWishes = {}) =>
  makeShow(testApp, { organizerId: ORGANIZER_ID, holdSeconds: 600, ...options });
const uuidOf = (id: string) => decodeIdWithin('order', id)?.uuid;
const headersOf = ({ headers }: ReceivedMail) => Object.fromEntries(headers.map(({ key, value }) => [key, value]));
const subjectsTo = (email: string) => mailServer.mailsTo(email).map(({ subject }) => subject?.split(':')[0]);

const REMIND = graphql(`mutation ($input: RemindOfHoldInput!) { remindOfHold(input: $input) {
  __typename ... on Problem { message } ... on RemindOfHoldPayload { sentTo hold { id } } } }`);
const PREFER = graphql(`mutation ($input: UpdateNotificationPreferencesInput!) {
  updateNotificationPreferences(input: $input) { preferences { unwanted } } }`);
const CONTACT = graphql(`mutation ($input: SetOrganizerContactInput!) {
  setOrganizerContact(input: $input) { contact { email locale } } }`);

interface Holder {
  readonly show: MadeShow;
  readonly token: string;
  readonly holdId: string;
  readonly email: string;
}
async function holdAndAsk(seatNo: number, show?: MadeShow): Promise<Holder> {
  const ofShow = show ?? (await makeShowOf());
  const [token, email] = [await testApp.token(), newAddress()];
  const { id: holdId } = await holdFree(testApp, ofShow, [seatNo], token);
  expect((await testApp.ask(REMIND, { input: { holdId, email } }, token)).remindOfHold).toMatchObject({
    sentTo: 'a•••@mail.example',
  });
  return { show: ofShow, token, holdId, email };
}
/** Nothing that was written for an address is open any more. */
const settled = (email: string, count: number) =>
  eventually(async () => {
    const rows: { state: string }[] = await sql('select kind, state from notification where recipient = $1', [email]);
    const isSettled = rows.length === count && rows.every(({ state }) => state === 'sent' || state === 'dropped');
    return isSettled || JSON.stringify(rows);
  }, 20_000);

async function declined(show: MadeShow, seatNo: number, buyer?: string): Promise<Holder> {
  const [token, email] = [buyer ?? (await testApp.token()), newAddress()];
  const { id: holdId } = await holdFree(testApp, show, [seatNo], token);
  const wish = { holdId, email, paymentMethod: 'pm_card_chargeDeclined' };
  expect((await purchase(testApp, wish, token)).__typename).toBe('PaymentDeclined');
  return { show, token, holdId, email };
}

it('a sale that stays paused is news for who has tickets or seats in hand; what is not true any more is none', async () => {
  // Before the clock of the service is moved: PostgreSQL counts these minutes by its own.
  const organizer = await setContact('de');
  const [paid, paused, soldOut] = [await declined(await makeShowOf(), 0), await makeShowOf(), await makeShowOf()];
  expect((await purchase(testApp, { holdId: paid.holdId, email: paid.email }, paid.token)).order?.status).toBe(
    'CONFIRMED',
  );
  const { email } = await buyWithAddress(testApp, paused, [0]);
  await updateShow(testApp, paused, { salesPaused: true });
  await updateShow(testApp, paused, { salesPaused: false });
  await sql('update show set seats_total = 24, seats_left = 1 where id = $1', [soldOut.showId]);
  await sql('update show set seats_left = 0 where id = $1', [soldOut.showId]);
  await sql('update show set seats_left = 2 where id = $1', [soldOut.showId]);
  const stillPaused = await makeShowOf({ holdSeconds: 3600 });
  const buyer = await buyWithAddress(testApp, stillPaused, [0], { locale: 'fr' });
  const holder = await holdAndAsk(2, stillPaused);
  await updateShow(testApp, stillPaused, { salesPaused: true });
  testApp.clock.advanceSeconds(960);
  await eventually(async () => (await sql('select 1 from announcement')).length === 0);
  const news = (await mailsTo(mailServer, buyer.email, 2)).find(({ subject }) => subject?.startsWith('Les ventes'));
  expect(news?.text).toContain('Les vôtres restent valables');
  expect(headersOf(news as ReceivedMail)['list-unsubscribe']).toMatch(/^<https:\/\/tickets\.example\.com\/mail\//);
  expect((await mailTo(mailServer, holder.email)).subject).toMatch(/^Sales are paused: /);
  // Once a day.
  await updateShow(testApp, stillPaused, { salesPaused: false });
  await updateShow(testApp, stillPaused, { salesPaused: true });
  await eventually(async () => (await sql('select 1 from announcement')).length === 0);
  expect(mailServer.mailsTo(holder.email)).toHaveLength(1);
  await settled(paid.email, 2);
  await settled(email, 1);
  await settled(organizer, 1);
  expect(subjectsTo(paid.email)).toEqual(['Your ticket']);
  expect(mailServer.mailsTo(organizer)).toEqual([]);
});

async function setContact(locale: string, organizer = ORGANIZER_ID): Promise<string> {
  const email = newAddress('organizer');
  const input = { email, locale };
  const { setOrganizerContact } = await testApp.ask(
    CONTACT,
    { input },
    await testApp.token({ roles: ['organizer'], id: organizer }),
  );
  expect(setOrganizerContact.contact).toEqual({ email, locale });
  return email;
}

it('a payment that failed is a mail a minute later, and the release of the seats another', async () => {
  const { email, holdId } = await declined(await makeShowOf(), 0);
  testApp.clock.advanceSeconds(65);
  const mail = await mailTo(mailServer, email);
  expect(mail.subject).toMatch(/^Your payment did not succeed: /);
  expect(mail.text).toMatch(/Your seats are held until \d\d:\d\d\. You can pay in another way until then\./);
  expect(mail.text).toContain(`https://tickets.example.com/holds/${holdId}`);
  testApp.clock.advanceSeconds(700);
  await mailsTo(mailServer, email, 2);
  // That the hold ended soon was in the first mail.
  expect(subjectsTo(email)).toEqual(['Your payment did not succeed', 'Your seats are released']);
});

it('a second failure after a dropped mail is a mail, and a third none', async () => {
  const show = await makeShowOf();
  const { email, token, holdId } = await declined(show, 0);
  testApp.clock.advanceSeconds(65);
  await mailTo(mailServer, email);
  await settled(email, 1);
  // As if that had not been sent.
  await sql(`update notification set state = 'dropped', next_at = null where recipient = $1`, [email]);
  for (let again = 0; again < 2; again += 1)
    await tryPurchase(testApp, { holdId, email, paymentMethod: 'pm_card_chargeDeclined' }, token);
  testApp.clock.advanceSeconds(65);
  await mailsTo(mailServer, email, 2);
  await settled(email, 1);
  expect(subjectsTo(email)).toEqual(['Your payment did not succeed', 'Your payment did not succeed']);
});

it('a payment that fails while the mail about an earlier one is being dropped is a mail', async () => {
  const { email, token, holdId } = await declined(await makeShowOf(), 0);
  testApp.clock.advanceSeconds(65);
  await mailTo(mailServer, email);
  await settled(email, 1);
  // A process has it in hand, and has seen that the seats are being bought.
  const [{ showId, id, orderId }] = await sql(
    `update notification set state = 'sending', attempts = 5, next_at = now() + interval '1 year' where recipient = $1
     returning show_id as "showId", id, order_id as "orderId"`,
    [email],
  ).then(([rows]) => rows);
  await tryPurchase(testApp, { holdId, email, paymentMethod: 'pm_card_chargeDeclined' }, token);
  const now = testApp.clock.now();
  await testApp.database.run(recordResults, [
    ...[[showId], [id], [5], ['dropped'], [null], [null], ['The seats are being bought']],
    ...[now, [orderId]],
  ]);
  await mailsTo(mailServer, email, 2);
  await settled(email, 1);
});

it('who asks for it hears before a hold ends and when its seats are released, once each', async () => {
  const { email, token, holdId } = await holdAndAsk(0);
  // Asked again, as a page does that is loaded again.
  await testApp.ask(REMIND, { input: { holdId, email } }, token);
  testApp.clock.advanceSeconds(500);
  const mail = await mailTo(mailServer, email);
  expect(mail.subject).toMatch(/^Your seats are held until \d\d:\d\d: /);
  expect(headersOf(mail)).toMatchObject({ 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' });
  testApp.clock.advanceSeconds(200);
  const [, released] = await mailsTo(mailServer, email, 2);
  expect(released?.subject).toMatch(/^Your seats are released: /);
  expect(released?.text).toMatch(/https:\/\/tickets\.example\.com\/shows\/show_/);
  testApp.clock.advanceSeconds(600);
  await settled(email, 2);
});

it('seats that are bought, or that the buyer lets go, are announced to nobody', async () => {
  const show = await makeShowOf();
  const [bought, released] = [await holdAndAsk(0, show), await holdAndAsk(2, show)];
  await purchase(testApp, { holdId: bought.holdId }, bought.token);
  const RELEASE = graphql('mutation ($input: ReleaseHoldInput!) { releaseHold(input: $input) { __typename } }');
  await testApp.ask(RELEASE, { input: { holdId: released.holdId } }, released.token);
  testApp.clock.advanceSeconds(800);
  await eventually(async () => {
    const rows: object[] = await sql(
      `select 1 from hold_reminder where check_at <> 'infinity' and recipient = any($1)`,
      [[bought.email, released.email]],
    );
    return rows.length === 0 || `${rows.length} open`;
  });
  expect(await sql('select 1 from notification where recipient = any($1)', [[bought.email, released.email]])).toEqual(
    [],
  );
});

it('nobody is reminded of the hold of somebody else, and no address without end', async () => {
  const { holdId } = await holdAndAsk(0);
  const other = await testApp.token();
  const wish = { holdId, email: 'eve@mail.example' };
  expect((await testApp.ask(REMIND, { input: wish }, other)).remindOfHold.__typename).toBe('HoldNotFound');
  const { body } = await testApp.graphql(REMIND, { input: { holdId } }, other);
  expect(body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  const email = newAddress('victim');
  const codes: unknown[] = [];
  const show = await makeShowOf();
  for (let seatNo = 0; seatNo < 11; seatNo += 1) {
    const token = await testApp.token();
    const hold = await holdFree(testApp, show, [seatNo], token);
    const answer = await testApp.graphql(REMIND, { input: { holdId: hold.id, email } }, token);
    codes.push(answer.body.errors?.[0]?.extensions?.code);
  }
  expect(codes).toEqual([...Array(10).fill(undefined), 'RATE_LIMITED']);
});

it('a refund that fails after it was done is a mail of its own', async () => {
  const show = await makeShowOf();
  const { order, token, email } = await buyWithAddress(testApp, show, [0]);
  await cancel(testApp, order.id, token);
  await mailsTo(mailServer, email, 3);
  // As the provider reports it days later.
  const failed = `update refund set state = 'failed', check_at = null, dead_letter_reason = 'Test' where order_id = $1`;
  await sql(failed, [uuidOf(order.id)]);
  const mail = (await mailsTo(mailServer, email, 4)).find(({ subject }) => subject?.startsWith('Your refund needs'));
  expect(mail?.text).toContain('Your bank did not accept the refund of €42.50.');
});

it('an order that gets a part of its money back hears of the start and the end, with the amount', async () => {
  const show = await makeShowOf();
  const { order, token, email } = await buyWithAddress(testApp, show, [0, 1]);
  const quote = await quoted(testApp, order.id, token, 0);
  expect(await commitReturn(testApp, quote.id, token)).toMatchObject({ __typename: 'CommitReturnPayload' });
  const mails = await mailsTo(mailServer, email, 3);
  const texts = mails.map(({ subject, text }) => [subject?.split(':')[0], /€42\.50 (to|is)/.test(text ?? '')]);
  expect(texts).toContainEqual(['Your money is being returned', true]);
  expect(texts).toContainEqual(['Refunded', true]);
  // It names the seat that came back alone.
  const started = mails.find(({ subject }) => subject?.startsWith('Your money'))?.text ?? '';
  expect(started.match(/€42\.50/g)).toHaveLength(3);
  // With the last ticket the order ends, and one mail says so.
  const last = await quoted(testApp, order.id, token, 0);
  expect(await commitReturn(testApp, last.id, token)).toMatchObject({ order: { status: 'REFUNDED' } });
  await settled(email, 6);
  const after = mailServer.mailsTo(email).slice(mails.length);
  expect(after.map(({ subject }) => subject?.split(':')[0]).sort()).toEqual(['Order cancelled', 'Refunded']);
  for (const { text } of after) expect(text).not.toContain('€85');
});

it('an organizer hears that a show is sold out', async () => {
  const email = await setContact('de');
  const show = await makeShowOf({ seatMap: plainSeatMap(1, 6) });
  await buyWithAddress(testApp, show, [0, 1, 2, 3, 4, 5]);
  const { countSeatsLeft } = testApp.app.modules.inventory;
  for (let count = 0; count < 2; count += 1) await countSeatsLeft(show.showId);
  testApp.clock.advanceSeconds(960);
  const mail = await mailTo(mailServer, email);
  expect(mail.subject).toMatch(/^Ausverkauft: /);
  expect(mail.text).toContain('Von den 6 Plätzen ist keiner mehr frei.');
  await settled(email, 1);
});

it('an organizer hears of new dead letters, of all at once and at most hourly', async () => {
  const organizerId = randomUUID();
  const show = await makeShowOf({ organizerId });
  const bought = [await buyWithAddress(testApp, show, [0]), await buyWithAddress(testApp, show, [1])];
  for (const { email } of bought) await settled(email, 1);
  const die = (id: string) =>
    sql(`update notification set state = 'failed', last_error = 'Test' where order_id = $1`, [uuidOf(id)]);
  await die(bought[0]?.order.id ?? '');
  await sql(`update payment set dead_letter_reason = 'Test' where order_id = $1`, [uuidOf(bought[0]?.order.id ?? '')]);
  const email = await setContact('en', organizerId);
  const mail = await mailTo(mailServer, email);
  expect(mail.subject).toBe('Payments or mails of your shows need attention');
  expect(mail.text).toContain('1 payment or refund\n');
  expect(mail.text).toContain('1 mail to buyers');
  await die(bought[1]?.order.id ?? '');
  testApp.clock.advanceSeconds(1800);
  await settled(email, 1);
  testApp.clock.advanceSeconds(1900);
  const [, second] = await mailsTo(mailServer, email, 2);
  expect(second?.text).toContain('1 mail to buyers');
  testApp.clock.advanceSeconds(3700);
  await settled(email, 2);
});

it('another module writes an organizer a message in its own transaction, once, or not at all', async () => {
  const email = await setContact('fr');
  const [organizerId, subject] = [ORGANIZER_ID, randomUUID()];
  const notice = {
    kind: 'WEBHOOK_DISABLED',
    organizerId,
    subject,
    generation: 1,
    url: 'https://a.example/hook',
  } as const;
  const write = (reason: string, commits: boolean) =>
    testApp.database
      .transaction(async (transaction) => {
        await writeOrganizerNotice(transaction, { ...notice, reason });
        if (!commits) throw new Error('rolled back');
      })
      .catch(() => undefined);
  await write('500', false);
  await write('503 <b>\r\nBcc: eve@mail.example', true);
  await write('504', true);
  const mail = await mailTo(mailServer, email);
  expect(mail.subject).toBe('Un point de réception webhook a été désactivé');
  expect(mail.text).toContain('https://a.example/hook ne reçoit plus d’événements.');
  expect(mail.html).toContain('503 &lt;b&gt; Bcc: eve@mail.example');
  expect(headersOf(mail)['list-unsubscribe']).toBeUndefined();
  await settled(email, 1);
});

describe('what is not wanted', () => {
  const pathOf = (mail: ReceivedMail) => {
    const [, path = ''] =
      /<https:\/\/tickets\.example\.com(\/mail\/preferences\/[\w-]+)>/.exec(mail.raw.replaceAll(/\r\n\s+/g, ' ')) ?? [];
    return path;
  };
  const post = (path: string, body: string) =>
    fetch(new URL(path, testApp.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });

  it('one click in the mail program declines all that may be declined for the address; opening the link nothing', async () => {
    const { email } = await holdAndAsk(0);
    testApp.clock.advanceSeconds(500);
    const path = pathOf(await mailTo(mailServer, email));
    const opened = await fetch(new URL(path, testApp.url));
    expect(opened.status).toBe(200);
    expect(opened.headers.get('content-security-policy')).toContain(`default-src 'none'`);
    expect((await opened.text()).match(/ checked/g)).toHaveLength(4);
    expect((await post(path, 'List-Unsubscribe=One-Click')).status).toBe(200);
    expect(await (await fetch(new URL(path, testApp.url))).text()).not.toContain(' checked');
    testApp.clock.advanceSeconds(200);
    await settled(email, 2);
    // What the buyer needs is sent all the same, whatever the address looks like.
    const shouted = email.replace('ada', 'ADA');
    await buyWithAddress(testApp, await makeShowOf(), [0], { email: shouted });
    await mailTo(mailServer, shouted);
    expect(mailServer.mailsTo(email)).toHaveLength(1);
  });

  it('the page chooses kind by kind', async () => {
    const { email } = await holdAndAsk(0);
    testApp.clock.advanceSeconds(500);
    const path = pathOf(await mailTo(mailServer, email));
    const saved = await (await post(path, 'wanted=SEATS_RELEASED&wanted=SHOW_PAUSED')).text();
    expect(saved.match(/value="\w+" checked/g)).toEqual([
      'value="SEATS_RELEASED" checked',
      'value="SHOW_PAUSED" checked',
    ]);
    testApp.clock.advanceSeconds(200);
    await mailsTo(mailServer, email, 2);
  });

  it('a session declines for itself alone', async () => {
    const show = await makeShowOf();
    const token = await testApp.token();
    const input = { unwanted: ['PAYMENT_FAILED' as const, 'SEATS_RELEASED' as const] };
    expect(await testApp.ask(PREFER, { input }, token)).toEqual({
      updateNotificationPreferences: { preferences: input },
    });
    const [one, other] = [await declined(show, 0, token), await declined(show, 2)];
    testApp.clock.advanceSeconds(65);
    await mailTo(mailServer, other.email);
    await settled(one.email, 1);
    expect(mailServer.mailsTo(one.email)).toEqual([]);
    const { viewer } = await testApp.ask<{ viewer: object }>(
      '{ viewer { notificationPreferences { unwanted } } }',
      {},
      one.token,
    );
    expect(viewer).toEqual({ notificationPreferences: input });
  });

  it.each(['x', 'A'.repeat(86), '%00'])('a link with the secret %s is not valid', async (secret) => {
    const response = await fetch(new URL(`/mail/preferences/${secret}`, testApp.url));
    expect([400, 404]).toContain(response.status);
    expect((await post(`/mail/address/${secret}`, '')).status).toBeGreaterThanOrEqual(400);
  });

  it('the secret of a link is good for nothing else', async () => {
    const { email } = await holdAndAsk(0);
    testApp.clock.advanceSeconds(500);
    const path = pathOf(await mailTo(mailServer, email));
    expect((await post(path.replace('preferences', 'address'), '')).status).toBe(404);
  });
});

it('a show that is cancelled drops what is not true any more', async () => {
  const show = await makeShowOf();
  const { email } = await holdAndAsk(0, show);
  await changeShow(testApp, show, 'CANCELLED');
  testApp.clock.advanceSeconds(700);
  await eventually(async () => {
    const rows: object[] = await sql(`select 1 from hold_reminder where check_at <> 'infinity' and recipient = $1`, [
      email,
    ]);
    return rows.length === 0 || `${rows.length} open`;
  });
  expect(mailServer.mailsTo(email)).toEqual([]);
});
