import { andFinally, andThen } from '../../../src/platform/maybe-promise';

it('goes on at once with a value, and later with a promise of one', async () => {
  expect(andThen(2, (value) => value + 1)).toBe(3);
  const later = andThen(Promise.resolve(2), (value) => value + 1);
  expect(later).toBeInstanceOf(Promise);
  expect(await later).toBe(3);
  await expect(andThen(Promise.reject(new Error('No')), () => 1)).rejects.toThrow('No');
});

it('the end comes once and after the work, whether that succeeds or fails, at once or later', async () => {
  const steps: string[] = [];
  const end = () => steps.push('end');
  expect(andFinally(() => steps.push('work'), end)).toBe(1);
  expect(steps.splice(0)).toEqual(['work', 'end']);
  const fail = () => {
    throw new Error('No');
  };
  expect(() => andFinally(fail, end)).toThrow('No');
  expect(steps.splice(0)).toEqual(['end']);
  const later = andFinally(async () => {
    await Promise.resolve();
    steps.push('work');
  }, end);
  expect(steps).toEqual([]);
  await later;
  expect(steps.splice(0)).toEqual(['work', 'end']);
  await expect(andFinally(() => Promise.reject(new Error('No')), end)).rejects.toThrow('No');
  expect(steps).toEqual(['end']);
});
