import { readSeatMap, SeatMap } from '../../../src/seating';
import { seatMapLimits } from '../../../src/seating/format/seat-map-format';
import { layOutRows } from '../../../src/seating/import/lay-out-rows';
import { decimalMarkOf, readNumber } from '../../../src/seating/import/read-number';
import { fixture, readSound } from './files';

const read = (text: string | Uint8Array) => readSeatMap(typeof text === 'string' ? Buffer.from(text) : text);
const versionOf = (text: string | Uint8Array) => readSound(typeof text === 'string' ? Buffer.from(text) : text).version;
const faultsOf = (text: string | Uint8Array): string[] => {
  const result = read(text);
  return result.kind === 'SeatMapRefused' ? result.faults.map(({ place, message }) => `${place}: ${message}`) : [];
};
const labelsOf = (text: string): string[] => {
  const map = new SeatMap(readSound(Buffer.from(text)));
  return Array.from({ length: map.seatCount }, (_, index) => map.labelOf(index));
};

const PLAIN = 'section,row,seat,x,y,zone\nRang é,A,1,0,0.5,Café\nRang é,A,2,5.5,0.5,Café\nRang é,B,1,0,9,Café\n';
const utf16 = (text: string, mark = '\ufeff') => Buffer.from(`${mark}${text}`, 'utf16le');

describe('a table is read however the spreadsheet program wrote it', () => {
  const semicolons = PLAIN.replaceAll(',', ';').replaceAll('.', ',');
  it.each<[string, string | Uint8Array]>([
    ['a line that names the separator', `sep=;\n${semicolons}`],
    ['the same in quotes, with Windows ends of line', `"sep=;"\r\n${semicolons.replaceAll('\n', '\r\n')}`],
    ['a line that names the tab', `sep=\t\n${PLAIN.replaceAll(',', '\t')}`],
    ['decimal commas', semicolons],
    ['decimal commas in quotes', PLAIN.replaceAll(/([0-9]+)\.([0-9]+)/g, '"$1,$2"')],
    ['a byte order mark', `\ufeff${PLAIN}`],
    ['UTF-16, little end first', utf16(PLAIN.replaceAll(',', '\t'))],
    ['UTF-16, big end first', utf16(PLAIN).swap16()],
    ['Windows-1252', Buffer.from(semicolons, 'latin1')],
    ['ends of line of an old Macintosh', PLAIN.replaceAll('\n', '\r')],
    ['no end of line at the end', PLAIN.trimEnd()],
    ['titles in quotes, in capitals and with spaces', PLAIN.replace('section,row,seat', '" Section ","ROW", Se_at ')],
    ['empty lines and lines of separators', `\n${PLAIN.replace('\n', '\n\n,,,,,\n')},,,,,\n\n , ,\n`],
    ['empty columns at the end', PLAIN.replaceAll('\n', ',,,\n')],
    ['optional columns whose last cells are left out', PLAIN.replace('zone\n', 'zone,features,level\n')],
    ['numbers that were kept as text', PLAIN.replaceAll(/,([12]),/g, ',="$1",')],
    [
      'decomposed letters and other white space',
      PLAIN.replaceAll('é', 'e\u0301').replaceAll('Rang ', '\u00a0Rang\u00a0 '),
    ],
    ['every cell in quotes', PLAIN.replaceAll(/[^,\n]+/g, '"$&"')],
  ])('%s', (_what, text) => {
    expect(versionOf(text)).toBe(versionOf(PLAIN));
  });

  it('as the files of the field reports', () => {
    for (const name of ['excel-separator-line.csv', 'required-columns-only.csv', 'composed-and-decomposed.csv']) {
      expect(read(fixture(name))).toMatchObject({ kind: 'SeatMapRead', source: 'csv' });
    }
    const { document } = readSound(fixture('composed-and-decomposed.csv'));
    expect(document.sections.map(({ name, rows }) => [name, rows?.length])).toEqual([['Rang é', 2]]);
  });

  it('and an encoding of one country is guessed aloud, or named', () => {
    const guessed = read(Buffer.from(PLAIN, 'latin1'));
    expect(guessed).toMatchObject({
      notes: [expect.stringMatching(/^The file is not UTF-8 and was read as Windows-1252/), expect.anything()],
    });
    const smartQuotes = Buffer.from(PLAIN.replaceAll('Café', 'C_'), 'latin1').map((byte) =>
      byte === 0x5f ? 0x80 : byte,
    );
    expect(readSound(smartQuotes).document.zones).toEqual([{ name: 'C€' }]);
    const polish = Buffer.from(PLAIN.replaceAll('Café', 'Cz__'), 'latin1').map((byte) => (byte === 0x5f ? 0xea : byte));
    expect(readSound(polish, { encoding: 'windows-1250' }).document.zones).toEqual([{ name: 'Częę' }]);
  });

  it('but not where it is no table', () => {
    expect(faultsOf(Buffer.from([0x50, 0x4b, 0x03, 0x04, 1, 2]))).toEqual([
      '/: is a workbook of a spreadsheet program; save the sheet as CSV',
    ]);
    expect(faultsOf(utf16(PLAIN, ''))).toEqual([expect.stringMatching(/^\/: is no CSV|^line 1|^\/: is not text/)]);
    expect(faultsOf('')).toEqual(['the table: is empty']);
    expect(faultsOf('sep=;\n')).toEqual(['the table: is empty']);
    expect(faultsOf('section,row,seat,zone\n')).toEqual(['line 1: is the only line: the table has no seats']);
  });

  it('places count the lines as an editor does', () => {
    expect(faultsOf('sep=;\r\nsection;row;seat;x;y;zone\r\n\r\nA;A;1;zero;0;Z\r\n')).toEqual([
      'line 4, x: must be a number',
    ]);
    expect(faultsOf('section,row,seat,zone\rA,A,1,Z\rA,A,1,Z\r')).toEqual([
      'line 3: is another place with the label "A A 1" beside line 2',
    ]);
  });
});

describe('numbers', () => {
  it.each([
    [['0,50', '1,5'], ';', ','],
    [['1.200,50'], ';', ','],
    [['1,200.50'], ',', '.'],
    [['1,234,567'], ';', '.'],
    [['1.234.567'], ';', ','],
    [['1,500', '2,750'], ';', ','],
    [['1,500', '2,750'], ',', '.'],
    [['1,500', '2.5'], ';', '.'],
    [['0,500'], ',', ','],
    [['12', '-3'], ';', '.'],
    [['1,5', '2.5'], ';', null],
  ] as const)('of %j between "%s" have the decimal mark %s', (cells, delimiter, mark) => {
    expect(decimalMarkOf(cells, delimiter)).toBe(mark);
  });

  it.each([
    ['1 200,50', ',', 1200.5],
    ['1.200,50', ',', 1200.5],
    ["1'200.5", '.', 1200.5],
    ['\u22123,5', ',', -3.5],
    ['1,200', '.', 1200],
    ['.5', '.', 0.5],
    ['1e3', '.', 1000],
    ['12.34.5', ',', Number.NaN],
    ['0x10', '.', Number.NaN],
    ['Infinity', '.', Number.NaN],
    ['1.2.3', '.', Number.NaN],
    ['', '.', Number.NaN],
    ['-', ',', Number.NaN],
  ] as const)('%j with "%s" is %d', (cell, mark, value) => {
    expect(readNumber(cell, mark)).toBe(value);
  });

  it('of two kinds in one table are a fault', () => {
    expect(faultsOf('section;row;seat;x;y;zone\nA;A;1;0,5;1.25;Z\n')).toEqual([
      'line 1: is followed by coordinates with decimal points and with decimal commas',
    ]);
  });
});

describe('a table without coordinates', () => {
  it('is laid out by rule, and the report says so', () => {
    const result = read(fixture('seat-runs-without-coordinates.csv'));
    if (result.kind === 'SeatMapRefused') throw new Error(JSON.stringify(result.faults));
    expect(result.notes).toEqual([
      expect.stringMatching(/^The table has no coordinates: its rows were laid out by rule/),
    ]);
    const map = new SeatMap(result);
    expect(map.seatCount).toBe(20 + 22 + 12);
    expect(map.zones).toEqual(['Y', 'Z']);
    const rowOf = (section: string, row: string) =>
      Array.from({ length: map.seatCount }, (_, index) => map.seat(index)).filter(
        (place) => place?.section === section && place.row === row,
      );
    const [rowA, rowB, balcony] = [rowOf('Stalls', 'A'), rowOf('Stalls', 'B'), rowOf('Balcony', 'A')];
    expect(rowA.map((place) => place?.number)).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)));
    expect(new Set(rowA.map((place) => place?.y)).size).toBe(1);
    expect(rowB[0]?.y).toBeGreaterThan(rowA[0]?.y ?? 0);
    expect(balcony[0]).toMatchObject({ number: '101', label: 'Balcony A 101' });
    expect(balcony[0]?.y).toBeGreaterThan(rowB[0]?.y ?? 0);
  });

  it('may number odd and even, count down, go on in another line and keep its zeros', () => {
    const header = 'section,row,from,to,step,zone\n';
    expect(labelsOf(`${header}S,A,7,1,2,Z\nS,A,2,8,2,Z\n`)).toEqual(
      ['7', '5', '3', '1', '2', '4', '6', '8'].map((n) => `S A ${n}`),
    );
    expect(labelsOf(`${header}S,A,1,5,odd,Z\n`)).toEqual(['S A 1', 'S A 3', 'S A 5']);
    expect(labelsOf(`${header}S,A,1,2,,Z\nS,A,3,4,,Y\n`)).toEqual(['S A 1', 'S A 2', 'S A 3', 'S A 4']);
    expect(labelsOf(`${header}S,A,08,11,,Z\n`)).toEqual(['S A 08', 'S A 09', 'S A 10', 'S A 11']);
    const large = readSound(Buffer.from(`${header}S,A,1,39,2,Z\n`)).document.sections[0]?.rows?.[0]?.seats;
    expect(large).toHaveLength(20);
  });

  it('may list single seats, in any order, and standing areas', () => {
    const text =
      'section,row,seat,zone,features,capacity\nS,A,10,Z,,\nS,A,2,Z,wheelchair,\nS,A,1,Z,,\nS,Pit,,Z,STANDING,50\n';
    expect(labelsOf(text).slice(0, 4)).toEqual(['S A 1', 'S A 2', 'S A 10', 'S Pit']);
    expect(labelsOf(text)).toHaveLength(53);
  });

  it.each([
    ['S,A,1,20000000,,Z', 'line 2, to: must be a whole number'],
    ['S,A,1,999999,,Z', 'line 2, to: makes 999999 seats; a row may have 2000'],
    ['S,A,1,40,2,Z', 'line 2, to: is not reached from 1 in steps of 2'],
    ['S,A,1,40,even,Z', 'line 2, from: must be even, as "step" is'],
    ['S,A,1,4,0,Z', 'line 2, step: must be a whole number from 1 to 99, or "odd" or "even"'],
    ['S,A,,4,,Z', 'line 2, from: is missing'],
    ['S,A,1,4,,', 'line 2, zone: is missing'],
    ['S,A,1A,4,,Z', 'line 2, from: must be a whole number'],
    ['S,A,1,3,,Z\nS,A,3,4,,Z', 'line 3: is another place with the label "S A 3" beside line 2'],
  ])('with the line %s is refused: %s', (line, fault) => {
    expect(faultsOf(`section,row,from,to,step,zone\n${line}\n`)[0]).toBe(fault);
  });

  it.each([
    ['section,row,from,zone', 'line 1: has no column "to"'],
    ['section,row,seat,x,zone', 'line 1: has no column "y"'],
    ['section,row,from,to,x,y,zone', 'line 1: has "x", which is for single seats, beside "from" and "to"'],
    ['section,row,seat,zone,zone', 'line 1: has the column "zone" twice'],
    ['section,row,seat,step,zone', 'line 1: has "step", which needs "from" and "to"'],
  ])('with the columns %s is refused', (header, fault) => {
    expect(faultsOf(`${header}\n1,1,1,1,1,1,1\n`)).toContain(fault);
  });

  it('stays within the bounds of a map, however its seats are spread', () => {
    const shapes = [
      Array.from({ length: 200 }, () => ({ rows: Array.from({ length: 1000 }, () => 1), areas: [] })),
      Array.from({ length: 2000 }, () => ({ rows: [100], areas: [] })),
      [{ rows: Array.from({ length: 100 }, () => 2000), areas: [] }],
      Array.from({ length: 10 }, () => ({ rows: [], areas: Array.from({ length: 1000 }, () => 20) })),
    ];
    for (const sections of shapes) {
      const points = layOutRows(sections).flatMap(({ rows, areas }) => [...rows, ...areas]);
      const extremes = points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]);
      expect(extremes.reduce((most, each) => Math.max(most, each), 0)).toBeLessThan(seatMapLimits.coordinateMaxCm);
    }
  });
});

describe('a hostile table', () => {
  it('has an end: its columns and the length of a line are bounded', () => {
    expect(faultsOf(`section,row,seat,zone\n${'a'.repeat(70_000)}`)[0]).toMatch(/^line 2: is no CSV: Max Record Size/);
    expect(faultsOf(`section,row,seat,zone${',a'.repeat(1001)}\n`)[0]).toMatch(/a table may have 1000/);
  }, 30_000);

  it('of separators alone is not read to its end', () => {
    expect(faultsOf(`section,row,seat,zone\n${',\n'.repeat(21_000)}`)).toEqual([
      'the table: has more than 20000 lines without a text',
    ]);
  }, 60_000);
});
