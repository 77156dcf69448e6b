import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeSeatId } from '../../src/inventory';
import { encodeId, newId } from '../../src/platform';
import { type BenchServices, openBenchServices } from './support/bench-services';
import { buyAll, holdSeats } from './support/buyers';
import { makeShow } from './support/make-show';
import { atLeast, atMost, type Bench, spread } from './support/report';

const ORDERS = Number(process.env.REFUND_ORDERS ?? 2000);
const HELD_AT_ONCE = 100;
const CLIENTS = 8;
const WAIT_MS = 100;
/** 20,000 orders in a quarter of an hour are 22.3 a second. */
const WANTED_PER_SECOND = 25;

interface Run {
  readonly id: string;
  readonly state: string;
  readonly leftCount: number;
  readonly returnedCount: number;
}

/** The ledger side of the refund of a show: without a pace, against the local payment provider. */
export const showRefundBench: Bench = {
  name: 'show-refund',
  about: 'the refund of a show with thousands of orders, as fast as the ledger and the local provider allow',
  async run(say) {
    const stage = await openBenchServices({ DATABASE_POOL_MAX: '16', REFUNDS_PER_SECOND: '1000' });
    try {
      const showId = newId();
      await makeShow(stage, showId, ORDERS);
      const id = encodeId('show', showId);
      for (let from = 0; from < ORDERS; from += HELD_AT_ONCE) {
        const seatIds = Array.from({ length: HELD_AT_ONCE }, (_, index) => encodeSeatId(showId, from + index));
        await buyAll(stage, await holdSeats(stage, id, seatIds), CLIENTS, 'buyer@mail.example');
      }
      await stage.app.platform.database.dataSource.query('vacuum analyze');
      say(`${ORDERS} orders are sold`);
      const token = await adminToken(stage);
      await ask(stage, 'mutation ($id: ID!) { cancelShow(input: { showId: $id }) { show { id } } }', { id }, token);
      const quoteBegan = performance.now();
      const quoteId = await quote(stage, id, token);
      const quoteMs = performance.now() - quoteBegan;
      const began = performance.now();
      const cpuBefore = process.cpuUsage();
      const run = await start(stage, quoteId, token);
      let endedMs = Number.NaN;
      for (;;) {
        const { state, leftCount, returnedCount } = await read(stage, run, token);
        if (leftCount === 0 && Number.isNaN(endedMs)) endedMs = performance.now() - began;
        if (state === 'STOPPED') throw new Error('The run was stopped');
        if (state === 'DONE') {
          if (returnedCount !== ORDERS) throw new Error(`${returnedCount} of ${ORDERS} orders were refunded`);
          break;
        }
        await delay(WAIT_MS);
      }
      const doneMs = performance.now() - began;
      const { user, system } = process.cpuUsage(cpuBefore);
      const damages = (await stage.app.modules.checkout.verify()).flatMap((verified) => verified.damages);
      if (damages.length > 0) throw new Error(damages.join('; '));
      const perSecond = (ms: number) => (ORDERS * 1000) / ms;
      say(`${Math.round(perSecond(endedMs))} orders ended a second, ${Math.round(perSecond(doneMs))} refunded`);
      return {
        name: 'show-refund',
        rows: [
          {
            what: 'orders ended, with seats, tickets and mail',
            size: ORDERS,
            figures: { perSecond: spread([perSecond(endedMs)]) },
          },
          {
            what: 'orders refunded, from the start to the end of the run',
            size: ORDERS,
            figures: { perSecond: spread([perSecond(doneMs)]), cpuMicroseconds: spread([(user + system) / ORDERS]) },
          },
          { what: 'the quote', size: ORDERS, figures: { ms: spread([quoteMs]) } },
        ],
        targets: [
          atLeast('orders refunded a second, with one process', WANTED_PER_SECOND, perSecond(doneMs)),
          atMost('a quote, in ms', 250, quoteMs),
        ],
        curves: [],
        notes: [
          'One process with the local payment provider on the same machine: two calls for each refund. fsync and synchronous commit on.',
          'In operation the pace is REFUNDS_PER_SECOND, 25 unless the operator sets another.',
        ],
      };
    } finally {
      await stage.stop();
    }
  },
};

async function adminToken({ app }: BenchServices): Promise<string> {
  const issued = await app.modules.accounts.tokens.issue({ email: null, roles: ['admin'], lifeSeconds: 3600 });
  return issued.token;
}

async function ask<Data>({ app }: BenchServices, query: string, variables: object, token: string): Promise<Data> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: object[] };
  if (data === undefined || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

async function quote(stage: BenchServices, id: string, token: string): Promise<string> {
  const query = `mutation ($id: ID!) { refundShowQuote(input: { showId: $id }) {
    ... on ShowRefundQuote { id orderCount } ... on Problem { message } } }`;
  const { refundShowQuote } = await ask<{ refundShowQuote: { id?: string; orderCount?: number } }>(
    stage,
    query,
    { id },
    token,
  );
  if (refundShowQuote.id === undefined || refundShowQuote.orderCount !== ORDERS)
    throw new Error(JSON.stringify(refundShowQuote));
  return refundShowQuote.id;
}

async function start(stage: BenchServices, quoteId: string, token: string): Promise<string> {
  const query = `mutation ($input: RefundShowInput!) { refundShow(input: $input) {
    ... on RefundShowPayload { run { id } } ... on Problem { message } } }`;
  const input = { quoteId, message: 'The show does not take place.', idempotencyKey: randomUUID() };
  const { refundShow } = await ask<{ refundShow: { run?: Run } }>(stage, query, { input }, token);
  if (refundShow.run === undefined) throw new Error(JSON.stringify(refundShow));
  return refundShow.run.id;
}

async function read(stage: BenchServices, id: string, token: string): Promise<Run> {
  const query = 'query ($id: ID!) { refundRun(id: $id) { id state leftCount returnedCount } }';
  return (await ask<{ refundRun: Run }>(stage, query, { id }, token)).refundRun;
}
