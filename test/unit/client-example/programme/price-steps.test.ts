import { eventFilter } from '../../../../client-example/src/features/buyer/programme/event-filter';
import {
  priceSteps,
  readAmount,
  writeAmount,
} from '../../../../client-example/src/features/buyer/programme/price-steps';

const prices = (currency: string, ...amounts: number[]) => amounts.map((amountMinor) => ({ amountMinor, currency }));

it.each([
  ['EUR, which has cents', prices('EUR', 2000, 4500, 9000), [2500, 5000, 10_000]],
  ['JPY, which has no smaller unit', prices('JPY', 2500, 6000, 12_000), [2500, 5000, 10_000]],
  ['KRW, whose unit is small', prices('KRW', 22_000, 66_000, 99_000), [25_000, 50_000, 100_000]],
  ['KWD, which has three digits', prices('KWD', 12_000, 20_000), [25_000, 50_000, 100_000]],
  ['a list in which nothing is cheap', prices('EUR', 4500, 9000), [5000, 10_000]],
  ['what is given away', prices('EUR', 0, 0), []],
])('the prices to choose from fit %s', (_what, given, expected) => {
  expect(priceSteps(given).map(({ amountMinor }) => amountMinor)).toEqual(expected);
});

it('each currency of a list has prices of its own', () => {
  expect(priceSteps([...prices('JPY', 6000), ...prices('EUR', 2500)]).map(writeAmount)).toEqual([
    ...['2500-EUR', '5000-EUR', '10000-EUR'],
    '10000-JPY',
  ]);
});

it('a price is asked for in its currency', () => {
  const filter = eventFilter(
    {
      ...{ text: '', category: '', city: '', when: '', isFree: false, isAccessible: false, sort: 'DATE' },
      priceMax: { amountMinor: 5000, currency: 'JPY' },
    },
    null,
    new Date(),
  );
  expect(filter).toEqual({ priceMinorMax: 5000, currency: 'JPY' });
});

it.each(['', '25', '25-eur', '-1-EUR', '1e3-EUR', '99999999999999-EUR', '25-EUR-2'])(
  '%s in an address is no price',
  (text) => {
    expect(readAmount(text)).toBeNull();
  },
);
