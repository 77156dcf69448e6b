import { amountOf, amountText } from '../../../../client-example/src/features/organizer/drafts/money-text';
import { instantOf, localOf } from '../../../../client-example/src/features/organizer/drafts/venue-time';

const VIENNA = 'Europe/Vienna';

it('says what the clocks at the venue show, in winter and in summer, wherever the organizer is', () => {
  expect(localOf('2027-01-10T18:30:00.000Z', VIENNA)).toBe('2027-01-10T19:30');
  expect(localOf('2027-07-10T17:30:00.000Z', VIENNA)).toBe('2027-07-10T19:30');
  expect(localOf('2027-01-01T00:15:00.000Z', 'America/New_York')).toBe('2026-12-31T19:15');
  expect(localOf('2027-01-01T00:00:00.000Z', 'Asia/Kathmandu')).toBe('2027-01-01T05:45');
});

it('reads a time of the venue as the API does, also where the clocks change', () => {
  expect(instantOf('2027-01-10T19:30', VIENNA)).toBe('2027-01-10T18:30:00.000Z');
  expect(instantOf('2027-07-10T19:30', VIENNA)).toBe('2027-07-10T17:30:00.000Z');
  // Left out in spring: an hour later. Twice in autumn: the second.
  expect(instantOf('2027-03-28T02:30', VIENNA)).toBe('2027-03-28T01:30:00.000Z');
  expect(instantOf('2027-10-31T02:30', VIENNA)).toBe('2027-10-31T01:30:00.000Z');
  expect(instantOf('2027-11-07T01:30', 'America/New_York')).toBe('2027-11-07T06:30:00.000Z');
  expect(instantOf('2027-03-14T02:30', 'America/New_York')).toBe('2027-03-14T07:30:00.000Z');
  // South of the equator, by half an hour.
  expect(instantOf('2027-10-03T02:15', 'Australia/Lord_Howe')).toBe('2027-10-02T15:45:00.000Z');
  expect(instantOf('', VIENNA)).toBeNull();
  expect(instantOf('2027-13-01T00:00', VIENNA)).toBeNull();
});

it('is the same time again after a round over every hour of a year', () => {
  for (const zone of [VIENNA, 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC']) {
    for (let at = Date.UTC(2027, 0, 1); at < Date.UTC(2028, 0, 1); at += 3_600_000) {
      const local = localOf(at, zone);
      const again = instantOf(local, zone);
      expect(again === null ? null : localOf(again, zone)).toBe(local);
    }
  }
});

it('reads amounts in the units of their currency, and nothing else', () => {
  expect(amountOf('25', 'EUR')).toBe(2500);
  expect(amountOf(' 25,5 ', 'EUR')).toBe(2550);
  expect(amountOf('0.07', 'EUR')).toBe(7);
  expect(amountOf('2500', 'JPY')).toBe(2500);
  expect(amountOf('1.234', 'KWD')).toBe(1234);
  for (const wrong of ['', 'x', '-1', '1.', '1.234', '1e3', '1,000.00', '٣']) expect(amountOf(wrong, 'EUR')).toBeNull();
  expect(amountOf('1.5', 'JPY')).toBeNull();
  for (const [amount, currency] of [
    [2500, 'EUR'],
    [2550, 'EUR'],
    [7, 'EUR'],
    [2500, 'JPY'],
    [1234, 'KWD'],
  ] as const)
    expect(amountOf(amountText(amount, currency), currency)).toBe(amount);
});
