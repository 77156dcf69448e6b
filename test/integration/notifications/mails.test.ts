import { randomUUID } from 'node:crypto';
import { decodeIdWithin } from '../../../src/platform';
import { moveTicket } from '../../support/box-office';
import { eventually } from '../../support/eventually';
import { makeShow, type ShowOptions } from '../../support/factories/shows';
import { buyWithAddress, mailsTo, mailTo, newAddress, quickMail } from '../../support/mail';
import { openMailServer, type ReceivedMail } from '../../support/mail-server';
import { buy, cancel } from '../../support/purchases';
import { changeShow, ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { runIsDone, startRefund } from '../../support/show-refunds';
import { openTestApp } from '../../support/test-app';
import { reissue, ticketsOf } from '../../support/tickets';

const mailServer = openMailServer();
const testApp = openTestApp(
  () => ({
    SMTP_URL: mailServer.url,
    MAIL_FROM: 'Frontrow Tickets <tickets@frontrow.example>',
    PUBLIC_URL: 'https://tickets.example.com/',
  }),
  quickMail,
);
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);
const makeShowOf = (options: Partial<ShowOptions> = {}) => makeShow(testApp, { organizerId: ORGANIZER_ID, ...options });
const june12 = { startsAt: '2027-06-12T18:30:00.000Z', doorsAt: '2027-06-12T17:30:00.000Z' };
const orderIdOf = (id: string) => decodeIdWithin('order', id)?.uuid;
const headersOf = ({ headers }: ReceivedMail) => Object.fromEntries(headers.map(({ key, value }) => [key, value]));
const pdfsOf = ({ attachments }: ReceivedMail) => attachments.filter(({ mimeType }) => mimeType === 'application/pdf');

/** Renames the event and the venue of a show. */
async function rename(showId: string, eventName: string, venueName: string): Promise<void> {
  await sql('update event set name = $2 where id = (select event_id from show where id = $1)', [showId, eventName]);
  await sql('update venue set name = $2 where id = (select venue_id from show where id = $1)', [showId, venueName]);
}

it('a purchase sends one mail with the tickets, a calendar entry and a link to the order', async () => {
  const show = await makeShowOf();
  await updateShow(testApp, show, june12);
  await rename(show.showId, 'Wieczór w Łodzi', 'Théâtre du Châtelet');
  const { order, email } = await buyWithAddress(testApp, show, [0, 1]);
  const mail = await mailTo(mailServer, email);
  expect(mail).toMatchObject({
    subject: 'Your 2 tickets: Wieczór w Łodzi',
    from: { name: 'Frontrow Tickets', address: 'tickets@frontrow.example' },
    to: [{ address: email }],
    recipients: [email],
  });
  expect(headersOf(mail)).toMatchObject({ 'auto-submitted': 'auto-generated', 'content-language': 'en' });
  expect(mail.messageId).toMatch(/^<[0-9a-f-]{36}@frontrow\.example>$/);
  for (const body of [mail.text, mail.html]) {
    expect(body).toContain('Wieczór w Łodzi');
    expect(body).toContain('Théâtre du Châtelet');
    // Utrecht is two hours ahead of UTC in June.
    expect(body).toMatch(/Saturday,? 12 June 2027, 20:30/);
    expect(body).toContain('€85.00');
    expect(body).toMatch(/https:\/\/tickets\.example\.com\/order-access#[\w-]{86}/);
  }
  const [pdf, ...more] = pdfsOf(mail);
  expect(more).toEqual([]);
  expect(Buffer.from(pdf?.content as ArrayBuffer).toString('latin1')).toMatch(/^%PDF-/);
  const calendar = mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
  const lines = Buffer.from((calendar?.content ?? '') as ArrayBuffer)
    .toString('utf8')
    .split(/\r?\n/);
  expect(lines).toContain('DTSTART:20270612T183000Z');
  expect(lines).toContain(`UID:${orderIdOf(order.id)}@frontrow.example`);
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
});

it('speaks the language of the purchase', async () => {
  const show = await makeShowOf();
  const german = await buyWithAddress(testApp, show, [0], { locale: 'de-AT' });
  const french = await buyWithAddress(testApp, show, [1], { locale: 'fr' });
  expect((await mailTo(mailServer, german.email)).subject).toMatch(/^Ihr Ticket: /);
  expect((await mailTo(mailServer, french.email)).subject).toMatch(/^Votre billet : /);
});

it('more than four tickets are linked, not attached', async () => {
  const show = await makeShowOf();
  const { email } = await buyWithAddress(testApp, show, [0, 1, 2, 3, 4]);
  const mail = await mailTo(mailServer, email);
  expect(pdfsOf(mail)).toEqual([]);
  expect(mail.text).toContain('You find your 5 tickets in your order.');
});

it('tickets that are not shown yet are not attached, and the mail says from when they are', async () => {
  const ticketsVisibleFrom = new Date(testApp.clock.now().getTime() + 86_400_000);
  const show = await makeShowOf({ ticketsVisibleFrom });
  const { email } = await buyWithAddress(testApp, show, [0]);
  const mail = await mailTo(mailServer, email);
  expect(pdfsOf(mail)).toEqual([]);
  expect(mail.text).toMatch(/From .* you find your ticket in your order\./);
});

it('a guest without an address has no mail, and buys as before', async () => {
  const show = await makeShowOf();
  const token = await testApp.token();
  const order = await buy(testApp, show, [0], token);
  expect(await sql('select 1 from notification where order_id = $1', [orderIdOf(order.id)])).toEqual([]);
});

it('a cancelled order is a mail, and so is its refund', async () => {
  const show = await makeShowOf({ refundUntil: new Date(testApp.clock.now().getTime() + 86_400_000) });
  const { order, token, email } = await buyWithAddress(testApp, show, [0]);
  await mailTo(mailServer, email);
  await cancel(testApp, order.id, token);
  const mails = await mailsTo(mailServer, email, 3);
  const [, ...later] = mails.map(({ subject }) => subject?.split(':')[0]);
  expect(later.sort()).toEqual(['Order cancelled', 'Refunded']);
  expect(mails.find(({ subject }) => subject?.startsWith('Order cancelled'))?.raw).toContain('METHOD:CANCEL');
});

it('every buyer of a show that moves or is cancelled hears of it once, with the new time', async () => {
  const show = await makeShowOf();
  await updateShow(testApp, show, june12);
  const [first, second] = [await buyWithAddress(testApp, show, [0]), await buyWithAddress(testApp, show, [1])];
  await updateShow(testApp, show, { startsAt: '2027-06-13T17:00:00.000Z', doorsAt: '2027-06-13T16:00:00.000Z' });
  for (const { email } of [first, second]) {
    const mail = (await mailsTo(mailServer, email, 2)).find(({ subject }) => subject?.startsWith('Changed: '));
    expect(mail?.text).toMatch(/The show was planned for Saturday,? 12 June 2027, 20:30\./);
    expect(mail?.text).toMatch(/Sunday,? 13 June 2027, 19:00/);
    expect(mail?.text).toMatch(/you can return them in your order until \w+,? \d+ .* and get back all that you paid\./);
  }
  await changeShow(testApp, show, 'CANCELLED');
  for (const { email } of [first, second]) {
    const mails = await mailsTo(mailServer, email, 3);
    expect(mails.filter(({ subject }) => subject?.startsWith('Cancelled: '))).toHaveLength(1);
  }
  expect(await sql('select 1 from announcement')).toEqual([]);
});

it('a show that is refunded is one mail, with the amount and what the organizer writes', async () => {
  const show = await makeShowOf();
  const { email } = await buyWithAddress(testApp, show, [0, 1], { locale: 'de' });
  const organizer = await organizerToken(testApp);
  await changeShow(testApp, show, 'CANCELLED');
  await mailsTo(mailServer, email, 2);
  const { id } = await startRefund(testApp, show, organizer, 'Die Sängerin ist krank.\nBis <bald>!');
  await runIsDone(testApp, id, organizer);
  const mails = await mailsTo(mailServer, email, 3);
  expect(mails.map(({ subject }) => subject?.split(':')[0]).sort()).toEqual([
    'Abgesagt',
    'Abgesagt und erstattet',
    'Ihre 2 Tickets',
  ]);
  const mail = mails.find(({ subject }) => subject?.startsWith('Abgesagt und erstattet: '));
  expect(mail?.text).toMatch(/Wir erstatten 85,00\s€ auf die Karte/);
  expect(mail?.text).toMatch(/Der Veranstalter schreibt:\s+Die Sängerin ist krank\.\s+Bis <bald>!/);
  expect(mail?.html).toContain('Bis &lt;bald&gt;!');
  expect(mail?.raw).toContain('METHOD:CANCEL');
});

it('a ticket that was issued again or given away is a mail with the new one alone', async () => {
  const show = await makeShowOf();
  const { order, token, email } = await buyWithAddress(testApp, show, [0, 1]);
  await mailTo(mailServer, email);
  const [ticket] = await ticketsOf(testApp, order.id, token);
  await reissue(testApp, ticket?.id ?? '', token, 'Grace <b>Hopper</b>');
  const [, mail] = await mailsTo(mailServer, email, 2);
  expect(mail?.subject).toMatch(/^Ticket with a new name: /);
  expect(mail?.text).toContain('was issued for Grace <b>Hopper</b>.');
  expect(mail?.html).toContain('Grace &lt;b&gt;Hopper&lt;/b&gt;');
  expect(pdfsOf(mail as ReceivedMail)).toHaveLength(1);
});

it('a ticket that the box office moves is a mail with the new seat, and none once that has ended', async () => {
  const show = await makeShowOf();
  const { order, token, email } = await buyWithAddress(testApp, show, [0, 1]);
  await mailTo(mailServer, email);
  const [ticket] = await ticketsOf(testApp, order.id, token);
  const [admin, key] = [await testApp.token({ roles: ['admin'] }), randomUUID()];
  const move = () => moveTicket(testApp, ticket?.id ?? '', show.seat(5), admin, key);
  // The same request again moves nothing, and mails nothing.
  expect([(await move()).__typename, (await move()).__typename]).toEqual(['MoveTicketPayload', 'MoveTicketPayload']);
  const [, mail] = await mailsTo(mailServer, email, 2);
  expect(mail?.subject).toMatch(/^Your ticket has another seat: /);
  expect(mail?.text).toMatch(/moved your ticket to another seat: .*Seat 6/);
  expect(pdfsOf(mail as ReceivedMail)).toHaveLength(1);
  const states = async () =>
    (
      await sql('select state from notification where order_id = $1 and kind = $2 order by generation', [
        ...[orderIdOf(order.id), 'ticket_moved'],
      ])
    ).map(({ state }: { state: string }) => state);
  await eventually(async () => JSON.stringify(await states()) === '["sent"]');
  // A mail that still waits when its ticket has ended: a later one says where the ticket is.
  await sql(
    `select record_notification(show_id, 'ticket_moved', id, 100, order_id, $2, null)
       from ticket where order_id = $1 and ended_at is not null limit 1`,
    [orderIdOf(order.id), email],
  );
  await eventually(async () => JSON.stringify(await states()) === '["sent","dropped"]' || states());
  expect(mailServer.mailsTo(email)).toHaveLength(2);
});

it('the same cause, twice, is one message', async () => {
  const show = await makeShowOf();
  const { order, email } = await buyWithAddress(testApp, show, [0]);
  await mailTo(mailServer, email);
  const id = orderIdOf(order.id);
  // The trigger runs again, as by another version of the service.
  for (let repeat = 0; repeat < 3; repeat += 1) {
    await sql(
      `select record_notification(show_id, 'order_confirmed', id, version, id, email, null) from ticket_order where id = $1`,
      [id],
    );
  }
  const messages = () => sql('select attempts, state from notification where order_id = $1', [id]);
  // The mail arrives before its result is recorded.
  await eventually(async () => (await messages())[0]?.state === 'sent');
  expect(await messages()).toEqual([{ attempts: 1, state: 'sent' }]);
});

it.each([
  ['line breaks', 'A\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>'],
  ['quotes and HTML', `"><img src=x onerror=alert(1)>'"; --`],
  ['letters from right to left', 'عرض \u202eكبير\u202c שלום'],
  ['emoji and other planes', '👩‍👩‍👧‍👦 𝔉𝔯𝔬𝔫𝔱 🎭'],
  ['encoded words', '=?utf-8?B?PHNjcmlwdD4=?= =0D=0ABcc: eve@evil.example'],
  ['a very long one', 'long '.repeat(39)],
])('a name with %s breaks neither the headers nor the HTML', async (_, name) => {
  const show = await makeShowOf();
  await rename(show.showId, name, name);
  const { email } = await buyWithAddress(testApp, show, [0]);
  const mail = await mailTo(mailServer, email);
  expect(mail.recipients).toEqual([email]);
  expect(mail.to).toEqual([expect.objectContaining({ address: email })]);
  expect([mail.cc, mail.bcc]).toEqual([undefined, undefined]);
  const shown = name
    .replaceAll(/[\p{Cc}]+/gu, ' ')
    .replaceAll(/[\u202a-\u202e]/g, '')
    .replaceAll(/ +/g, ' ')
    .trim();
  // What looks like an encoded word is none.
  const whole = `Your ticket: ${shown.replaceAll('=?', '= ?')}`;
  expect(mail.subject).toBe([...whole].length <= 150 ? whole : `${whole.slice(0, 149)}…`);
  expect(mail.text).toContain(shown);
  expect(mail.html).not.toMatch(/<script|<img/);
  // The header ends where it should: nothing of the name begins a line of it.
  const head = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n'));
  expect(head).not.toMatch(/^(Bcc|<script)/im);
});

it('an address may be international', async () => {
  const show = await makeShowOf();
  const email = newAddress('jürgen');
  await buyWithAddress(testApp, show, [0], { email });
  expect((await mailTo(mailServer, email)).to).toEqual([expect.objectContaining({ address: email })]);
});

it('an order that was paid too late hears that its money is being returned', async () => {
  const show = await makeShowOf();
  const { order, email } = await buyWithAddress(testApp, show, [0]);
  await mailTo(mailServer, email);
  // What `applyPaymentResult` writes where the seats are gone.
  await sql(
    `insert into notification (show_id, kind, subject, generation, order_id, recipient)
     select show_id, 'refund_started', id, 99, id, email from ticket_order where id = $1`,
    [orderIdOf(order.id)],
  );
  const [, mail] = await mailsTo(mailServer, email, 2);
  expect(mail?.text).toContain('We return €42.50 to the card you paid with.');
});

it('nothing stays open', async () => {
  await eventually(async () => {
    const open: object[] = await sql(`select id, state from notification where state not in ('sent', 'dropped')`);
    return open.length === 0 || JSON.stringify(open);
  });
  expect(mailServer.connectionsMax()).toBeLessThanOrEqual(6);
});
