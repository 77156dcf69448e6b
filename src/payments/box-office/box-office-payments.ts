import { type Clock, isCheckViolation, newId, type SqlExecutor } from '../../platform';
import type {
  CallRefused,
  PaymentProvider,
  PaymentState,
  ProviderPayment,
  RefundList,
  RefundRequest,
  RefundState,
} from '../payment-provider';
import { readEntries, readReturned, readTakenWithin, recordReturned, recordTaken } from './box-office-entries.sql';

export type DeskMethod = 'cash' | 'terminal';

/** A payment that a member of the organization took. */
export interface DeskPayment {
  readonly showId: string;
  readonly orderId: string;
  readonly method: DeskMethod;
  readonly amountMinor: number;
  readonly currency: string;
  /** Such as the number on the receipt of the terminal. */
  readonly note: string | null;
  readonly at: Date;
}

interface Entry {
  readonly reference: string;
  readonly kind: 'taken' | 'returned';
  readonly amountMinor: number;
  readonly currency: string;
  readonly returnId: string | null;
}

const PREFIX = 'desk_';
const PAGE = 1000;

/** The reference of a payment at the desk names its show and order, so that it is found without an index of its own. */
export const deskReference = (showId: string, orderId: string): string => `${PREFIX}${showId}_${orderId}`;

function keyOf(reference: string): { readonly showId: string; readonly orderId: string } | null {
  const [showId, orderId] = reference.slice(PREFIX.length).split('_');
  return reference.startsWith(PREFIX) && showId !== undefined && orderId !== undefined ? { showId, orderId } : null;
}

/** Records the money beside its order, in the caller's transaction. */
export async function recordDeskPayment(executor: SqlExecutor, payment: DeskPayment): Promise<void> {
  const { showId, orderId, method, amountMinor, currency, note, at } = payment;
  const reference = deskReference(showId, orderId);
  await executor.run(recordTaken, [showId, orderId, method, amountMinor, currency, note, at, reference]);
}

/**
 * The provider with the desk beside it. The desk is a second provider, whose ledger is a table of ours: whoever reads,
 * returns or compares payments does it for both, by the reference. What goes back of its payments is recorded as returned in
 * the way in which it came, and never reaches the provider.
 */
export function withDesk(provider: PaymentProvider, database: SqlExecutor, clock: Clock): PaymentProvider {
  const desk = new Desk(database, clock);
  return {
    prepare: (request) => provider.prepare(request),
    charge: (request) => provider.charge(request),
    read: (reference) => (keyOf(reference) === null ? provider.read(reference) : desk.read(reference)),
    cancel: (reference) => (keyOf(reference) === null ? provider.cancel(reference) : desk.read(reference)),
    refund: (request) => (keyOf(request.reference) === null ? provider.refund(request) : desk.refund(request)),
    refunds: (reference) => (keyOf(reference) === null ? provider.refunds(reference) : desk.refunds(reference)),
    async *payments(span) {
      yield* provider.payments(span);
      yield* desk.payments(span);
    },
    serveWebhooks: (http, receiver) => provider.serveWebhooks(http, receiver),
    close: () => provider.close(),
  };
}

class Desk {
  constructor(
    private readonly database: SqlExecutor,
    private readonly clock: Clock,
  ) {}

  async read(reference: string): Promise<PaymentState | CallRefused> {
    const entries = await this.entriesOf(reference);
    const taken = entries.find(({ kind }) => kind === 'taken');
    if (taken === undefined) return noSuchPayment;
    const { currency } = taken;
    const returned = entries.reduce((sum, { kind, amountMinor }) => (kind === 'returned' ? sum + amountMinor : sum), 0);
    const charged = { amountMinor: taken.amountMinor, currency };
    return { kind: 'succeeded', charged, refunded: { amountMinor: returned, currency } };
  }

  async refunds(reference: string): Promise<RefundList | CallRefused> {
    const entries = await this.entriesOf(reference);
    if (entries.length === 0) return noSuchPayment;
    return { kind: 'refunds', refunds: entries.filter(({ kind }) => kind === 'returned').map(refundOf) };
  }

  /** Once for each key, whoever else returns money of the order at the same time. */
  async refund(request: RefundRequest): Promise<RefundState | CallRefused> {
    const { showId, orderId, returnId, amount, idempotencyKey } = request;
    const reference = `${PREFIX}return_${newId()}`;
    const values = [showId, orderId, reference, amount.amountMinor, returnId, this.clock.now(), idempotencyKey];
    try {
      await this.database.run(recordReturned, values);
    } catch (error) {
      if (!isCheckViolation(error, 'desk_entry_returns_what_was_taken')) throw error;
      return { kind: 'refused', code: 'charge_already_refunded', message: 'The desk never returns more than it took.' };
    }
    const [entry] = await this.database.run<Omit<Entry, 'kind'>>(readReturned, [showId, idempotencyKey]);
    return entry === undefined ? noSuchPayment : refundOf(entry);
  }

  async *payments(span: { readonly from: Date; readonly before: Date }): AsyncIterable<ProviderPayment> {
    type Row = Omit<Entry, 'kind' | 'returnId'> & {
      readonly showId: string;
      readonly orderId: string;
      readonly at: Date;
      readonly returnedMinor: number;
    };
    let last: Row | undefined;
    do {
      const values = [span.from, span.before, last?.at ?? null, last?.reference ?? null, PAGE];
      const rows = await this.database.run<Row>(readTakenWithin, values);
      for (const { reference, showId, orderId, amountMinor, returnedMinor, currency } of rows) {
        const amount = { amountMinor, currency };
        const refunded = { amountMinor: returnedMinor, currency };
        yield { reference, showId, orderId, amount, state: { kind: 'succeeded', charged: amount, refunded } };
      }
      last = rows.length < PAGE ? undefined : rows.at(-1);
    } while (last !== undefined);
  }

  private async entriesOf(reference: string): Promise<Entry[]> {
    const key = keyOf(reference);
    return key === null ? [] : this.database.run<Entry>(readEntries, [key.showId, key.orderId]);
  }
}

const noSuchPayment = { kind: 'refused', code: 'resource_missing', message: 'The desk has no such payment.' } as const;

const refundOf = ({ reference, amountMinor, currency, returnId }: Omit<Entry, 'kind'>): RefundState => ({
  kind: 'refund',
  refundReference: reference,
  amount: { amountMinor, currency },
  status: 'succeeded',
  isOurs: true,
  returnId,
});
