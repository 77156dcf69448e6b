import fc from 'fast-check';
import type { SeatMapDocument } from '../../../src/seating';

/** Few letters, so that names meet, and what looks like them, is not seen, or breaks what reads it. */
const unit = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom('A', 'B', '1', 'é', ' ') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['\u0410', '\u0391', '\uff21', 'e\u0301', '\u0301', '\u00a0', '\u2003', '\t', '\n', '\r', '\u0085', '\u2028'],
      ...['\u0000', '\u001b', '\u200b', '\u202e', '\ufeff', '\ud800', '\udc00', '\ufffd', '\u3164', '\u0958', '😀'],
      ...['"', "'", ',', ';', '#', '/', '~', '=', '\\', '%s', '<', 'ﬁ', 'ß', 'İ', '__proto__', '{', '\u00ad', '\uffff'],
    ),
  },
);

export const hostileText = fc.string({ unit, maxLength: 4 });

/** Mostly harmless, so that about as many maps are valid as are not. */
const name = fc.string({ unit, minLength: 2, maxLength: 6 });

const seatOf = (x: number, y: number) =>
  fc.record(
    {
      number: name,
      x: fc.constant(x),
      y: fc.constant(y),
      zone: fc.constantFrom('Z', 'Z ', '\u00a0Z', 'Y'),
      label: name,
      id: name,
    },
    { requiredKeys: ['number', 'x', 'y', 'zone'] },
  );

/** Maps of two sections of two rows of one or two seats, whose texts are hostile and whose form is right. */
export const mapOfTexts: fc.Arbitrary<SeatMapDocument> = fc
  .record({
    title: hostileText,
    names: fc.tuple(name, name),
    rows: fc.tuple(name, name),
    seats: fc.tuple(seatOf(0, 100), seatOf(50, 100), seatOf(0, 200), seatOf(0, 300)),
    zone: fc.constantFrom('Y', 'Y\u00a0', '\u0423', 'y'),
  })
  .map(({ title, names: [one, two], rows: [first, second], seats: [a, b, c, d], zone }) => ({
    format: 'frontrow-seat-map',
    formatVersion: 1,
    name: `M${title}`,
    stage: { focalPoint: { x: 0, y: 0 } },
    zones: [{ name: 'Z' }, { name: zone }],
    sections: [
      {
        name: `S${one}`,
        rows: [
          { name: `${first}A`, seats: [a, b] },
          { name: `${second}B`, seats: [c] },
        ],
      },
      { name: `T${two}`, rows: [{ seats: [d] }] },
    ],
  }));
