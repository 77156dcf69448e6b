/** A payment method as the buyer's client got it from the provider, checked for its shape alone. */
export type PaymentMethodReading =
  | { readonly kind: 'accepted'; readonly paymentMethod: string }
  | { readonly kind: 'refused'; readonly message: string };

const LETTERS_MAX = 255;
const TOKEN = /^[a-z]{2,8}_[A-Za-z0-9_]+$/;
/** Digits with at most one of the usual separators between two of them. */
const DIGIT_RUNS = /\d(?:[ .\-–—_/]?\d)+/g;
const CARD_DIGITS_MIN = 12;
const CARD_DIGITS_MAX = 19;

/**
 * Accepts a provider's token, such as `pm_card_visa`. Whatever may be a card number is refused here, at the edge: it
 * goes no further, neither to the provider nor into a log, and the message does not repeat it.
 */
export function readPaymentMethod(text: string): PaymentMethodReading {
  if (looksLikeCardNumber(text))
    return {
      kind: 'refused',
      message:
        "paymentMethod looks like a card number. Never send card numbers to this API: send the token that the payment provider's client library returns.",
    };
  if (text.length > LETTERS_MAX || !TOKEN.test(text))
    return {
      kind: 'refused',
      message: "paymentMethod must be the payment provider's token of a payment method, such as pm_card_visa.",
    };
  return { kind: 'accepted', paymentMethod: text };
}

/** 12 to 19 digits that fulfil the check sum of ISO/IEC 7812 (Luhn), alone or inside of other text. */
export function looksLikeCardNumber(text: string): boolean {
  // The compatibility form turns digits of other widths into those that the pattern knows.
  for (const [run] of text.normalize('NFKC').matchAll(DIGIT_RUNS)) {
    const digits = run.replace(/\D/g, '');
    if (digits.length >= CARD_DIGITS_MIN && digits.length <= CARD_DIGITS_MAX && hasLuhnSum(digits)) return true;
  }
  return false;
}

function hasLuhnSum(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
