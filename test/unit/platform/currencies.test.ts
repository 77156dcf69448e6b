import fc from 'fast-check';
import {
  chargeFault,
  currencyCodes,
  currencyOf,
  formatMoney,
  fromProviderUnits,
  toProviderUnits,
} from '../../../src/platform';

it('every currency is one of ISO 4217, as far as this platform knows them', () => {
  const known = new Set(Intl.supportedValuesOf('currency'));
  // The Caribbean guilder is younger than some versions of Node.
  expect(currencyCodes.filter((code) => !known.has(code) && code !== 'XCG')).toEqual([]);
  expect(currencyCodes.length).toBeGreaterThan(130);
});

it.each([
  ['EUR', 2, 2, 1, 50, 99_999_999],
  ['GBP', 2, 2, 1, 30, 99_999_999],
  ['JPY', 0, 0, 1, 50, 99_999_999],
  ['ISK', 0, 2, 1, 65, 999_999],
  ['UGX', 0, 2, 1, 1800, 999_999],
  ['MGA', 2, 0, 100, 225_000, 9_999_999_900],
  ['KWD', 3, 3, 10, 160, 99_999_990],
  ['IDR', 2, 2, 1, 850_000, 999_999_999_999],
])('%s has its digits and limits', (code, digits, providerDigits, stepMinor, chargeMinMinor, chargeMaxMinor) => {
  expect(currencyOf(code)).toEqual({ code, digits, providerDigits, stepMinor, chargeMinMinor, chargeMaxMinor });
});

it.each(['ZZZ', 'XXX', 'XAU', 'eur', 'EU', '', 'constructor', '__proto__'])('%p is no currency', (code) => {
  expect(currencyOf(code)).toBeNull();
  expect(chargeFault({ amountMinor: 1000, currency: code })).toMatch(/no money can be taken/);
});

it.each<[number, string, RegExp | null]>([
  [0, 'EUR', null],
  [50, 'EUR', null],
  [49, 'EUR', /must be at least 0\.50 EUR.*; it is 0\.49 EUR$/],
  [30, 'EUR', /at least 0\.50 EUR/],
  [-1, 'EUR', /at least 0\.50 EUR/],
  [99_999_999, 'EUR', null],
  [100_000_000, 'EUR', /at most 999,999\.99 EUR.*; it is 1,000,000\.00 EUR$/],
  [1_320_000_000, 'IDR', null],
  [4 * 1_320_000_000, 'IDR', null],
  [1_000_000_000_000, 'IDR', /at most 9,999,999,999\.99 IDR/],
  [5120, 'KWD', null],
  [5124, 'KWD', /multiple of 0\.010 KWD.*; it is 5\.124 KWD$/],
  [500, 'ISK', null],
  [1_000_000, 'ISK', /at most 999,999 ISK/],
  [100_000_000, 'VND', /at most 99,999,999 VND/],
  [250_050, 'MGA', /multiple of 1\.00 MGA/],
])('%d of %s is judged', (amountMinor, currency, fault) => {
  const found = chargeFault({ amountMinor, currency });
  if (fault === null) expect(found).toBeNull();
  else expect(found).toMatch(fault);
});

it.each([
  [5, 'ISK', 500],
  [1800, 'UGX', 180_000],
  [225_000, 'MGA', 2250],
  [4250, 'EUR', 4250],
  [5120, 'KWD', 5120],
  [50, 'JPY', 50],
  [7, 'ZZZ', 7],
])('%d of %s are %d units of the provider', (amountMinor, currency, units) => {
  expect(toProviderUnits({ amountMinor, currency })).toBe(units);
  expect(fromProviderUnits(units, currency)).toEqual({ amountMinor, currency });
});

it('whatever can be charged comes back from the provider as it was sent', () => {
  fc.assert(
    fc.property(fc.constantFrom(...currencyCodes), fc.nat(), (code, seed) => {
      const { chargeMinMinor, chargeMaxMinor, stepMinor } = currencyOf(code) ?? fail();
      const wanted = chargeMinMinor + (seed % (chargeMaxMinor - chargeMinMinor));
      const amountMinor = Math.ceil(wanted / stepMinor) * stepMinor;
      expect(chargeFault({ amountMinor, currency: code })).toBeNull();
      const units = toProviderUnits({ amountMinor, currency: code });
      expect(String(units).length).toBeLessThanOrEqual(code === 'IDR' ? 12 : 8);
      expect(fromProviderUnits(units, code)).toEqual({ amountMinor, currency: code });
    }),
  );
});

it('an amount that the provider has no unit for is never sent rounded', () => {
  expect(() => toProviderUnits({ amountMinor: 150, currency: 'MGA' })).toThrow(/no whole number/);
});

it.each([
  [4250, 'EUR', '42.50 EUR'],
  [5, 'EUR', '0.05 EUR'],
  [-1250, 'KWD', '-1.250 KWD'],
  [1_000_000, 'JPY', '1,000,000 JPY'],
  [132_000_000_000, 'IDR', '1,320,000,000.00 IDR'],
])('%d of %s reads as %s', (amountMinor, currency, text) => {
  expect(formatMoney({ amountMinor, currency })).toBe(text);
});

function fail(): never {
  throw new Error('unknown currency');
}
