/** How a test card behaves. Stripe's own names, so that what works here works there: docs.stripe.com/testing. */
export interface TestCard {
  /** The bank asks the buyer for a confirmation (3-D Secure) first. */
  readonly authentication: 'none' | 'required';
  readonly decline?: { readonly code: string; readonly declineCode: string; readonly message: string };
  /** What becomes of a refund. One that is pending, or fails, changes after a moment, which a webhook reports. */
  readonly refund: 'succeeds' | 'pending' | 'fails';
  /** The charge succeeds, and the buyer's bank takes it back. */
  readonly isDisputed?: boolean;
}

const good: TestCard = { authentication: 'none', refund: 'succeeds' };
const declined = (declineCode: string, message = 'Your card was declined.', code = 'card_declined'): TestCard => ({
  ...good,
  decline: { code, declineCode, message },
});
const authenticated = (card: TestCard): TestCard => ({ ...card, authentication: 'required' });

const genericDecline = declined('generic_decline');
const insufficientFunds = declined('insufficient_funds', 'Your card has insufficient funds.');
const processingError = declined(
  'processing_error',
  'An error occurred while processing your card. Try again in a little bit.',
  'processing_error',
);

const CARDS: Readonly<Record<string, TestCard>> = {
  pm_card_visa: good,
  pm_card_visa_debit: good,
  pm_card_mastercard: good,
  pm_card_mastercard_debit: good,
  pm_card_amex: good,
  pm_card_discover: good,
  pm_card_diners: good,
  pm_card_jcb: good,
  pm_card_unionpay: good,
  pm_card_chargeDeclined: genericDecline,
  pm_card_chargeDeclinedInsufficientFunds: insufficientFunds,
  pm_card_chargeDeclinedLostCard: declined('lost_card'),
  pm_card_chargeDeclinedStolenCard: declined('stolen_card'),
  pm_card_chargeDeclinedExpiredCard: declined('expired_card', 'Your card has expired.', 'expired_card'),
  pm_card_chargeDeclinedIncorrectCvc: declined(
    'incorrect_cvc',
    "Your card's security code is incorrect.",
    'incorrect_cvc',
  ),
  pm_card_chargeDeclinedProcessingError: processingError,
  pm_card_chargeDeclinedVelocityLimitExceeded: declined('card_velocity_exceeded'),
  pm_card_chargeDeclinedFraudulent: declined('fraudulent'),
  pm_card_chargeCustomerFail: genericDecline,
  pm_card_authenticationRequired: authenticated(good),
  pm_card_authenticationRequiredOnSetup: authenticated(good),
  pm_card_authenticationRequiredChargeDeclinedInsufficientFunds: authenticated(insufficientFunds),
  pm_card_threeDSecure2Required: authenticated(good),
  pm_card_threeDSecureRequired: authenticated(good),
  pm_card_threeDSecureRequiredChargeDeclined: authenticated(genericDecline),
  pm_card_threeDSecureRequiredProcessingError: authenticated(processingError),
  pm_card_pendingRefund: { ...good, refund: 'pending' },
  pm_card_refundFail: { ...good, refund: 'fails' },
  pm_card_createDispute: { ...good, isDisputed: true },
};

/** Every token that the local provider knows. */
export const testCardTokens: readonly string[] = Object.keys(CARDS);

/** The card of a token, also in the spelling `pm_card_visa_chargeDeclined…`; undefined where there is none. */
export function testCardOf(token: string): TestCard | undefined {
  const name = token.replace(/^pm_card_visa_(?=charge)/, 'pm_card_');
  return Object.hasOwn(CARDS, name) ? CARDS[name] : undefined;
}
