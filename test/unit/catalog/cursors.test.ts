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
      for (const place of [
        { sort: 'DATE', key: 0, runAt: null },
        { sort: 'DATE', key: 0, runAt: startsAt },
        { sort: 'DISTANCE', key: 12.5, runAt: null },
        { sort: 'RELEVANCE', key: 2, runAt: null },
        { sort: 'ON_SALE', key: startsAt.getTime(), runAt: null },
        { sort: 'PRICE', key: 9_007_199_254_740_991, runAt: null },
        { sort: 'TRENDING', key: -0.25, runAt: startsAt },
      ] as const) {
        const cursor = { ...place, from, startsAt, eventId: id };
        expect(decodeEventCursor(encodeEventCursor(cursor), place.sort)).toEqual(cursor);
      }
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
      expect(() => decodeEventCursor(text, 'DATE')).toThrow(/not a cursor of this list/);
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

it('a cursor of another order is refused, and one with a key that its order does not have', () => {
  const place = {
    from: new Date(),
    startsAt: new Date(),
    eventId: '0193a9b1-0000-7000-8000-000000000000',
    runAt: null,
  };
  const ofPrice = encodeEventCursor({ ...place, sort: 'PRICE', key: 2500 });
  expect(() => decodeEventCursor(ofPrice, 'DATE')).toThrow(/another order/);
  expect(() => decodeEventCursor(encodeEventCursor({ ...place, sort: 'DATE', key: 0 }), 'PRICE')).toThrow(
    /another order/,
  );
  for (const key of [-1, 0.5, 1e300, Number.NaN]) {
    const cursor = encodeEventCursor({ ...place, sort: 'PRICE', key });
    expect(() => decodeEventCursor(cursor, 'PRICE')).toThrow(/not a cursor of this list/);
  }
});
