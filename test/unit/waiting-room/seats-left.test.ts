import { outlookOf } from '../../../src/waiting-room/queue/seats-left';

const seats = (left: number, promised = 0, total = 1000) => ({ total, left, promised, byZone: [] });

it('is good while the seats are enough for everyone up to the buyer, at two seats each before anyone is known', () => {
  expect(outlookOf(100, seats(200), 0)).toBe('GOOD');
  expect(outlookOf(101, seats(200), 0)).toBe('TIGHT');
});

it('goes by the seats that admitted buyers have taken so far', () => {
  // 600 seats for 200 buyers: three each.
  expect(outlookOf(133, seats(400), 200)).toBe('GOOD');
  expect(outlookOf(134, seats(400), 200)).toBe('TIGHT');
});

it('is poor only where fewer seats are left or promised than there are buyers up to this one', () => {
  expect(outlookOf(50, seats(20, 30), 500)).toBe('TIGHT');
  expect(outlookOf(51, seats(20, 30), 500)).toBe('POOR');
});
