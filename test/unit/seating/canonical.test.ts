import fc from 'fast-check';
import { canonicalSeatMap, SeatMap, type SeatMapDocument } from '../../../src/seating';
import { naturalOrder } from '../../../src/seating/format/natural-order';
import { fixture, readSound, studio } from './files';

const version = (document: SeatMapDocument) => readSound(document).version;

describe('the canonical order', () => {
  it('does not follow from the order of the file', () => {
    const order = fc.infiniteStream(fc.nat(1000));
    fc.assert(
      fc.property(order, (numbers) => {
        const shuffle = <T>(list: T[] | undefined): T[] | undefined =>
          list
            ?.map((item) => ({ item, key: numbers.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const document = JSON.parse(fixture('studio.json').toString(), (_key, value) =>
          Array.isArray(value) && typeof value[0] === 'object' && !Array.isArray(value[0]) ? shuffle(value) : value,
        );
        expect(readSound(document).json).toBe(readSound(studio()).json);
      }),
    );
  });

  it('goes through a row from left to right for somebody who looks at the stage, wherever that is', () => {
    const numbersFor = (focalPoint: { x: number; y: number }) => {
      const document = studio();
      document.stage.focalPoint = focalPoint;
      const seats = readSound(document).document.sections[0]?.rows?.[0]?.seats ?? [];
      return seats.map(({ number }) => number).join(' ');
    };
    expect(numbersFor({ x: 0, y: 0 })).toBe('1 2 3 4 6');
    expect(numbersFor({ x: 0, y: 900 })).toBe('6 4 3 2 1');
  });

  it('counts as people do: B after A, row 10 after row 9, AA after Z', () => {
    const names = ['AA', '10', 'B', 'Z', '9', 'Box 10', 'Box 9', 'A', 'BB', 'Balcony'];
    expect(names.sort(naturalOrder)).toEqual(['9', '10', 'A', 'B', 'Z', 'AA', 'BB', 'Balcony', 'Box 9', 'Box 10']);
  });

  it('is an order of all names', () => {
    const name = fc.string({
      unit: fc.constantFrom('A', 'B', 'a', '1', '0', '9', ' ', 'é'),
      maxLength: 5,
    });
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(naturalOrder(a, b)) + Math.sign(naturalOrder(b, a))).toBe(0);
        expect(naturalOrder(a, b) === 0).toBe(a === b);
        if (naturalOrder(a, b) < 0 && naturalOrder(b, c) < 0) expect(naturalOrder(a, c)).toBeLessThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the version', () => {
  it('is the same for what is left out and for the default that it stands for', () => {
    const document = studio();
    const [stalls] = document.sections;
    Object.assign(stalls ?? {}, {
      level: 0,
      focalPoint: { x: 0, y: 0 },
      tables: [],
      standing: [],
    });
    const seat = stalls?.rows?.[0]?.seats[1];
    Object.assign(seat ?? {}, {
      id: 'Stalls E 2',
      label: 'Stalls E 2',
      features: [],
    });
    const first = stalls?.rows?.[0]?.seats[0];
    Object.assign(first ?? {}, { features: ['AISLE', 'AISLE'] });
    expect(version(document)).toBe(version(studio()));
  });

  it('is the same for the two ways to write an accent', () => {
    const [composed, decomposed] = ['Café', 'Cafe\u0301'].map((name) => ({
      ...studio(),
      name,
    }));
    expect(composed && decomposed && version(composed) === version(decomposed)).toBe(true);
  });

  it('differs where anything differs that a buyer could notice', () => {
    const change = (edit: (document: SeatMapDocument) => void) => {
      const document = studio();
      edit(document);
      return version(document);
    };
    const seatOf = (document: SeatMapDocument) => document.sections[0]?.rows?.[0]?.seats[1];
    const versions = [
      change(() => undefined),
      change((document) => Object.assign(document, { name: 'Studio' })),
      change((document) => Object.assign(seatOf(document) ?? {}, { x: -77 })),
      change((document) => Object.assign(seatOf(document) ?? {}, { number: '2A' })),
      change((document) => Object.assign(seatOf(document) ?? {}, { id: 'other' })),
      change((document) => Object.assign(seatOf(document) ?? {}, { zone: 'Tables' })),
      change((document) => Object.assign(seatOf(document) ?? {}, { features: ['AISLE'] })),
      change((document) => Object.assign(document.zones[0] ?? {}, { color: '#000000' })),
      change((document) => Object.assign(document.sections[0] ?? {}, { entrance: 'B' })),
    ];
    expect(new Set(versions).size).toBe(versions.length);
    expect(versions.every((each) => /^[0-9a-f]{32}$/.test(each))).toBe(true);
  });

  it('is pinned: a change of the canonical form would give every published map another one', () => {
    expect(version(studio())).toMatchInlineSnapshot(`"0685a47ff07b6cd0951b31361b31de90"`);
  });

  it('survives any number of exports and imports', () => {
    for (const name of ['studio.json', 'kleiner-saal.pretix.json', 'club.csv']) {
      const first = readSound(fixture(name));
      const second = readSound(Buffer.from(first.json));
      expect(second.json).toBe(first.json);
      expect(canonicalSeatMap(second.document).version).toBe(first.version);
      expect(new SeatMap(second).seat(5)).toEqual(new SeatMap(first).seat(5));
    }
  });
});
