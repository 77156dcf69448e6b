import { chargeFault, fromProviderUnits, type Money, toProviderUnits } from '../../platform';

/** An amount that Stripe has no units for, such as a fifth of an ariary. */
export class AmountRefused extends Error {}

/**
 * An amount in Stripe's units, which differ from ISO 4217 for a few currencies: 500 is 5 ISK.
 *
 * @throws AmountRefused for what is no whole number of them
 */
export function stripeAmountOf(money: Money): number {
  try {
    return toProviderUnits(money);
  } catch {
    throw new AmountRefused(`The amount ${chargeFault(money) ?? 'cannot be charged'}.`);
  }
}

/** An amount of Stripe as money. Stripe writes currencies in lower case. */
export const moneyOf = (stripeAmount: number, currency: string): Money =>
  fromProviderUnits(stripeAmount, currency.toUpperCase());
