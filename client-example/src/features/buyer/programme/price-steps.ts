export interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

/** In the unit in which such prices are named: of euros ones, of yen hundreds, of won thousands. */
const STEPS = [25, 50, 100];
const USUAL_PRICE = 50;

/**
 * Amounts to choose from as the highest price, for each currency of some prices. How many digits a currency has behind
 * the point, and how much its unit is worth, differ: the steps follow from the prices themselves.
 */
export function priceSteps(prices: readonly Amount[]): Amount[] {
  const byCurrency = new Map<string, number[]>();
  for (const { currency, amountMinor } of prices) {
    if (amountMinor > 0) byCurrency.set(currency, [...(byCurrency.get(currency) ?? []), amountMinor]);
  }
  return [...byCurrency]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([currency, amounts]) => {
      const unit = 10 ** fractionDigits(currency);
      const [least = 0] = amounts.sort((a, b) => a - b);
      const median = amounts[amounts.length >> 1] ?? 0;
      const scale = 10 ** Math.max(0, Math.round(Math.log10(median / unit / USUAL_PRICE)));
      // A step below all prices would leave nothing.
      return STEPS.map((step) => step * scale * unit)
        .filter((amountMinor) => amountMinor >= least)
        .map((amountMinor) => ({ amountMinor, currency }));
    });
}

const fractionDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** As it stands in the address: `2500-EUR`. */
export const writeAmount = ({ amountMinor, currency }: Amount): string => `${amountMinor}-${currency}`;

export function readAmount(text: string): Amount | null {
  const [, amount, currency] = /^(\d{1,12})-([A-Z]{3})$/.exec(text) ?? [];
  return amount === undefined || currency === undefined ? null : { amountMinor: Number(amount), currency };
}
