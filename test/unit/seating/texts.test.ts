import fc from 'fast-check';
import { readSeatMap, SeatMap, type SeatMapDocument } from '../../../src/seating';
import { checkSeatMap } from '../../../src/seating/format/check-seat-map';
import { normalText, printedForm } from '../../../src/seating/format/normal-text';
import { fixture, readSound, studio } from './files';
import { hostileText, mapOfTexts } from './hostile-texts';

const readDocument = (document: object) => readSeatMap(Buffer.from(JSON.stringify(document)));
const faultsOf = (document: object): string[] => {
  const result = readDocument(document);
  return result.kind === 'SeatMapRefused' ? result.faults.map(({ place, message }) => `${place}: ${message}`) : [];
};
const renamed = (edit: (document: SeatMapDocument) => void): SeatMapDocument => {
  const document = studio();
  edit(document);
  return document;
};

describe('the normal form of a text', () => {
  it('is composed, has no space at its ends and one for each white space inside', () => {
    expect(normalText('\u00a0Rang\u2003\t e\u0301 \n')).toBe('Rang é');
  });

  it('is its own normal form, and so is its printed form', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(normalText(normalText(text))).toBe(normalText(text));
        expect(printedForm(printedForm(text))).toBe(printedForm(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('is what a map keeps, whatever the file has', () => {
    const document = renamed((each) => {
      each.name = ' Backyard\u00a0 Studio ';
      const [stalls] = each.sections;
      if (stalls) stalls.name = 'Stalls\u3000';
    });
    expect(readSound(document).version).toBe(readSound(studio()).version);
  });
});

describe('a character that cannot be seen', () => {
  it.each([
    ['A\u200b', 'U+200B (zero width space) as character 2'],
    ['\u202eA', 'U+202E (right-to-left override) as character 1'],
    ['A\u0000B', 'U+0000 (null) as character 2'],
    ['A\ud800', 'U+D800 (half of a surrogate pair) as character 2'],
    ['😀\udc00', 'U+DC00 (half of a surrogate pair) as character 2'],
    ['A\u2066', 'U+2066 (left-to-right isolate) as character 2'],
    ['A\ufeffB', 'U+FEFF (zero width no-break space, or byte order mark) as character 2'],
    ['A\u3164', 'U+3164 (a character that cannot be seen) as character 2'],
    ['A\u{e0041}', 'U+E0041 (a character that cannot be seen) as character 2'],
    ['A\u001b[31m', 'U+001B (escape) as character 2'],
    ['A\ufffd', 'U+FFFD (replacement character: a letter was lost when the text was converted) as character 2'],
  ])('in %j is refused by its name and place', (name, sentence) => {
    const document = renamed((each) => Object.assign(each.sections[0]?.rows?.[0] ?? {}, { name }));
    expect(faultsOf(document)).toEqual([`/sections/0/rows/0/name: has ${sentence}`]);
  });

  it('is named in a report instead of reaching the terminal', () => {
    const document = renamed((each) => Object.assign(each, { 'key\u001b[2J\u202e': 1 }));
    expect(faultsOf(document)).toEqual(['/key<U+001B>[2J<U+202E>: is not known here']);
    const long = renamed((each) => Object.assign(each, { ['k'.repeat(100_000)]: 1 }));
    expect(faultsOf(long)[0]?.length).toBeLessThan(300);
  });
});

describe('two names that are printed alike', () => {
  it.each([
    ['E', 'Е', 'Cyrillic'],
    ['E', 'Ε', 'Greek'],
    ['E', 'Ｅ', 'full-width'],
  ])('such as %s and %s (%s) are a fault', (name, lookalike) => {
    const document = renamed((each) => Object.assign(each.sections[0]?.rows?.[1] ?? {}, { name: lookalike }));
    expect(document.sections[0]?.rows?.[0]?.name).toBe(name);
    expect(faultsOf(document)).toContain(
      '/sections/0/rows/1: is printed like the row "E" at /sections/0/rows/0, in other letters',
    );
  });

  it('are a fault too where only white space or the form of an accent differs', () => {
    const document = renamed((each) => each.zones.push({ name: 'Café' }, { name: 'Cafe\u0301' }, { name: ' Seats' }));
    expect(faultsOf(document)).toEqual([
      '/zones/4/name: is another zone "Café" beside /zones/3/name',
      '/zones/5/name: is another zone "Seats" beside /zones/0/name',
    ]);
  });

  it('are not seen where letters differ, as in the names of a Cyrillic or Greek venue', () => {
    const document = renamed((each) => {
      Object.assign(each.sections[0] ?? {}, { name: 'Партер' });
      Object.assign(each.sections[1] ?? {}, { name: 'Балкон' });
    });
    expect(faultsOf(document)).toEqual([]);
  });
});

describe('a plan of pretix without categories', () => {
  const plan = () => JSON.parse(fixture('no-categories.pretix.json').toString());

  it('is recognised, gets them from its seats, and the report says so', () => {
    for (const categories of [undefined, null, []]) {
      const result = readDocument({ ...plan(), categories });
      expect(result).toMatchObject({
        kind: 'SeatMapRead',
        source: 'pretix',
        document: { zones: [{ name: 'C' }] },
        notes: ['The plan has no categories; they were made of those that its seats name: "C".', expect.anything()],
      });
    }
  });

  it('has its faults at its own keys', () => {
    const broken = plan();
    broken.zones[0].rows[0].seats[1].category = 'C\u200b';
    delete broken.zones[0].rows[0].seats[0].category;
    expect(faultsOf(broken)).toEqual(expect.arrayContaining(['/zones/0/rows/0/seats/0/category: is missing']));
    expect(faultsOf(broken).filter((fault) => !fault.startsWith('/zones/0/rows/0/seats/'))).toEqual([]);
    const empty = { name: 'Plan', size: { width: 1, height: 1 }, zones: [] };
    expect(faultsOf(empty)).toEqual(['/categories: must not be empty', '/zones: must not be empty']);
  });

  it('gives the feature that a category is called after', () => {
    const wheelchairs = plan();
    wheelchairs.zones[0].rows[0].seats[0].category = 'Wheelchair';
    const map = new SeatMap(readSound(wheelchairs));
    expect([map.seat(0)?.features, map.seat(1)?.features]).toEqual([['ACCESSIBLE'], []]);
  });
});

describe('check and import', () => {
  it('agree on every map of hostile texts: what one reads, the other takes, and keeps', () => {
    let [valid, refused] = [0, 0];
    fc.assert(
      fc.property(mapOfTexts, (document) => {
        const read = readDocument(document);
        const checked = checkSeatMap(JSON.parse(JSON.stringify(document)));
        expect(read.kind === 'SeatMapRead').toBe(checked.kind === 'SeatMapValid');
        if (read.kind === 'SeatMapRefused') {
          refused += 1;
          return;
        }
        valid += 1;
        // What import publishes is the canonical document; what it was made of is not looked at again.
        expect(checkSeatMap(read.document).kind).toBe('SeatMapValid');
        expect(readSound(Buffer.from(read.json)).json).toBe(read.json);
        const map = new SeatMap(read);
        const labels = Array.from({ length: map.seatCount }, (_, index) => map.labelOf(index));
        expect(new Set(labels.map(printedForm)).size).toBe(map.seatCount);
      }),
      { numRuns: 300 },
    );
    expect([valid > 20, refused > 20]).toEqual([true, true]);
  });
});
