import { currencyOf, type Money } from '../../platform';
import type { DocumentLanguage } from '../../tickets';

const formats = new Map<string, Intl.NumberFormat>();

/** An amount as the readers of a language write it, such as `42,50 €`. */
export function moneyIn(language: DocumentLanguage, { amountMinor, currency }: Money): string {
  const digits = currencyOf(currency)?.digits ?? 2;
  const key = `${language} ${currency}`;
  const known = formats.get(key);
  const format =
    known ?? new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, formatOptions(currency, digits));
  // There are as many as languages times currencies.
  if (known === undefined) formats.set(key, format);
  return format.format(amountMinor / 10 ** digits);
}

const formatOptions = (currency: string, digits: number) =>
  ({ style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits }) as const;
