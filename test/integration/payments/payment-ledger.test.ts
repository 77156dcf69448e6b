import { type Payment, type PaymentKey, paymentLedger, type Refund } from '../../../src/payments';
import { decodeIdWithin, newId } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { holdFree } from '../../support/holds';
import { cancel, purchase } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

// The races of those who ask the provider at once: the late one has read the row before the quick one changed it.
const testApp = openTestApp();
const by = 'reconciler';
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);
const soon = () => new Date(testApp.clock.now().getTime() + 60_000);

async function bought(paymentMethod: string): Promise<PaymentKey & { id: string; token: string }> {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const { id: holdId } = await holdFree(testApp, show, [0], token);
  const { order } = await purchase(testApp, { holdId, paymentMethod }, token);
  return {
    showId: show.showId,
    orderId: decodeIdWithin('order', order?.id ?? '')?.uuid ?? '',
    id: order?.id ?? '',
    token,
  };
}

/** A webhook of the provider about a payment: only that there is news, to be looked at from the instant on. */
const webhook = (reference: string, dueAt: Date, kind: 'payment' | 'refund' = 'payment') =>
  paymentLedger.recordWebhook(
    testApp.database,
    { kind, eventId: `evt_${newId()}`, type: 'charge.updated', reference },
    dueAt,
  );

/** The reconciler looks too, and hears nothing: what moves here is moved by the test. */
async function silence(): Promise<void> {
  await testApp.payments.fault({ kind: 'webhook-never', times: 100_000 });
  for (const operation of ['payment_intents.retrieve', 'refunds.list'] as const) {
    const fault = { kind: 'error', when: 'before-effect', status: 503, times: 100_000 } as const;
    await testApp.payments.fault({ ...fault, of: operation });
  }
}
beforeEach(silence);
afterEach(() => testApp.payments.withdrawFaults());

describe('a refund', () => {
  let key: PaymentKey;
  let asked: Refund;
  let reference: string;
  const refund = async (): Promise<Refund> => {
    const row = await paymentLedger.readRefund(testApp.database, key);
    if (row === null) throw new Error('There is no refund');
    return row;
  };
  const note = (state: 'pending' | 'succeeded' | 'failed', checkAt: Date | null) =>
    paymentLedger.noteRefund(testApp.database, asked, { reference, state, checkAt, by });
  const listed = (status: 'pending' | 'succeeded' | 'failed') =>
    paymentLedger.recordProviderRefunds(
      testApp.database,
      key,
      [
        {
          kind: 'refund',
          refundReference: reference,
          amount: { amountMinor: 4250, currency: 'EUR' },
          status,
          isOurs: true,
          returnId: null,
        },
      ],
      by,
    );
  const known = async () => (await paymentLedger.readProviderRefunds(testApp.database, key)).map(({ state }) => state);

  beforeEach(async () => {
    const one = await bought('pm_card_pendingRefund');
    // The provider's ledger cannot be read, so the refund stays as it was wanted; it is pending from here on.
    await cancel(testApp, one.id, one.token);
    key = one;
    reference = `re_${newId()}`;
    await listed('pending');
    asked = await refund();
    await note('pending', soon());
    asked = await refund();
    expect(asked).toMatchObject({ state: 'pending', checkAt: expect.any(Date) });
  });

  it('that has gone back is not made pending by an answer that was given earlier and came later', async () => {
    expect(await listed('succeeded')).toMatchObject([{ reference, state: 'succeeded' }]);
    expect(await listed('pending')).toEqual([]);
    expect(await known()).toEqual(['succeeded']);
  });

  it('that failed after all has not gone back, whoever heard otherwise before', async () => {
    expect(await listed('failed')).toMatchObject([{ reference, state: 'failed' }]);
    expect(await listed('succeeded')).toEqual([]);
    expect(await known()).toEqual(['failed']);
  });

  it.each(['pending', 'succeeded'] as const)(
    'stays due where a webhook came while the provider was asked and said %s',
    async (state) => {
      const payment = await paymentLedger.read(testApp.database, key);
      const checkAt = soon();
      await webhook(payment?.reference ?? '', checkAt, 'refund');
      await note(state, state === 'pending' ? new Date(checkAt.getTime() + 9e6) : null);
      expect(await refund()).toMatchObject({ state, checkAt });
      // And somebody looks.
      testApp.clock.advanceSeconds(60);
      await eventually(async () => (await refund()).checkAt?.getTime() !== checkAt.getTime());
    },
  );

  it('that is open is due or a dead letter: the database takes nothing else', async () => {
    await expect(sql('update refund set check_at = null where order_id = $1', [key.orderId])).rejects.toThrow(
      'refund_is_looked_at_while_open',
    );
    await expect(sql(`update refund set dead_letter_reason = 'x' where order_id = $1`, [key.orderId])).rejects.toThrow(
      'refund_rests_as_a_dead_letter',
    );
    await paymentLedger.addDeadLetter(testApp.database, key, 'a reason', by);
    expect(await refund()).toMatchObject({ checkAt: null, deadLetterReason: 'a reason' });
  });
});

describe('a payment', () => {
  let key: PaymentKey;
  let asked: Payment;
  const payment = async (): Promise<Payment> => {
    const row = await paymentLedger.read(testApp.database, key);
    if (row === null) throw new Error('There is no payment');
    return row;
  };

  beforeEach(async () => {
    key = await bought('pm_card_authenticationRequired');
    asked = await payment();
    expect(asked).toMatchObject({ state: 'action_required', charges: 1 });
  });

  it('whose money was asked for once more does not go back to the bank by an answer to the first charge', async () => {
    await paymentLedger.beginCharge(testApp.database, key, asked.reference ?? '', by);
    const bank = { clientSecret: 'old', checkAt: soon(), payUntil: soon(), by };
    await paymentLedger.awaitBuyer(testApp.database, asked, bank);
    expect(await payment()).toMatchObject({ state: 'charging', charges: 2 });
  });

  it('whose question is put off stays due where a webhook came meanwhile', async () => {
    const checkAt = soon();
    await webhook(asked.reference ?? '', checkAt);
    await paymentLedger.askLater(testApp.database, asked, new Date(checkAt.getTime() + 9e6));
    expect(await payment()).toMatchObject({ checkAt });
  });

  it('that is open is due or a dead letter: the database takes nothing else', async () => {
    await expect(sql('update payment set check_at = null where order_id = $1', [key.orderId])).rejects.toThrow(
      'payment_is_looked_at_while_open',
    );
    await expect(sql(`update payment set dead_letter_reason = 'x' where order_id = $1`, [key.orderId])).rejects.toThrow(
      'payment_rests_as_a_dead_letter',
    );
  });

  it.each(['declined', 'cancelled', 'succeeded'])(
    'does not end as %s without its order: the database takes nothing else',
    async (state) => {
      await expect(
        sql('update payment set state = $2, check_at = null where order_id = $1', [key.orderId, state]),
      ).rejects.toThrow('pending without an open payment');
    },
  );

  it('is not charged once it has ended', async () => {
    await sql(`begin; update ticket_order set status = 'X', end_reason = 'abandoned' where id = '${key.orderId}';
               update payment set state = 'cancelled', check_at = null where order_id = '${key.orderId}'; commit`);
    expect(await paymentLedger.beginCharge(testApp.database, key, asked.reference ?? '', by)).toBeNull();
  });
});
