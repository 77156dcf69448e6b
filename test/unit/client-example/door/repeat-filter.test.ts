import { RepeatFilter } from '../../../../client-example/src/features/door/camera/repeat-filter';

it('takes a code that stays before the camera as one scan, and one that comes back as another', () => {
  const filter = new RepeatFilter();
  expect(filter.isNew('one', 0)).toBe(true);
  for (let atMs = 100; atMs <= 10_000; atMs += 100) expect(filter.isNew('one', atMs)).toBe(false);
  expect(filter.isNew('two', 10_100)).toBe(true);
  expect(filter.isNew('two', 11_500)).toBe(false);
  expect(filter.isNew('two', 14_000)).toBe(true);
  expect(filter.isNew('one', 14_100)).toBe(true);
});
