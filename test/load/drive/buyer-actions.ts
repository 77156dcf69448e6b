import { randomUUID } from 'node:crypto';
import type { Operation } from '../../support/graphql';
import type { Answer, Api } from './api';
import type { Bank } from './bank';
import type { ConfirmedOrders } from './confirmed-orders';
import {
  type Bought,
  HOLD,
  JOIN,
  type Looked,
  lookAt,
  PURCHASE,
  RELEASE,
  RESUME,
  SESSION,
  type TakenSeats,
} from './documents';
import { sharedNow } from './frame-decoder';
import type { Action, Ending, RunStatistics } from './run-statistics';
import type { Step } from './scenario';

/** How a buyer pays. Behind each stands one of Stripe's test tokens. */
export const payments = ['card', 'declined', 'no-funds', 'bank', 'bank-refuses'] as const;
export type Payment = (typeof payments)[number];

const tokenOf: Readonly<Record<Payment, string>> = {
  card: 'pm_card_visa',
  declined: 'pm_card_chargeDeclined',
  'no-funds': 'pm_card_chargeDeclinedInsufficientFunds',
  bank: 'pm_card_authenticationRequired',
  'bank-refuses': 'pm_card_authenticationRequired',
};

export interface BuyerContext {
  readonly api: Api;
  readonly showId: string;
  readonly statistics: RunStatistics;
  readonly orders: ConfirmedOrders;
  /** Null where the buyer's bank cannot be reached: then nobody confirms there. */
  readonly bank: Bank | null;
  readonly askedAtMs: Float64Array;
  /** Called for each step, with the instant at which it was due. */
  readonly record: (buyer: number, step: Step, dueMs: number) => void;
}

export type HoldOutcome = 'held' | 'taken' | 'refused' | 'failed';
export type PayOutcome = 'confirmed' | 'declined' | 'refused' | 'failed';

/**
 * One buyer's hands: everything that a buyer can do, counted from the instant at which it was due. What to do, and when,
 * is decided elsewhere: by `buyer.ts` or by a recorded scenario.
 */
export class BuyerActions {
  token: string | null = null;
  private holdId: string | null = null;
  /** Seats that turned out to be another buyer's, as they are now. */
  onTaken: (seats: TakenSeats) => void = () => undefined;

  constructor(
    readonly number: number,
    private readonly context: BuyerContext,
  ) {}

  get holds(): boolean {
    return this.holdId !== null;
  }

  async arrive(dueMs: number): Promise<boolean> {
    this.context.record(this.number, { do: 'arrive' }, dueMs);
    const data = await this.ask('session', dueMs, SESSION, {}, () => done('Session'));
    this.token = data?.createGuestSession.token ?? null;
    return this.token !== null;
  }

  async joinQueue(dueMs: number): Promise<boolean> {
    const input = { showId: this.context.showId };
    const data = await this.ask('join queue', dueMs, JOIN, { input }, ({ joinQueue }) => done(joinQueue.__typename));
    return data !== null;
  }

  async hold(seats: readonly number[], dueMs: number): Promise<HoldOutcome> {
    const { showId, record, askedAtMs } = this.context;
    record(this.number, { do: 'hold', seats: [...seats] }, dueMs);
    const { query, variables } = lookAt(seats);
    const looked = await this.ask('look', dueMs, query, { id: showId, ...variables }, ({ show }: Looked) =>
      show === null ? { kind: 'error', name: 'show is gone' } : done('Show'),
    );
    if (looked?.show == null) return 'failed';
    const seatIds = Object.values(looked.show).flatMap((seat) => (seat === null ? [] : [seat.id]));
    const input = { showId, seatIds, idempotencyKey: randomUUID() };
    const askedMs = performance.now();
    // Who asks first mostly wins, and its changes are late from then on.
    for (const seat of seats) if (askedAtMs[seat] === 0) askedAtMs[seat] = sharedNow();
    const data = await this.ask('hold', askedMs, HOLD, { input }, ({ holdSeats: { __typename } }) =>
      __typename === 'HoldSeatsPayload' ? done(__typename) : refused(__typename),
    );
    if (data?.holdSeats.__typename === 'HoldSeatsPayload') {
      this.holdId = data.holdSeats.hold.id;
      return 'held';
    }
    for (const seat of seats) askedAtMs[seat] = 0;
    if (data === null) return 'failed';
    if (data.holdSeats.__typename !== 'SeatsUnavailable') return 'refused';
    this.onTaken(data.holdSeats.seats);
    return 'taken';
  }

  async pay(payment: Payment, dueMs: number): Promise<PayOutcome> {
    const { record, bank } = this.context;
    record(this.number, { do: 'pay', with: payment }, dueMs);
    if (this.holdId === null) return 'refused';
    const input = { holdId: this.holdId, paymentMethod: tokenOf[payment], idempotencyKey: randomUUID() };
    const data = await this.ask('purchase', dueMs, PURCHASE, { input }, ({ purchase }) => ending(purchase));
    if (data === null) return this.unclear();
    const { purchase } = data;
    if (purchase.__typename !== 'PaymentActionRequired') return this.settle(purchase);
    if (bank === null) return this.unclear();
    await bank.confirm(purchase.clientSecret, payment === 'bank' ? 'complete' : 'fail');
    const backMs = performance.now();
    const resumed = await this.ask(
      ...(['resume', backMs, RESUME, { input: { orderId: purchase.order.id } }] as const),
      ({ resumePurchase }) => ending(resumePurchase),
    );
    return resumed === null ? this.unclear() : this.settle(resumed.resumePurchase);
  }

  async release(dueMs: number): Promise<void> {
    this.context.record(this.number, { do: 'release' }, dueMs);
    if (this.holdId === null) return;
    const input = { holdId: this.holdId };
    await this.ask('release', dueMs, RELEASE, { input }, ({ releaseHold: { __typename } }) =>
      __typename === 'ReleaseHoldPayload' ? done(__typename) : refused(__typename),
    );
    this.holdId = null;
  }

  private settle(bought: Bought): PayOutcome {
    const { orders, statistics } = this.context;
    if (bought.__typename === 'PaymentDeclined') return 'declined';
    if (bought.__typename !== 'PurchasePayload') return 'refused';
    const { order } = bought;
    if (order.status !== 'CONFIRMED') return this.unclear();
    const seats = order.items.map(({ seat }) => seat.index);
    if (orders.confirm({ id: order.id, seats })) {
      statistics.ordersConfirmed += 1;
      statistics.seatsConfirmed += seats.length;
    }
    this.holdId = null;
    return 'confirmed';
  }

  /** What became of it is asked at the end of the run. */
  private unclear(): PayOutcome {
    if (this.token !== null) this.context.orders.unclear.add(this.token);
    return 'failed';
  }

  private async ask<Data, Variables extends object>(
    action: Action,
    dueMs: number,
    operation: Operation<Data, Variables> | string,
    variables: Variables,
    endingOf: (data: Data) => Ending,
  ): Promise<Data | null> {
    const { api, statistics } = this.context;
    const answer: Answer<Data> = await api.ask(operation, variables, this.token ?? undefined);
    if (answer.kind === 'error') {
      statistics.ended(action, dueMs, { kind: 'error', name: answer.code });
      return null;
    }
    statistics.ended(action, dueMs, endingOf(answer.data));
    return answer.data;
  }
}

const done = (name: string): Ending => ({ kind: 'done', name });
const refused = (name: string): Ending => ({ kind: 'refused', name });

/** A bank that wants to see the buyer is a part of paying, no refusal. */
function ending(bought: Bought): Ending {
  if (bought.__typename === 'PurchasePayload') return done(bought.order.status);
  return bought.__typename === 'PaymentActionRequired' ? done(bought.__typename) : refused(bought.__typename);
}
