import type { Money } from './money';

/** A currency in which money can be taken. Amounts are in its smallest unit by ISO 4217. */
export interface Currency {
  readonly code: string;
  /** Decimal digits of the smallest unit by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD. */
  readonly digits: number;
  /** Decimal digits of an amount as the payment provider expects it. Differs for ISK, UGX and MGA. */
  readonly providerDigits: number;
  /** A charge is a multiple of this amount. */
  readonly stepMinor: number;
  /** The smallest and the largest charge, and so the limits of a whole order. */
  readonly chargeMinMinor: number;
  readonly chargeMaxMinor: number;
}

/**
 * The smallest charges that Stripe states, then those of the other currencies it takes. For the latter it asks for the
 * equivalent of its own minimum in the account's currency: the figures are half a US dollar at the rates of 2026,
 * rounded up.
 */
const twoDigits = {
  ...{ AED: 200, AUD: 50, BGN: 100, BRL: 50, CAD: 50, CHF: 50, CZK: 1500, DKK: 250, EUR: 50, GBP: 30, HKD: 400 },
  ...{ HUF: 17_500, INR: 50, MXN: 1000, MYR: 200, NOK: 300, NZD: 50, PLN: 200, RON: 200, SEK: 300, SGD: 50 },
  ...{ THB: 1000, USD: 50 },
  ...{ AFN: 3500, ALL: 4500, AMD: 20_000, ANG: 90, AOA: 46_000, ARS: 80_000, AWG: 90, AZN: 85, BAM: 90, BBD: 100 },
  ...{ BDT: 6500, BMD: 50, BND: 65, BOB: 350, BSD: 50, BWP: 700, BYN: 160, BZD: 100, CDF: 120_000, CNY: 360 },
  ...{ COP: 200_000, CRC: 26_000, CVE: 4800, DOP: 3200, DZD: 6500, EGP: 2500, ETB: 8000, FJD: 115, FKP: 40, GEL: 140 },
  ...{ GIP: 40, GMD: 3700, GTQ: 400, GYD: 10_500, HNL: 1400, HTG: 6600, IDR: 850_000, ILS: 170, JMD: 8100, KES: 6500 },
  ...{ KGS: 4400, KHR: 205_000, KYD: 45, KZT: 27_000, LAK: 1_100_000, LBP: 4_500_000, LKR: 15_500, LRD: 9200 },
  ...{ LSL: 900, MAD: 470, MDL: 870, MGA: 225_000, MKD: 2700, MMK: 105_000, MNT: 180_000, MOP: 410, MUR: 2300 },
  ...{ MVR: 780, MWK: 87_000, MZN: 3200, NAD: 900, NGN: 75_000, NIO: 1850, NPR: 7200, PAB: 50, PEN: 175, PGK: 215 },
  ...{ PHP: 3000, PKR: 14_200, QAR: 185, RSD: 5100, RUB: 4000, SAR: 190, SBD: 420, SCR: 720, SHP: 40, SLE: 1200 },
  ...{ SOS: 29_000, SRD: 2000, SZL: 900, TJS: 470, TOP: 120, TRY: 2200, TTD: 340, TWD: 1600, TZS: 125_000, UAH: 2100 },
  ...{ UYU: 2000, UZS: 610_000, WST: 140, XCD: 135, XCG: 90, YER: 12_000, ZAR: 900, ZMW: 1150 },
};
const noDigits = {
  ...{ JPY: 50, BIF: 1500, CLP: 470, DJF: 90, GNF: 4400, ISK: 65, KMF: 215, KRW: 740, PYG: 3500, RWF: 730, UGX: 1800 },
  ...{ VND: 13_200, VUV: 61, XAF: 285, XOF: 285, XPF: 52 },
};
/** The card networks behind the provider know two digits: the last of three must be 0. */
const threeDigits = { BHD: 190, JOD: 360, KWD: 160, OMR: 200, TND: 1480 };

/** ISK and UGX once had cents and MGA has fifths; Stripe keeps its own digits for them. */
const otherDigitsAtProvider: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** The provider's largest charge, as a count of the digits that an amount may have. */
const PROVIDER_AMOUNT_DIGITS_MAX = 8;
const moreAmountDigits: Readonly<Record<string, number>> = { IDR: 12 };

const currencies: ReadonlyMap<string, Currency> = new Map(
  [...tableOf(twoDigits, 2), ...tableOf(noDigits, 0), ...tableOf(threeDigits, 3)].map((currency) => [
    currency.code,
    currency,
  ]),
);

function tableOf(chargeMinimums: Readonly<Record<string, number>>, digits: number): Currency[] {
  return Object.entries(chargeMinimums).map(([code, chargeMinMinor]) => {
    const providerDigits = otherDigitsAtProvider[code] ?? digits;
    const stepMinor = digits === 3 ? 10 : 10 ** Math.max(0, digits - providerDigits);
    const providerMax = 10 ** (moreAmountDigits[code] ?? PROVIDER_AMOUNT_DIGITS_MAX) - 1;
    const chargeMaxMinor = Math.floor((providerMax * 10 ** (digits - providerDigits)) / stepMinor) * stepMinor;
    return { code, digits, providerDigits, stepMinor, chargeMinMinor, chargeMaxMinor };
  });
}

/** The codes of all currencies in which money can be taken. */
export const currencyCodes: readonly string[] = [...currencies.keys()].sort();

/** Null for a code that is unknown, or in which no money can be taken. */
export const currencyOf = (code: string): Currency | null => currencies.get(code) ?? null;

/**
 * Why no provider would charge this amount, as the end of a sentence that begins with what is charged ("must be at
 * least 0.50 EUR, or 0 …"); null where it can be charged. Nothing is charged for 0, so that is no fault.
 */
export function chargeFault({ amountMinor, currency: code }: Money): string | null {
  const currency = currencyOf(code);
  if (currency === null) return `is in ${code}, in which no money can be taken`;
  const inCode = (minor: number) => formatMoney({ amountMinor: minor, currency: code });
  if (amountMinor === 0) return null;
  const { chargeMinMinor, chargeMaxMinor, stepMinor } = currency;
  if (amountMinor < chargeMinMinor) {
    return `must be at least ${inCode(chargeMinMinor)}, the smallest charge in ${code}, or 0; it is ${inCode(amountMinor)}`;
  }
  if (amountMinor > chargeMaxMinor) {
    return `must be at most ${inCode(chargeMaxMinor)}, the largest charge in ${code}; it is ${inCode(amountMinor)}`;
  }
  if (amountMinor % stepMinor !== 0) {
    return `must be a multiple of ${inCode(stepMinor)}, because no smaller amount of ${code} can be charged; it is ${inCode(amountMinor)}`;
  }
  return null;
}

/** Such as "42.50 EUR", "1,000,000 JPY", "-1.250 KWD": plain, for messages and logs. */
export function formatMoney({ amountMinor, currency }: Money): string {
  const digits = currencyOf(currency)?.digits ?? 2;
  const units = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = units.slice(0, units.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = digits === 0 ? '' : `.${units.slice(-digits)}`;
  return `${amountMinor < 0 ? '-' : ''}${whole}${fraction} ${currency}`;
}

/** The amount in the units that the provider expects: 500 for 5 ISK. An unknown currency has no units of its own. */
export function toProviderUnits({ amountMinor, currency: code }: Money): number {
  const units = shift(amountMinor, extraProviderDigits(code));
  if (!Number.isSafeInteger(units))
    throw new Error(`${amountMinor} ${code} is no whole number of the provider's units`);
  return units;
}

/** The other way round. */
export function fromProviderUnits(units: number, code: string): Money {
  return { amountMinor: Math.round(shift(units, -extraProviderDigits(code))), currency: code };
}

function extraProviderDigits(code: string): number {
  const currency = currencyOf(code);
  return currency === null ? 0 : currency.providerDigits - currency.digits;
}

/** Divides rather than multiplies by a fraction: 1 / 100 is exact where it divides, 0.01 is not. */
const shift = (amount: number, digits: number): number => (digits < 0 ? amount / 10 ** -digits : amount * 10 ** digits);
