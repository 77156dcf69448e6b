import { difference } from '../../../src/checkout/reconciliation/compare-ledgers';
import type { Payment, ProviderPayment, Refund } from '../../../src/payments';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const theirs = (charged: number | null, refunded = 0): ProviderPayment => ({
  reference: 'pi_1',
  orderId: 'order',
  amount: eur(4250),
  state: charged === null ? { kind: 'untried' } : { kind: 'succeeded', charged: eur(charged), refunded: eur(refunded) },
});
// Only what the comparison reads.
const ours = (state: string, reference = 'pi_1') => ({ state, reference, amountMinor: 4250 }) as unknown as Payment;
const refund = (state: string) => ({ state, amountMinor: 4250 }) as unknown as Refund;

test.each<[string, ProviderPayment, Payment | null, Refund | null, string | null]>([
  ['nothing here or there', theirs(null), ours('cancelled'), null, null],
  ['paid here and there', theirs(4250), ours('succeeded'), null, null],
  ['given back here and there', theirs(4250, 4250), ours('succeeded'), refund('succeeded'), null],
  ['on its way back', theirs(4250), ours('succeeded'), refund('pending'), null],
  ['paid there alone', theirs(4250), ours('charging'), null, 'they charged 4250 EUR, we know of 0'],
  ['paid there, unknown here', theirs(4250), null, null, 'they charged 4250 EUR, we know of 0'],
  ['paid here alone', theirs(null), ours('succeeded'), null, 'they charged 0 EUR, we know of 4250'],
  ['another sum', theirs(4000), ours('succeeded'), null, 'they charged 4000 EUR, we know of 4250'],
  ['paid twice', theirs(4250), ours('succeeded', 'pi_2'), null, 'they charged 4250 EUR, we know of 0'],
  ['given back there alone', theirs(4250, 4250), ours('succeeded'), null, 'they gave 4250 EUR back, we know of 0'],
  [
    'given back in part',
    theirs(4250, 50),
    ours('succeeded'),
    refund('succeeded'),
    'they gave 50 EUR back, we know of 4250',
  ],
])('%s', (_, provider, payment, back, words) => {
  expect(difference(provider, payment, back)).toBe(words);
});
