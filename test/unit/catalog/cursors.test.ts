import fc from 'fast-check';
import { decodeEventCursor, decodeShowCursor, encodeEventCursor, encodeShowCursor } from '../../../src/catalog/cursors';

const instants = fc.date({
  min: new Date('0001-01-01T00:00:00.000Z'),
  max: new Date('9999-12-31T00:00:00.000Z'),
  noInvalidDate: true,
});

it('a cursor says the place that it was made of', () => {
  fc.assert(
    fc.property(instants, instants, fc.uuid(), (from, startsAt, id) => {
      expect(decodeEventCursor(encodeEventCursor({ from, startsAt, eventId: id }))).toEqual({
        from,
        startsAt,
        eventId: id,
      });
      expect(decodeShowCursor(encodeShowCursor({ startsAt, showId: id }))).toEqual({ startsAt, showId: id });
    }),
  );
});

it('any other text is refused with a sentence, and never with a fault', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.json().map((json) => Buffer.from(json).toString('base64url')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(() => decodeEventCursor(text)).toThrow(/not a cursor of this list/);
      expect(() => decodeShowCursor(text)).toThrow(/not a cursor of this list/);
    }),
  );
});

it.each([
  ['a year that PostgreSQL does not know', [9e15, 'AZNJw3v0cAAAAAAAAAAAAA']],
  ['half a millisecond', [0.5, 'AZNJw3v0cAAAAAAAAAAAAA']],
  ['a word for a time', ['infinity', 'AZNJw3v0cAAAAAAAAAAAAA']],
  ['an id of another shape', [1, 'x']],
])('a cursor with %s is refused', (_what, key) => {
  const cursor = Buffer.from(JSON.stringify(key)).toString('base64url');
  expect(() => decodeShowCursor(cursor)).toThrow(/not a cursor of this list/);
});
