import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeSeatId } from '../../src/inventory';
import { encodeId, newId, statement } from '../../src/platform';
import { percentiles } from './holds/plan';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { buyAll, holdSeats } from './support/buyers';
import { Child } from './support/child';
import { makeShow } from './support/make-show';
import { atLeast, atMost, type Bench, type BenchRow, spread } from './support/report';
import type { Received, ReceiverReady } from './webhooks/receiver';

const EVENTS = Number(process.env.WEBHOOK_EVENTS ?? 5000);
const ROUNDS = Number(process.env.WEBHOOK_ROUNDS ?? 3);
const PACED_PER_SECOND = 50;
const PACED_SECONDS = 20;
/** Waiting for the endpoint that hangs, so that it always has something to send. */
const HANGING_EVENTS = 1000;
const PURCHASES = 150;
const PURCHASE_ROUNDS = Number(process.env.WEBHOOK_PURCHASE_ROUNDS ?? 8);
const CLIENTS = 8;
const WAIT_MS = 20;

const setOrganizer = statement('bench_set_organizer', 'update show set organizer_id = $2::uuid where id = $1::uuid');
const writeEvents = statement(
  'bench_write_events',
  `insert into new_organizer_event (show_id, type, data)
   select $1::uuid, 'order.confirmed', jsonb_build_object('order', gen_random_uuid(), 'amount', 4250, 'currency', 'EUR')
     from generate_series(1, $2::integer)`,
);
const addEndpoint = statement(
  'bench_add_endpoint',
  `insert into webhook_endpoint (id, organizer_id, url, signing, types, created_at)
   values (gen_random_uuid(), $1::uuid, $2::text, 'hmac', $3::text[], now())`,
);

const enableEndpoints = statement(
  'bench_enable_endpoints',
  'update webhook_endpoint set disabled_at = null, disabled_reason = null',
);
const disableEndpoints = statement(
  'bench_disable_endpoints',
  `update webhook_endpoint set disabled_at = now(), disabled_reason = 'by_organizer'`,
);

/** The triggers that write events of a purchase. */
const triggers = [
  ['ticket_order', 'log_new_order'],
  ['ticket_order', 'log_order'],
  ['ticket', 'log_issued_ticket'],
] as const;

interface TestShow {
  readonly showId: string;
  readonly organizerId: string;
}

export const webhooksBench: Bench = {
  name: 'webhooks',
  about: 'deliveries to the loopback, beside an endpoint that hangs, and purchases with and without events',
  async run(say) {
    const { child: receiver, ready } = await Child.start<ReceiverReady>(join(__dirname, 'webhooks/receiver.js'));
    const stage = await openBenchServices({ DATABASE_POOL_MAX: '16', WEBHOOK_LOCAL_TARGETS: 'on' });
    const url = `http://127.0.0.1:${ready.port}/`;
    try {
      const show = await organizedShow(stage, 3 * PURCHASES * PURCHASE_ROUNDS);
      say('Buying with and without events …');
      const purchases = await comparePurchases(stage, show, url, receiver, say);
      const perSecond: number[] = [];
      const cpuMicroseconds: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const delivered = await deliverAll(stage, show, receiver);
        perSecond.push(delivered.perSecond);
        cpuMicroseconds.push(delivered.cpuMicroseconds);
        say(`round ${round + 1}: ${Math.round(perSecond.at(-1) ?? 0)} deliveries a second`);
      }
      const alone = await pacedLatencies(stage, show, receiver);
      const hanging = await organizedShow(stage, 100);
      await stage.app.platform.database.run(addEndpoint, [hanging.organizerId, `${url}hang`, null]);
      await stage.app.platform.database.run(writeEvents, [hanging.showId, HANGING_EVENTS]);
      const beside = await pacedLatencies(stage, show, receiver);
      say(`99 % of deliveries after ${beside.p99Ms} ms beside an endpoint that hangs, ${alone.p99Ms} ms alone`);
      const one = (value: number) => spread([value]);
      const rows: BenchRow[] = [
        {
          what: 'deliveries to one endpoint, from the event to the record of the answer',
          size: EVENTS,
          figures: { perSecond: spread(perSecond), cpuMicroseconds: spread(cpuMicroseconds) },
        },
        {
          what: `deliveries at ${PACED_PER_SECOND} a second, after the event`,
          figures: { p50Ms: one(alone.p50Ms), p99Ms: one(alone.p99Ms) },
        },
        {
          what: 'the same beside an endpoint that hangs',
          figures: { p50Ms: one(beside.p50Ms), p99Ms: one(beside.p99Ms) },
        },
        { what: 'purchases without events (triggers disabled)', figures: purchases.none },
        { what: 'purchases with events in the log', figures: purchases.logged },
        { what: 'purchases with each event sent by the same process', figures: purchases.sent },
      ];
      return {
        name: 'webhooks',
        rows,
        targets: [
          atLeast('deliveries a second to the loopback', 500, spread(perSecond).median),
          atMost('99 % of deliveries beside an endpoint that hangs, in ms', 1000, beside.p99Ms),
          atMost(
            'processor time of a purchase with an endpoint, of one without events',
            1.05,
            purchases.sent.cpuOfThoseWithout?.median ?? Number.NaN,
          ),
        ],
        curves: [],
        notes: [
          'The receiver is a process of its own on the same machine and answers 204 at once. fsync and synchronous commit on.',
          `Purchases: ${CLIENTS} buyers at once over HTTP with the local payment provider, ${PURCHASE_ROUNDS} rounds of ${PURCHASES} for each way, in turn; the endpoint wants order.confirmed. Their processor time is that of the whole machine, with PostgreSQL, the provider and the receiver: the throughput of equal rounds differs by more than the twentieth that is asked for.`,
        ],
      };
    } finally {
      await stage.stop();
      await receiver.end();
    }
  },
};

async function organizedShow(stage: BenchServices, seats: number): Promise<TestShow> {
  const [showId, organizerId] = [newId(), newId()];
  await makeShow(stage, showId, seats);
  await stage.app.platform.database.run(setOrganizer, [showId, organizerId]);
  return { showId, organizerId };
}

async function isReceived(receiver: Child, count: number): Promise<void> {
  while ((await receiver.ask<number>({ what: 'count' })) < count) await delay(WAIT_MS);
}

/** Writes events as so many purchases at once do, and waits until all are received. */
async function deliverAll({ app }: BenchServices, { showId }: TestShow, receiver: Child) {
  await receiver.ask({ what: 'take' });
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  await app.platform.database.run(writeEvents, [showId, EVENTS]);
  await isReceived(receiver, EVENTS);
  const perSecond = (EVENTS * 1000) / (performance.now() - began);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond, cpuMicroseconds: (user + system) / EVENTS };
}

async function pacedLatencies({ app }: BenchServices, { showId }: TestShow, receiver: Child) {
  await receiver.ask({ what: 'take' });
  const count = PACED_PER_SECOND * PACED_SECONDS;
  const began = performance.now();
  for (let index = 0; index < count; index += 1) {
    await delay(began + (index * 1000) / PACED_PER_SECOND - performance.now());
    await app.platform.database.run(writeEvents, [showId, 1]);
  }
  await isReceived(receiver, count);
  return percentiles([...(await receiver.ask<Received>({ what: 'take' })).latenciesMs]);
}

/** A round of purchases. */
interface Bought {
  readonly perSecond: number;
  /** Of one. */
  readonly cpuMs: number;
}

async function comparePurchases(
  stage: BenchServices,
  { showId, organizerId }: TestShow,
  url: string,
  receiver: Child,
  say: (line: string) => void,
) {
  const { database } = stage.app.platform;
  const measured = { none: [] as Bought[], logged: [] as Bought[], sent: [] as Bought[] };
  let seatNo = 0;
  await database.run(addEndpoint, [organizerId, url, ['order.confirmed']]);
  const buySome = async (way: keyof typeof measured) => {
    for (const [table, trigger] of triggers)
      await database.dataSource.query(
        `alter table ${table} ${way === 'none' ? 'disable' : 'enable'} trigger ${trigger}`,
      );
    // Without an endpoint the same events have nowhere to go.
    await database.run(way === 'sent' ? enableEndpoints : disableEndpoints);
    const seatIds = Array.from({ length: PURCHASES }, (_, index) => encodeSeatId(showId, seatNo + index));
    seatNo += PURCHASES;
    const holders = await holdSeats(stage, encodeId('show', showId), seatIds);
    await receiver.ask({ what: 'take' });
    const usedBefore = processorMs();
    const perSecond = await buyAll(stage, holders, CLIENTS, null);
    if (way === 'sent') await isReceived(receiver, PURCHASES);
    measured[way].push({ perSecond, cpuMs: (processorMs() - usedBefore) / PURCHASES });
  };
  const ways = ['none', 'logged', 'sent'] as const;
  for (let round = 0; round < PURCHASE_ROUNDS; round += 1) {
    // Each way is the first one as often as the others.
    const turn = round % ways.length;
    for (const way of [...ways.slice(turn), ...ways.slice(0, turn)]) await buySome(way);
  }
  await database.run(enableEndpoints);
  const figuresOf = (way: keyof typeof measured): BenchRow['figures'] => {
    const ofNone = (figure: keyof Bought) =>
      spread(measured[way].map((round, index) => round[figure] / (measured.none[index]?.[figure] ?? Number.NaN)));
    return {
      perSecond: spread(measured[way].map(({ perSecond }) => perSecond)),
      cpuMs: spread(measured[way].map(({ cpuMs }) => cpuMs)),
      ...(way === 'none' ? {} : { ofThoseWithout: ofNone('perSecond'), cpuOfThoseWithout: ofNone('cpuMs') }),
    };
  };
  const figures = { none: figuresOf('none'), logged: figuresOf('logged'), sent: figuresOf('sent') };
  say(
    `processor time of a purchase, ms: ${ways.map((way) => `${figures[way].cpuMs?.median.toFixed(1)} ${way}`).join(', ')}`,
  );
  return figures;
}

/** What all programs of the machine have used. */
const processorMs = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
