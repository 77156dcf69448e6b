import { gzipSync } from 'node:zlib';
import { readSeatMap, SeatMap } from '../../../src/seating';
import { FAULTS_KEPT_MAX } from '../../../src/seating/format/seat-map-fault';
import { seatMapLimits } from '../../../src/seating/format/seat-map-format';
import { faultReport } from '../../../src/seating/seat-map-reports';
import { brokenFiles, fixture, readSound, studio } from './files';

const places = (map: SeatMap) => Array.from({ length: map.seatCount }, (_, index) => map.seat(index));

describe('our own format', () => {
  it('says of every seat what is printed and what is spoken', () => {
    const map = new SeatMap(readSound(fixture('studio.json')));
    expect(map).toMatchObject({ name: 'Backyard Studio', seatCount: 22, zones: ['Seats', 'Standing', 'Tables'] });
    expect(map.sections).toEqual([
      { name: 'Stalls', level: 0, from: 0, to: 8 },
      { name: 'Gallery', level: 1, from: 8, to: 22 },
    ]);
    const byLabel = new Map(places(map).map((place) => [place?.label, place]));
    expect(byLabel.get('Stalls F 12')).toEqual({
      index: 6,
      id: 'Stalls F 12',
      label: 'Stalls F 12',
      section: 'Stalls',
      row: 'F',
      number: '12',
      features: ['AISLE', 'ACCESSIBLE'],
      entrance: 'A',
      zone: 'Seats',
      x: 26,
      y: 300,
      description: 'Stalls, row F, seat 12, on the aisle, step-free, entrance A',
    });
    expect(byLabel.get('Stalls E 6')?.description).toBe('Stalls, row E, seat 6, restricted view, entrance A');
    expect(byLabel.get('Stalls F 13 bis')).toMatchObject({ id: 'old-13', number: '13' });
    expect(byLabel.get('Gallery Table 7 Seat 2')).toMatchObject({
      row: 'Table 7',
      number: '2',
      description: 'Gallery, table 7, seat 2, level 1',
    });
  });

  it('makes one place for each visitor of a standing area, without a number', () => {
    const map = new SeatMap(readSound(fixture('studio.json')));
    const standing = places(map).filter((place) => place?.features.includes('STANDING'));
    expect(standing).toHaveLength(12);
    expect(standing[0]).toMatchObject({
      id: 'Gallery Rail #1',
      label: 'Gallery Rail',
      row: null,
      number: null,
      x: 395,
      y: 300,
      description: 'Gallery, Rail, standing, level 1',
    });
    expect(standing[11]?.id).toBe('Gallery Rail #12');
  });

  it('has no seat before the first and after the last', () => {
    const map = new SeatMap(readSound(fixture('studio.json')));
    for (const index of [-1, 22, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(map.seat(index)).toBeNull();
  });

  it('puts words between two numbers, and none between a letter and a number', () => {
    const document = studio();
    document.sections = [
      {
        name: 'Block 112',
        rows: [
          { name: '14', seats: [{ number: '7', x: 0, y: 100, zone: 'Seats' }] },
          { seats: [{ number: '8', x: 0, y: 200, zone: 'Seats' }] },
        ],
      },
    ];
    const map = new SeatMap(readSound(document));
    expect(places(map).map((place) => place?.label)).toEqual(['Block 112 Seat 8', 'Block 112 Row 14 Seat 7']);
    expect(places(map).map((place) => place?.description)).toEqual(['Block 112, seat 8', 'Block 112, row 14, seat 7']);
  });
});

describe('a seating plan of pretix', () => {
  const plan = () => JSON.parse(fixture('kleiner-saal.pretix.json').toString());

  it('becomes one section for each zone, with rows joined across an aisle', () => {
    const { document } = readSound(fixture('kleiner-saal.pretix.json'));
    expect(document.name).toBe('Kleiner Saal');
    expect(document.sections.map(({ name, rows }) => [name, rows?.length])).toEqual([
      ['Parkett', 7],
      ['Rang', 3],
    ]);
    const rowA = document.sections[0]?.rows?.[0];
    expect(rowA?.seats.map(({ number }) => number).join(' ')).toBe('1 2 3 4 5 6 7 8 9 10 11 12 13 14');
    expect(rowA?.seats[0]).toMatchObject({ id: 'parkett-A-1', zone: 'Parkett' });
  });

  it('adds the positions of zone, row and seat, and takes the usual distance of two seats for half a metre', () => {
    const simple = plan();
    simple.zones = [
      {
        name: 'Hall',
        position: { x: 100, y: 10 },
        rows: [
          {
            row_number: 'A',
            position: { x: 20, y: 30 },
            seats: [0, 25, 50].map((x, index) => ({
              seat_guid: `s${index}`,
              seat_number: String(index + 1),
              position: { x, y: 5 },
              category: 'Rang',
            })),
          },
        ],
      },
    ];
    const map = new SeatMap(readSound(simple));
    expect(places(map).map((place) => [place?.x, place?.y])).toEqual([
      [240, 90],
      [290, 90],
      [340, 90],
    ]);
  });

  it('keeps the words of a plan that has its own', () => {
    const map = new SeatMap(readSound(fixture('kleiner-saal.pretix.json')));
    const labels = places(map).map((place) => place?.label);
    expect(labels).toContain('Parkett C 5');
    expect(labels).toContain('Rang Reihe 2 Platz 16');
  });

  it('finds the stage among the areas, turns what is turned, and keeps the others as scenery', () => {
    const { document } = readSound(fixture('kleiner-saal.pretix.json'));
    expect(document.stage).toMatchObject({ name: 'Bühne', shape: { kind: 'rectangle' } });
    expect(document.scenery?.map(({ name }) => name)).toEqual(['Ausgang', 'Bar', 'Garderobe', 'Technik']);
    const bar = document.scenery?.find(({ name }) => name === 'Bar')?.shape;
    if (bar?.kind !== 'polygon') throw new Error('A turned rectangle is a polygon');
    const [[x1, y1], [x2, y2]] = [bar.points[0] ?? [0, 0], bar.points[1] ?? [0, 0]];
    expect((Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI).toBeCloseTo(30, 0);
  });

  it('leaves out rows that were drawn without seats, and keeps the order of the zones', () => {
    const changed = plan();
    changed.zones.reverse();
    changed.zones[0].rows.push({ row_number: '4', seats: [] });
    changed.zones.push({ name: 'Foyer', position: { x: 0, y: 0 }, rows: [] });
    const map = new SeatMap(readSound(changed));
    expect(map.sections.map(({ name }) => name)).toEqual(['Rang', 'Parkett']);
    expect(map.seatCount).toBe(142);
  });

  it('says what it guessed where there is no stage, and what it left out', () => {
    const changed = plan();
    changed.zones[0].areas = [
      { shape: 'polygon', polygon: { points: [0, 1, 2].map((x) => ({ x, y: 0 })) }, position: { x: 0, y: 0 } },
    ];
    const result = readSeatMap(Buffer.from(JSON.stringify(changed)));
    expect(result).toMatchObject({
      kind: 'SeatMapRead',
      notes: [
        'The area at /zones/0/areas/0 has no proper outline and is left out.',
        'The plan has no area that is named as a stage; the seats are assumed to face upwards.',
      ],
    });
  });
});

describe('a table', () => {
  it('becomes sections in the order of its lines, rows and standing areas', () => {
    const canonical = readSound(fixture('club.csv'), { name: 'Club' });
    const map = new SeatMap(canonical);
    expect(map.sections.map(({ name, level, from, to }) => [name, level, to - from])).toEqual([
      ['Saal', 0, 40],
      ['Tanzfläche', 0, 250],
      ['Empore', 1, 6],
    ]);
    expect(places(map).find((place) => place?.label === 'Saal D 9')).toMatchObject({
      features: ['ACCESSIBLE'],
      zone: 'Mitte',
    });
    expect(places(map).find((place) => place?.section === 'Empore')?.label).toBe('Empore Seat 1');
    expect(canonical.document.sections[1]?.standing).toMatchObject([{ name: 'Vorn', capacity: 250 }]);
  });

  it('may part its columns by commas, semicolons or tabs', () => {
    const text = 'section,row,seat,x,y,zone,features\nA,B,1,0,50,Z,AISLE|COMPANION\nA,B,2,1,50,Z,\n';
    const versions = [',', ';', '\t'].map((mark) => readSound(Buffer.from(text.replaceAll(',', mark))).version);
    expect(new Set(versions).size).toBe(1);
  });

  it('gives the same map whatever the order of its lines in a section', () => {
    const [header = '', ...lines] = fixture('club.csv').toString().trimEnd().split('\n');
    const saal = lines.filter((line) => line.startsWith('Saal'));
    const rest = lines.filter((line) => !line.startsWith('Saal'));
    const turned = Buffer.from([header, ...saal.toReversed(), ...rest.slice(0, 1), ...rest.slice(1)].join('\n'));
    expect(readSound(turned, { name: 'club' }).version).toBe(readSound(fixture('club.csv'), { name: 'club' }).version);
  });

  it('follows a scale and a focal point that are given', () => {
    const table = Buffer.from('section,row,seat,x,y,zone,features\nA,B,1,0,50,Z,\nA,B,2,1,50,Z,\n');
    const { document } = readSound(table, { scale: 100, focalPoint: { x: 0.5, y: 99 } });
    expect(document.stage.focalPoint).toEqual({ x: 50, y: 9900 });
    expect(document.sections[0]?.rows?.[0]?.seats.map(({ number, x }) => [number, x])).toEqual([
      // Who looks down the page has the greater x on the left.
      ['2', 100],
      ['1', 0],
    ]);
  });
});

describe('a broken file', () => {
  it.each(brokenFiles())('%s gets a report that names every fault', (name) => {
    const result = readSeatMap(fixture(`broken/${name}`));
    if (result.kind !== 'SeatMapRefused') throw new Error('It was read');
    expect(`${faultReport(name, result)}\n`).toBe(fixture(`broken/${name}.report.txt`).toString());
  });

  it('is refused for its size before anything is parsed', () => {
    const result = readSeatMap(Buffer.alloc(seatMapLimits.bytesMax + 1, 0x20));
    expect(result).toMatchObject({
      kind: 'SeatMapRefused',
      faults: [{ place: '/', message: expect.stringMatching(/bytes long/) }],
    });
  });

  it('is refused for its depth before anything is parsed, brackets in texts apart', () => {
    const deep = Buffer.from(`{"a":${'['.repeat(1_000_000)}`);
    expect(readSeatMap(deep)).toMatchObject({
      faults: [{ place: 'line 1, column 21', message: expect.stringMatching(/nested more than 16 deep/) }],
    });
    const document = studio();
    document.name = '[[[[[[[[[[[[[[[[[[[[ "\\';
    expect(readSound(document).document.name).toBe('[[[[[[[[[[[[[[[[[[[[ "\\');
  });

  it('may be no text at all', () => {
    const result = readSeatMap(gzipSync('{}'));
    expect(result).toMatchObject({
      kind: 'SeatMapRefused',
      faults: [{ place: '/', message: expect.stringMatching(/UTF-8/) }],
    });
  });

  it('has a report with an end', () => {
    const document = studio();
    for (let number = 100; number < 1900; number += 1) {
      document.sections[0]?.rows?.[0]?.seats.push({ number: String(number), x: number * 50, y: 200, zone: 'None' });
    }
    const result = readSeatMap(Buffer.from(JSON.stringify(document)));
    if (result.kind !== 'SeatMapRefused') throw new Error('It was read');
    expect(result.faults).toHaveLength(FAULTS_KEPT_MAX);
    // Each of them stands outside of the section and in no zone.
    expect(result.faultCount).toBe(3600);
    expect(faultReport('f', result)).toContain('and 3100 more');
  });

  it('may not hold more places than any venue has', () => {
    const document = studio();
    const rail = document.sections[1]?.standing?.[0];
    if (rail) rail.capacity = seatMapLimits.seatsMax;
    const result = readSeatMap(Buffer.from(JSON.stringify(document)));
    expect(result).toMatchObject({
      faults: [{ place: '/sections', message: 'hold 200010 places; a map may have 200000' }],
    });
  });
});
