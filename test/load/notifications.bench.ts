import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { openApp } from '../../src/app';
import { encodeSeatId } from '../../src/inventory';
import type { NotificationsContext } from '../../src/notifications/context';
import type { Claimed } from '../../src/notifications/ledger/notification';
import { composeMail } from '../../src/notifications/mail/compose';
import type { ComposedMail } from '../../src/notifications/mail/composed-mail';
import { readMailFacts } from '../../src/notifications/mail/read-mail-facts';
import { encodeId, statement } from '../../src/platform';
import type { SinkReady } from './notifications/sink';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { buyAll, holdSeats } from './support/buyers';
import { Child } from './support/child';
import { makeShow } from './support/make-show';
import { atLeast, atMost, type Bench, type BenchRow, spread } from './support/report';

const SHOW = '00000000-0000-7000-8000-00000000e001';
const MAILS = Number(process.env.NOTIFICATIONS_MAILS ?? 50_000);
const ROUNDS = Number(process.env.NOTIFICATIONS_ROUNDS ?? 5);
const CONNECTIONS = 6;
/** Of them, those of confirmations; the others are for announcements. */
const LANE_CONNECTIONS = 4;
const PURCHASES = Number(process.env.NOTIFICATIONS_PURCHASES ?? 150);
const PURCHASE_ROUNDS = 8;
const CLIENTS = 8;

const giveAddresses = statement(
  'bench_give_addresses',
  `update ticket_order set email = 'buyer.' || id || '@sink.example', changed_by = 'operator' where show_id = $1::uuid`,
);
const showLater = statement(
  'bench_show_tickets_later',
  `update show set tickets_visible_from = now() + interval '1 day' where id = $1`,
);
/** What the trigger of a purchase writes. $1 show, $2 generation, $3 how many. */
const writeConfirmations = statement(
  'bench_write_confirmations',
  `insert into notification (show_id, kind, subject, generation, order_id, recipient, locale)
   select show_id, 'order_confirmed', id, $2::integer, id, email, 'en'
     from ticket_order where show_id = $1::uuid order by id offset $3::integer * ($2::integer - 1000) limit $3::integer`,
);
const countOpen = statement(
  'bench_count_open',
  `select count(*)::integer as count from notification where next_at is not null`,
);
const readOne = statement(
  'bench_read_one',
  `select show_id as "showId", id, 1 as attempts, upper(kind) as kind, subject, generation, order_id as "orderId", recipient,
          locale, detail, created_at as "createdAt", false as "isSuppressed", false as "isUnwanted"
     from notification where show_id = $1::uuid limit 1`,
);

export const notificationsBench: Bench = {
  name: 'notifications',
  about: 'confirmations beside the pool of nodemailer alone, and purchases with and without mail',
  async run(say) {
    const { child: sink, ready } = await Child.start<SinkReady>(join(__dirname, 'notifications/sink.js'));
    const stage = await openBenchServices({ DATABASE_POOL_MAX: '16' });
    const smtpUrl = `smtp://127.0.0.1:${ready.port}`;
    try {
      say(`Selling ${MAILS} seats …`);
      await sell(stage);
      const perRound = Math.floor(MAILS / ROUNDS);
      const ours: number[] = [];
      const pool: number[] = [];
      const cpu: number[] = [];
      const mail = await composeOne(stage);
      const sender = await openSender(stage, smtpUrl);
      for (let round = 0; round < ROUNDS; round += 1) {
        // In turn, and each time another one first.
        const runs = [
          async () => void pool.push(await sendByPool(smtpUrl, mail, perRound)),
          async () => {
            const sent = await sendByService(stage, round, perRound);
            ours.push(sent.perSecond);
            cpu.push(sent.cpuMicroseconds);
          },
        ];
        for (const run of round % 2 === 0 ? runs : runs.reverse()) await run();
        say(
          `round ${round + 1}: the pool ${Math.round(pool.at(-1) ?? 0)} a second, the service ${Math.round(ours.at(-1) ?? 0)}`,
        );
      }
      const ratio = spread(ours.map((perSecond, round) => perSecond / (pool[round] ?? Number.NaN)));
      say('Buying with and without mail …');
      const purchases = await comparePurchases({ ...stage, app: sender }, say);
      await sender.close();
      const rows: BenchRow[] = [
        { what: 'the pool of nodemailer alone, one composed mail', size: MAILS, figures: { perSecond: spread(pool) } },
        {
          what: 'the service, from the row to the record of the answer',
          size: MAILS,
          figures: { perSecond: spread(ours), ofPool: ratio, cpuMicroseconds: spread(cpu) },
        },
        { what: 'purchases without an address', figures: { perSecond: spread(purchases.without) } },
        {
          what: 'purchases with a mail each, sent by the same process',
          figures: { perSecond: spread(purchases.withMail), ofThoseWithout: purchases.ratio },
        },
      ];
      return {
        name: 'notifications',
        rows,
        targets: [
          atLeast(`${MAILS} confirmations, of nodemailer's pool alone`, 0.7, ratio.median),
          atMost('purchases without mail, of those with mail, in throughput', 1.05, 1 / purchases.ratio.median),
        ],
        curves: [],
        notes: [
          `${LANE_CONNECTIONS} connections each (confirmations have those of ${CONNECTIONS}) to an SMTP server in a process of its own that reads and forgets. The pool sends one composed mail again and again; the service reads the order, composes each mail and records the answer, fsync and synchronous commit on.`,
          'The tickets are linked, not attached: a PDF takes a hundred times as long as a mail, and is drawn by another thread.',
          `Purchases: ${CLIENTS} buyers at once over HTTP with the local payment provider, ${PURCHASE_ROUNDS} rounds of ${PURCHASES} in turn.`,
        ],
      };
    } finally {
      await stage.stop();
      await sink.end();
    }
  },
};

/** An order of one seat for each mail. */
async function sell(stage: BenchServices): Promise<void> {
  const { database } = stage.app.platform;
  await makeShow(stage, SHOW, MAILS + 2 * PURCHASES * PURCHASE_ROUNDS + 100);
  for (let from = 0; from < MAILS; from += 1000) {
    const parties = Array.from({ length: Math.min(1000, MAILS - from) }, (_, seat) => [from + seat]);
    const given = { showId: SHOW, currency: 'EUR', parties };
    await stage.app.modules.checkout.issueComplimentary(given, { role: 'operator' });
  }
  await database.run(showLater, [SHOW]);
  await database.run(giveAddresses, [SHOW]);
  await database.dataSource.query('vacuum analyze ticket_order, order_item, ticket, notification, show_seat');
}

/** What the service sends to one of the buyers. */
async function composeOne({ app }: BenchServices): Promise<ComposedMail> {
  const { platform, modules } = app;
  const { database, clock } = platform;
  const url = 'https://tickets.example.com';
  await database.run(writeConfirmations, [SHOW, 1000, 1]);
  const [message] = await database.run<Claimed>(readOne, [SHOW]);
  if (message === undefined) throw new Error('There is no message');
  const facts = (await readMailFacts({ database, inventory: modules.inventory }, [message])).get(message.id);
  if (facts === undefined) throw new Error('There are no facts');
  await database.dataSource.query('delete from notification');
  const links: NotificationsContext['links'] = { sign: () => 'x'.repeat(86), read: () => null };
  const context = {
    tickets: modules.tickets,
    links,
    organizerLinks: modules.organizations.links,
    mailFrom: 'Frontrow <tickets@example.com>',
    publicUrl: () => url,
    clock,
  };
  return composeMail(context, message, facts);
}

async function sendByPool(url: string, mail: ComposedMail, count: number): Promise<number> {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: LANE_CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: 4 * LANE_CONNECTIONS }, async () => {
      while (next < count) {
        next += 1;
        await transport.sendMail({ ...mail, to: `buyer.${next}@sink.example`, messageId: `<${next}@example.com>` });
      }
    }),
  );
  const perSecond = (count * 1000) / (performance.now() - began);
  transport.close();
  return perSecond;
}

/** Writes the rows, as so many purchases at once do, and waits until a service has sent all of them. */
async function sendByService({ app }: BenchServices, round: number, count: number) {
  const { database } = app.platform;
  await database.run(writeConfirmations, [SHOW, 1000 + round, count]);
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  for (;;) {
    const [open] = await database.run<{ count: number }>(countOpen);
    if (open?.count === 0) break;
    await delay(100);
  }
  const perSecond = (count * 1000) / (performance.now() - began);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond, cpuMicroseconds: (user + system) / count };
}

const openSender = ({ config }: BenchServices, smtpUrl: string) =>
  openApp({
    ...config,
    SMTP_URL: smtpUrl,
    PUBLIC_URL: 'https://tickets.example.com',
    SMTP_CONNECTIONS_MAX: CONNECTIONS,
  });

async function comparePurchases(sending: BenchServices, say: (line: string) => void) {
  const without: number[] = [];
  const withMail: number[] = [];
  let seatNo = MAILS;
  const take = () => {
    const seatIds = Array.from({ length: PURCHASES }, (_, index) => encodeSeatId(SHOW, seatNo + index));
    seatNo += PURCHASES;
    return holdSeats(sending, encodeId('show', SHOW), seatIds);
  };
  for (let round = 0; round < PURCHASE_ROUNDS; round += 1) {
    const runs = [
      async () => void without.push(await buyAll(sending, await take(), CLIENTS, null)),
      async () => void withMail.push(await buyAll(sending, await take(), CLIENTS, 'buyer@sink.example')),
    ];
    for (const run of round % 2 === 0 ? runs : runs.reverse()) await run();
  }
  const ratio = spread(withMail.map((perSecond, round) => perSecond / (without[round] ?? Number.NaN)));
  say(
    `purchases: ${Math.round(spread(without).median)} a second without, ${Math.round(spread(withMail).median)} with mail`,
  );
  return { without, withMail, ratio };
}
