import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { BuiltProcess } from '../../support/frontrow-process';
import { buyWithAddress, newAddress } from '../../support/mail';
import { openMailServer } from '../../support/mail-server';
import { openTestApp } from '../../support/test-app';

/** Processes that send are killed; this one writes messages, and sends none. */
const mailServer = openMailServer();
const testApp = openTestApp();
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);

/** `npm run test:kill-mail` kills a hundred times. */
const KILLS = Number(process.env.MAIL_KILLS ?? 2);
const CONNECTIONS = 6;

function start(line: string): BuiltProcess {
  const {
    DATABASE_URL,
    REDIS_URL,
    STRIPE_SECRET_KEY = '',
    STRIPE_WEBHOOK_SECRET = '',
    STRIPE_API_URL = '',
  } = testApp.config;
  const service = new BuiltProcess(
    'test/support/crashing-service.main.ts',
    {
      ...{ DATABASE_URL, REDIS_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_URL },
      ...{ NODE_ENV: 'test', RATE_LIMITS: 'off', SMTP_URL: mailServer.url, SMTP_CONNECTIONS_MAX: String(CONNECTIONS) },
    },
    [line, String((testApp.clock.now().getTime() - Date.now()) / 1000)],
  );
  testApp.closing(async () => {
    if (!isEnded) process.kill(service.pid, 'SIGKILL');
    await service.ended;
  });
  let isEnded = false;
  void service.ended.then(() => {
    isEnded = true;
  });
  return service;
}

it(
  'after kills in each gap every message was sent, repeated at most once for each kill, as the same message',
  async () => {
    const { order } = await buyWithAddress(testApp, await makeShow(testApp), [0]);
    const to = newAddress();
    const messages = 10 * KILLS + 10;
    await sql(
      `insert into notification (show_id, kind, subject, generation, order_id, recipient)
     select show_id, 'order_link', id, i, id, $3 from ticket_order, generate_series(1, $2::integer) as i where id = $1`,
      [decodeIdWithin('order', order.id)?.uuid, messages, to],
    );
    for (let kill = 0; kill < KILLS; kill += 1) {
      // The gap is entered, or it is left: nothing of it is recorded.
      await start(kill % 3 === 0 ? 'mail composed' : 'mail accepted').ended;
    }
    start('null');
    await eventually(
      async () => {
        const [open] = await sql(`select count(*)::integer as count from notification where state <> 'sent'`);
        return open.count === 0 || `${open.count} open`;
      },
      40_000 + 3_000 * KILLS,
    );
    const rows: { id: string; attempts: number }[] = await sql(
      'select id, attempts from notification where recipient = $1',
      [to],
    );
    const received = mailServer.mailsTo(to).map(({ messageId = '' }) => /^<([^@]+)@/.exec(messageId)?.[1] ?? '');
    expect(new Set(received)).toEqual(new Set(rows.map(({ id }) => id)));
    for (const { id, attempts } of rows) {
      // A message is never sent more often than it was tried, and each further attempt follows a kill.
      expect(received.filter((other) => other === id).length).toBeLessThanOrEqual(attempts);
      expect(attempts).toBeLessThanOrEqual(1 + KILLS);
    }
    // Of one process, only what was in its connections is in doubt.
    expect(received.length - messages).toBeLessThanOrEqual(KILLS * CONNECTIONS);
  },
  60_000 + 30_000 * KILLS,
);
