import fc from 'fast-check';
import { decodeTicketId } from '../../../src/tickets/ledger/ticket-id';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { buy, cancel, settleAll } from '../../support/purchases';
import { ORGANIZER_ID, organizerToken, updateShow } from '../../support/show-changes';
import { openTestApp } from '../../support/test-app';
import { type Gate, isInside, openGate, readBundle, reissue, scan, sendScans, ticketsOf } from '../../support/tickets';

/**
 * Random steps against a model that knows who may come in: purchases, returns, new issues, gifts, scans with and without
 * network, late and repeated ones. Ten thousand steps with MODEL_STEPS=10000; the run of all tests has fewer.
 */
const testApp = openTestApp();
const STEPS = Number(process.env.MODEL_STEPS ?? 250);
const SEATS = 6;

interface ModelTicket {
  readonly id: string;
  readonly code: string;
  readonly generation: number;
  readonly seatNo: number;
  isLive: boolean;
  endedAtMs: number;
  /** Every visitor who passed: when, and in or out. */
  readonly passed: { readonly atMs: number; readonly isIn: boolean }[];
}

interface Kept {
  readonly ticket: ModelTicket;
  readonly at: Date;
  readonly nonce: string;
}

class Model {
  /** The latest ticket of each seat, and all before. */
  readonly tickets: ModelTicket[] = [];
  readonly orders = new Map<number, { id: string; token: string; seats: number[] }>();
  /** Of each gate, what it has not sent yet. */
  readonly kept: Kept[][] = [[], []];
  conflicts = 0;

  live(seatNo: number): ModelTicket | undefined {
    return this.tickets.findLast((ticket) => ticket.seatNo === seatNo && ticket.isLive);
  }
}

const isInsideNow = ({ passed }: ModelTicket): boolean =>
  [...passed].sort((a, b) => a.atMs - b.atMs).at(-1)?.isIn === true;

const CONFLICTS = graphql('query ($showId: ID!) { doorConflicts(showId: $showId) { id } }');

it(
  'tickets, scans and conflicts are what a model says, whatever happens in which order',
  async () => {
    const show = await makeShow(testApp, { organizerId: ORGANIZER_ID, startsInHours: 0.5, seatsPerBuyerMax: 2 });
    await updateShow(testApp, show, { allowsReentry: true });
    const gates = [await openGate(testApp, show, 'North'), await openGate(testApp, show, 'South')] as const;
    const model = new Model();
    const kinds = [
      'buy',
      'buy',
      'return',
      'reissue',
      'give',
      'in',
      'in',
      'out',
      'keep',
      'keep',
      'send',
      'repeat',
    ] as const;
    const steps = fc.sample(
      fc.record({ kind: fc.constantFrom(...kinds), seatNo: fc.nat(SEATS - 1), gate: fc.nat(1), old: fc.boolean() }),
      { numRuns: STEPS, seed: Number(process.env.MODEL_SEED ?? 20_261_127) },
    );
    let last: { gate: Gate; code: string; nonce: string; answer: string } | null = null;
    for (const [index, { kind, seatNo, gate: gateNo, old }] of steps.entries()) {
      // Two steps are never at the same instant.
      testApp.clock.advanceSeconds(0.01);
      const gate = gates[gateNo] ?? gates[0];
      const live = model.live(seatNo);
      const older = model.tickets.filter((ticket) => ticket.seatNo === seatNo && !ticket.isLive);
      const ticket = old ? older.at(index % Math.max(older.length, 1)) : live;
      if (kind === 'buy' && live === undefined) await step.buy(model, show, seatNo);
      if (kind === 'return' && live !== undefined) await step.return(model, seatNo);
      if ((kind === 'reissue' || kind === 'give') && live !== undefined)
        await step.reissue(model, live, kind === 'give');
      if ((kind === 'in' || kind === 'out') && ticket !== undefined) {
        const nonce = `n${index}`;
        const answer = await step.scan(gate, ticket, kind === 'in', nonce);
        if (kind === 'in') last = { gate, code: ticket.code, nonce, answer };
      }
      if (kind === 'keep' && ticket !== undefined)
        model.kept[gateNo]?.push({ ticket, at: testApp.clock.now(), nonce: `k${index}` });
      if (kind === 'send') await step.send(model, gate, gateNo);
      if (kind === 'repeat' && last !== null) {
        const repeated = await scan(testApp, last.gate, last.code, { nonce: last.nonce });
        expect(repeated.__typename).toBe(last.answer);
      }
      if (index % 50 === 49) await compare(model, show, gates[0]);
    }
    for (const gateNo of [0, 1]) await step.send(model, gates[gateNo] ?? gates[0], gateNo);
    await compare(model, show, gates[0]);
    await settleAll(testApp);
    expect((await testApp.app.modules.tickets.verify()).flatMap(({ damages }) => damages)).toEqual([]);
  },
  Math.max(120_000, STEPS * 500),
);

const step = {
  async buy(model: Model, show: MadeShow, seatNo: number) {
    const token = await testApp.token();
    const order = await buy(testApp, show, [seatNo], token);
    const [ticket] = await ticketsOf(testApp, order.id, token);
    const generation =
      1 + Math.max(0, ...model.tickets.filter((it) => it.seatNo === seatNo).map((it) => it.generation));
    expect(ticket).toMatchObject({ generation, status: 'VALID' });
    model.orders.set(seatNo, { id: order.id, token, seats: [seatNo] });
    keep(model, seatNo, ticket?.id ?? '', ticket?.code ?? '', generation);
  },

  async return(model: Model, seatNo: number) {
    const order = model.orders.get(seatNo);
    const live = model.live(seatNo);
    if (order === undefined || live === undefined) throw new Error('The model has a ticket without an order');
    const everIn = model.tickets.some(
      ({ seatNo: of, passed, id }) =>
        of === seatNo && passed.some(({ isIn }) => isIn) && orderOf(model, id) === order.id,
    );
    const byBuyer = await cancel(testApp, order.id, order.token);
    expect(byBuyer.__typename).toBe(everIn ? 'OrderNotCancellable' : 'CancelOrderPayload');
    if (everIn) await cancel(testApp, order.id, await organizerToken(testApp));
    await end(live);
  },

  async reissue(model: Model, live: ModelTicket, isGiven: boolean) {
    const order = model.orders.get(live.seatNo);
    const answer = await reissue(testApp, live.id, order?.token ?? '', isGiven ? `Guest ${live.generation}` : null);
    if (live.passed.some(({ isIn }) => isIn)) {
      expect(answer.__typename).toBe('TicketNotReissuable');
      return;
    }
    if (answer.__typename !== 'ReissueTicketPayload') throw new Error(JSON.stringify(answer));
    await end(live);
    keep(model, live.seatNo, answer.ticket.id, answer.ticket.code ?? '', live.generation + 1);
  },

  async scan(gate: Gate, ticket: ModelTicket, isIn: boolean, nonce: string): Promise<string> {
    const inside = isInsideNow(ticket);
    const expected = !ticket.isLive
      ? 'TicketRevoked'
      : isIn === inside
        ? isIn
          ? 'AlreadyScanned'
          : 'NotInside'
        : 'ScanAccepted';
    const answer = await scan(testApp, gate, ticket.code, { nonce, direction: isIn ? 'IN' : 'OUT' });
    expect(answer.__typename).toBe(expected);
    if (expected === 'ScanAccepted') ticket.passed.push({ atMs: testApp.clock.now().getTime(), isIn });
    return expected;
  },

  async send(model: Model, gate: Gate, gateNo: number) {
    const kept = model.kept[gateNo] ?? [];
    const sent = kept.splice(0);
    if (sent.length === 0) return;
    const scans = sent.map(({ ticket, at, nonce }) => ({ code: ticket.code, scannedAt: at, nonce }));
    for (const { ticket, at } of sent) {
      const ordered = [...ticket.passed].sort((a, b) => a.atMs - b.atMs);
      const before = ordered.findLast(({ atMs }) => atMs <= at.getTime());
      const after = ordered.find(({ atMs }) => atMs > at.getTime());
      if (!ticket.isLive && ticket.endedAtMs <= at.getTime()) model.conflicts += 1;
      if (before?.isIn === true) model.conflicts += 1;
      if (after?.isIn === true) model.conflicts += 1;
      ticket.passed.push({ atMs: at.getTime(), isIn: true });
    }
    const answers = await sendScans(testApp, gate, scans);
    // A part of it again, as after a cut connection.
    expect(await sendScans(testApp, gate, scans.slice(0, 2))).toEqual(answers.slice(0, 2));
  },
};

const orders = new WeakMap<Model, Map<string, string>>();
const orderOf = (model: Model, ticketId: string) => orders.get(model)?.get(ticketId);

function keep(model: Model, seatNo: number, id: string, code: string, generation: number): void {
  const known = orders.get(model) ?? new Map<string, string>();
  orders.set(model, known.set(id, model.orders.get(seatNo)?.id ?? ''));
  model.tickets.push({ id, code, generation, seatNo, isLive: true, endedAtMs: Number.POSITIVE_INFINITY, passed: [] });
}

/** A seat that is returned ends its ticket by the database's clock, which the test's is ahead of. */
async function end(ticket: ModelTicket): Promise<void> {
  ticket.isLive = false;
  const [row]: { ended_at: Date }[] = await testApp.database.dataSource.query(
    'select ended_at from ticket where id = $1',
    [decodeTicketId(ticket.id)?.ticketId],
  );
  ticket.endedAtMs = row?.ended_at.getTime() ?? Number.NaN;
}

async function compare(model: Model, show: MadeShow, gate: Gate): Promise<void> {
  const bundle = await readBundle(testApp, gate);
  for (let seatNo = 0; seatNo < SEATS; seatNo += 1) {
    const live = model.live(seatNo);
    expect([seatNo, isInside(bundle, seatNo)]).toEqual([seatNo, live !== undefined && isInsideNow(live)]);
    const revoked = Math.max(
      0,
      ...model.tickets.filter((it) => it.seatNo === seatNo && !it.isLive).map((it) => it.generation),
    );
    expect(bundle.revokedGenerations[bundle.revokedSeats.indexOf(seatNo)] ?? 0).toBe(revoked);
  }
  const [row] = await testApp.database.dataSource.query(
    'select count(*)::integer as count from door_conflict where show_id = $1',
    [show.showId],
  );
  expect(row).toEqual({ count: model.conflicts });
  const { doorConflicts } = await testApp.ask(CONFLICTS, { showId: show.id }, gate.token);
  expect(doorConflicts).toHaveLength(Math.min(model.conflicts, 200));
}
