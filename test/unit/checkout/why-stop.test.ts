import { returnIdOf } from '../../../src/checkout/show-refund/end-order';
import { whyStop } from '../../../src/checkout/show-refund/refund-run';
import { returnsMore } from '../../../src/checkout/show-refund/show-refund-quote';
import { isUuid } from '../../../src/platform';

const from = { endedBefore: 0, failedBefore: 0 };
const counts = (returnedCount: number, failedCount: number, pendingCount = 0) => ({
  ...{ returnedCount, failedCount, pendingCount },
});

describe('a run of refunds', () => {
  it.each([
    ['goes on without failures', from, counts(1000, 0), false],
    ['goes on after two of two: that is bad luck', from, counts(0, 2), false],
    ['stops after three of three', from, counts(0, 3), true],
    ['stops at five percent', from, counts(57, 3), true],
    ['goes on below', from, counts(58, 3), false],
    ['counts what is at the bank as not failed', from, counts(0, 3, 58), false],
    ['goes on after it was continued', { endedBefore: 60, failedBefore: 3 }, counts(57, 3), false],
    ['stops again at five percent of the rest', { endedBefore: 60, failedBefore: 3 }, counts(114, 6), true],
  ])('%s', (_, before, now, stops) => {
    expect(whyStop(before, now) !== null).toBe(stops);
  });

  it('names what failed, of what', () => {
    expect(whyStop(from, counts(17, 3))).toBe('3 of 20 refunds failed. Remove the cause, then continue.');
  });
});

it('an order has one return in a run, and another one in another run', () => {
  const [run, other, order] = [
    '0190a000-0000-7000-8000-000000000001',
    '0190a000-0000-7000-8000-000000000002',
    '0190a000-0000-7000-8000-000000000003',
  ] as const;
  const id = returnIdOf({ runId: run }, order);
  expect(isUuid(id)).toBe(true);
  expect(returnIdOf({ runId: run }, order)).toBe(id);
  expect(returnIdOf({ runId: other }, order)).not.toBe(id);
  expect(returnIdOf({ runId: run }, other)).not.toBe(id);
});

describe('a quote is out of date', () => {
  const sum = (currency: string, orderCount: number, toReturnMinor: number) => ({
    ...{ currency, orderCount, toReturnMinor, paidMinor: toReturnMinor, returnedMinor: 0, keptMinor: 0 },
  });
  it.each([
    ['not where nothing has changed', [sum('EUR', 2, 200)], false],
    ['not where a buyer has returned an order', [sum('EUR', 1, 100)], false],
    ['not where all have', [], false],
    ['where more would be returned', [sum('EUR', 2, 201)], true],
    ['where another order is there', [sum('EUR', 3, 200)], true],
    ['where another currency is there', [sum('EUR', 2, 200), sum('CHF', 1, 1)], true],
  ])('%s', (_, now, isOutdated) => {
    expect(returnsMore(now, [sum('EUR', 2, 200)])).toBe(isOutdated);
  });
});
