import {
  ACTION_SECONDS,
  decidePaymentStep,
  later,
  PATIENCE_SECONDS,
  type PaymentSituation,
} from '../../../src/checkout/purchase/decide-payment-step';
import type { OrderStatus } from '../../../src/orders';
import type { NoAnswer, Payment, PaymentState } from '../../../src/payments';

const begun = new Date('2026-11-22T18:30:00Z');
const at = (seconds: number) => later(begun, seconds);
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const situation = (status: OrderStatus, state: Payment['state'], checks = 0): PaymentSituation => ({
  status,
  payment: { state, requestLeaseUntil: at(90), payUntil: at(ACTION_SECONDS), checks },
});

const answers = {
  untried: { kind: 'untried' },
  actionRequired: { kind: 'actionRequired', clientSecret: 'secret' },
  authenticated: { kind: 'authenticated' },
  processing: { kind: 'processing' },
  succeeded: { kind: 'succeeded', charged: eur(4250), refunded: eur(0) },
  declined: { kind: 'declined', declineCode: 'generic_decline', message: 'No.' },
  cancelled: { kind: 'cancelled' },
  unknown: { kind: 'unknown', reason: 'silence' },
} as const satisfies Record<string, PaymentState | NoAnswer>;
type AnswerName = keyof typeof answers;

/** A step in one word, with the result where it is applied. */
function wordOf(from: PaymentSituation, answer: AnswerName, seconds: number): string {
  const step = decidePaymentStep(from, answers[answer], at(seconds));
  return step.kind === 'apply' ? step.result.kind : step.kind;
}

describe('an order that waits for its payment', () => {
  test.each<[AnswerName, Payment['state'], number, string]>([
    ['untried', 'charging', 10, 'ask later'],
    ['untried', 'charging', 90, 'cancel'],
    ['actionRequired', 'charging', 10, 'await buyer'],
    ['actionRequired', 'action_required', 10, 'await buyer'],
    ['actionRequired', 'action_required', ACTION_SECONDS, 'cancel'],
    ['authenticated', 'action_required', 10, 'charge'],
    ['authenticated', 'action_required', 10_000, 'charge'],
    ['processing', 'charging', 10_000, 'ask later'],
    ['succeeded', 'charging', 10, 'paid'],
    ['succeeded', 'action_required', 10_000, 'paid'],
    ['declined', 'charging', 10, 'declined'],
    ['cancelled', 'charging', 10, 'cancelled'],
    ['unknown', 'charging', 10, 'ask later'],
    ['unknown', 'charging', ACTION_SECONDS + PATIENCE_SECONDS - 1, 'ask later'],
    ['unknown', 'charging', ACTION_SECONDS + PATIENCE_SECONDS, 'unanswered'],
  ])('%s while it is %s, after %d s: %s', (answer, state, seconds, word) => {
    expect(wordOf(situation('PENDING_PAYMENT', state), answer, seconds)).toBe(word);
  });
});

describe('an order that was given up while nobody knew', () => {
  test.each<[AnswerName, string]>([
    ['untried', 'cancel'],
    ['actionRequired', 'cancel'],
    ['authenticated', 'cancel'],
    ['processing', 'ask later'],
    ['succeeded', 'paid'],
    ['declined', 'declined'],
    ['cancelled', 'cancelled'],
    ['unknown', 'ask later'],
  ])('%s: %s', (answer, word) => {
    expect(wordOf(situation('CANCELLED', 'charging'), answer, 10_000)).toBe(word);
  });
});

it('an order whose payment was cancelled with its show has ended for that reason', () => {
  const because = (isShowCancelled: boolean) =>
    decidePaymentStep({ ...situation('PENDING_PAYMENT', 'charging'), isShowCancelled }, answers.cancelled, at(10));
  expect(because(true)).toMatchObject({ kind: 'apply', result: { because: 'show_cancelled' } });
  expect(because(false)).toMatchObject({ kind: 'apply', result: { because: 'abandoned' } });
});

it('nothing changes what has its money and its seats in their last place', () => {
  // The keys of the table above.
  for (const answer of Object.keys(answers) as AnswerName[]) {
    for (const status of ['CONFIRMED', 'REFUNDED'] as const)
      expect(wordOf(situation(status, 'succeeded'), answer, 10)).toBe('nothing');
    // Confirmed once, given back later: a late word of the payment does not buy it again.
    expect(wordOf(situation('CANCELLED', 'succeeded'), answer, 10)).toBe('nothing');
  }
});

it('a buyer has ten minutes at the bank, counted once', () => {
  const first = decidePaymentStep(situation('PENDING_PAYMENT', 'charging'), answers.actionRequired, at(30));
  expect(first).toMatchObject({ kind: 'await buyer', payUntil: at(30 + ACTION_SECONDS), clientSecret: 'secret' });
  const again = decidePaymentStep(situation('PENDING_PAYMENT', 'action_required'), answers.actionRequired, at(60));
  expect(again).toMatchObject({ kind: 'await buyer', payUntil: at(ACTION_SECONDS) });
});

it('the pauses between two questions grow, and end growing', () => {
  const pauses = (answer: AnswerName) =>
    [0, 1, 3, 6, 100].map((checks) => {
      const step = decidePaymentStep(situation('PENDING_PAYMENT', 'action_required', checks), answers[answer], begun);
      return 'askAt' in step ? (step.askAt.getTime() - begun.getTime()) / 1000 : null;
    });
  expect(pauses('actionRequired')).toEqual([2, 2, 4, 15, 15]);
  expect(pauses('unknown')).toEqual([5, 10, 40, 300, 300]);
});
