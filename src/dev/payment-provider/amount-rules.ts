import { currencyOf, toProviderUnits } from '../../platform';
import { invalid, RequestRefused } from './stripe-refusal';

/**
 * The smallest charges by Stripe's documentation, in Stripe's units. Kept apart from the table of the service, so that
 * the tests compare two sources rather than one with itself.
 */
const smallestCharges: Readonly<Record<string, number>> = {
  ...{ usd: 50, aed: 200, aud: 50, bgn: 100, brl: 50, cad: 50, chf: 50, czk: 1500, dkk: 250, eur: 50, gbp: 30 },
  ...{ hkd: 400, huf: 17_500, inr: 50, jpy: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50, pln: 200, ron: 200 },
  ...{ sek: 300, sgd: 50, thb: 1000 },
};

/** Eight digits, and twelve where the smallest unit is worth next to nothing. */
const LARGEST_CHARGE = 99_999_999;
const largestCharges: Readonly<Record<string, number>> = { idr: 999_999_999_999 };

/** No smaller amounts than multiples of these, in Stripe's units. */
const steps: Readonly<Record<string, number>> = {
  // Without a smaller unit since years; Stripe keeps two digits for them.
  ...{ isk: 100, ugx: 100 },
  // Three digits, of which the card networks know two.
  ...{ bhd: 10, jod: 10, kwd: 10, omr: 10, tnd: 10 },
};

/** @throws RequestRefused for a currency or an amount that Stripe does not charge */
export function checkAmount(amount: number, currency: string): void {
  const known = /^[a-z]{3}$/.test(currency) ? currencyOf(currency.toUpperCase()) : null;
  if (known === null) throw refused(`Invalid currency: ${currency}.`, undefined, 'currency');
  // For the others the minimum is the equivalent of half a US dollar.
  const smallest =
    smallestCharges[currency] ?? toProviderUnits({ amountMinor: known.chargeMinMinor, currency: known.code });
  if (amount < smallest) {
    const message =
      smallest === 50
        ? 'Amount must be at least 50 in the smallest unit of the currency.'
        : `Amount must be at least ${smallest} ${currency}, in the smallest unit of the currency.`;
    throw refused(message, 'amount_too_small');
  }
  const largest = largestCharges[currency] ?? LARGEST_CHARGE;
  if (amount > largest) {
    throw refused(`Amount must be no more than ${largest} in the smallest unit of the currency.`, 'amount_too_large');
  }
  const step = steps[currency] ?? 1;
  if (amount % step !== 0) throw refused(`Invalid amount: ${currency} amounts must be divisible by ${step}.`);
}

const refused = (message: string, code?: string, param = 'amount') =>
  new RequestRefused(invalid(message, { param, ...(code === undefined ? {} : { code }) }));
