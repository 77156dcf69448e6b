import { difference } from '../../../src/checkout/reconciliation/compare-ledgers';
import type { Payment, ProviderPayment, ProviderRefund } from '../../../src/payments';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const theirs = (charged: number | null, refunded = 0): ProviderPayment => ({
  reference: 'pi_1',
  showId: 'show',
  orderId: 'order',
  amount: eur(4250),
  state: charged === null ? { kind: 'untried' } : { kind: 'succeeded', charged: eur(charged), refunded: eur(refunded) },
});
// Only what the comparison reads.
const ours = (state: string, reference = 'pi_1') => ({ state, reference, amountMinor: 4250 }) as unknown as Payment;
const refund = (state: ProviderRefund['state'], amountMinor = 4250) => ({ state, amountMinor });

test.each<[string, ProviderPayment, Payment | null, ReturnType<typeof refund> | null, string | null]>([
  ['nothing here or there', theirs(null), ours('cancelled'), null, null],
  ['paid here and there', theirs(4250), ours('succeeded'), null, null],
  ['given back here and there', theirs(4250, 4250), ours('succeeded'), refund('succeeded'), null],
  ['counted as refunded while it is pending', theirs(4250, 4250), ours('succeeded'), refund('pending'), null],
  ['refunded in part, as recorded', theirs(4250, 50), ours('succeeded'), refund('succeeded', 50), null],
  ['a refund that failed', theirs(4250), ours('succeeded'), refund('failed'), null],
  ['on its way back', theirs(4250), ours('succeeded'), refund('pending'), null],
  ['paid there alone', theirs(4250), ours('charging'), null, 'the provider charged 4250 EUR, 0 is recorded'],
  ['paid there, unknown here', theirs(4250), null, null, 'the provider charged 4250 EUR, 0 is recorded'],
  ['paid here alone', theirs(null), ours('succeeded'), null, 'the provider charged 0 EUR, 4250 is recorded'],
  ['another sum', theirs(4000), ours('succeeded'), null, 'the provider charged 4000 EUR, 4250 is recorded'],
  ['paid twice', theirs(4250), ours('succeeded', 'pi_2'), null, 'the provider charged 4250 EUR, 0 is recorded'],
  [
    'given back there alone',
    theirs(4250, 4250),
    ours('succeeded'),
    null,
    'the provider refunded 4250 EUR, 0 is recorded',
  ],
  [
    'given back in part',
    theirs(4250, 50),
    ours('succeeded'),
    refund('succeeded'),
    'the provider refunded 50 EUR, 4250 is recorded',
  ],
])('%s', (_, provider, payment, back, words) => {
  expect(difference(provider, payment, back === null ? [] : [back])).toBe(words);
});
