import {
  ACTION_SECONDS,
  decidePaymentStep,
  later,
  PATIENCE_SECONDS,
  type PaymentSituation,
} from '../../../src/checkout/purchase/decide-payment-step';
import type { OrderLetter } from '../../../src/orders';
import type { NoAnswer, Payment, PaymentState } from '../../../src/payments';

const begun = new Date('2026-11-22T18:30:00Z');
const at = (seconds: number) => later(begun, seconds);
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const standing = (letter: OrderLetter, state: Payment['state'], checks = 0): PaymentSituation => ({
  letter,
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

/** A step in one word, with the verdict where it settles. */
function wordOf(from: PaymentSituation, answer: AnswerName, seconds: number): string {
  const step = decidePaymentStep(from, answers[answer], at(seconds));
  return step.kind === 'settle' ? step.verdict.kind : step.kind;
}

describe('an order that waits for its payment', () => {
  test.each<[AnswerName, Payment['state'], number, string]>([
    ['untried', 'charging', 10, 'ask'],
    ['untried', 'charging', 90, 'stop'],
    ['actionRequired', 'charging', 10, 'await buyer'],
    ['actionRequired', 'action_required', 10, 'await buyer'],
    ['actionRequired', 'action_required', ACTION_SECONDS, 'stop'],
    ['authenticated', 'action_required', 10, 'charge'],
    ['authenticated', 'action_required', 10_000, 'charge'],
    ['processing', 'charging', 10_000, 'ask'],
    ['succeeded', 'charging', 10, 'paid'],
    ['succeeded', 'action_required', 10_000, 'paid'],
    ['declined', 'charging', 10, 'declined'],
    ['cancelled', 'charging', 10, 'abandoned'],
    ['unknown', 'charging', 10, 'ask'],
    ['unknown', 'charging', ACTION_SECONDS + PATIENCE_SECONDS - 1, 'ask'],
    ['unknown', 'charging', ACTION_SECONDS + PATIENCE_SECONDS, 'unanswered'],
  ])('%s while it is %s, after %d s: %s', (answer, state, seconds, word) => {
    expect(wordOf(standing('P', state), answer, seconds)).toBe(word);
  });
});

describe('an order that was given up while nobody knew', () => {
  test.each<[AnswerName, string]>([
    ['untried', 'stop'],
    ['actionRequired', 'stop'],
    ['authenticated', 'stop'],
    ['processing', 'ask'],
    ['succeeded', 'paid'],
    ['declined', 'declined'],
    ['cancelled', 'abandoned'],
    ['unknown', 'ask'],
  ])('%s: %s', (answer, word) => {
    expect(wordOf(standing('X', 'charging'), answer, 10_000)).toBe(word);
  });
});

it('nothing changes what has its money and its seats in their last place', () => {
  // The keys of the table above.
  for (const answer of Object.keys(answers) as AnswerName[]) {
    for (const letter of ['C', 'R'] as const) expect(wordOf(standing(letter, 'succeeded'), answer, 10)).toBe('nothing');
    // Confirmed once, given back later: a late word of the payment does not buy it again.
    expect(wordOf(standing('X', 'succeeded'), answer, 10)).toBe('nothing');
  }
});

it('a buyer has ten minutes at the bank, counted once', () => {
  const first = decidePaymentStep(standing('P', 'charging'), answers.actionRequired, at(30));
  expect(first).toMatchObject({ kind: 'await buyer', payUntil: at(30 + ACTION_SECONDS), clientSecret: 'secret' });
  const again = decidePaymentStep(standing('P', 'action_required'), answers.actionRequired, at(60));
  expect(again).toMatchObject({ kind: 'await buyer', payUntil: at(ACTION_SECONDS) });
});

it('the pauses between two questions grow, and end growing', () => {
  const pauses = (answer: AnswerName) =>
    [0, 1, 3, 6, 100].map((checks) => {
      const step = decidePaymentStep(standing('P', 'action_required', checks), answers[answer], begun);
      return 'askAt' in step ? (step.askAt.getTime() - begun.getTime()) / 1000 : null;
    });
  expect(pauses('actionRequired')).toEqual([2, 2, 4, 15, 15]);
  expect(pauses('unknown')).toEqual([5, 10, 40, 300, 300]);
});
