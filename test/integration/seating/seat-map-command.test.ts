import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { runCommandLine } from '../../../src/cli';
import { SeatMap } from '../../../src/seating';
import { openTestApp } from '../../support/test-app';
import { brokenFiles, fixturePath, readSound } from '../../unit/seating/files';
import { mapOfTexts } from '../../unit/seating/hostile-texts';

const testApp = openTestApp();
const folder = mkdtempSync(join(tmpdir(), 'seat-maps-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command as an operator would, against the database of the app. */
async function run(...words: string[]): Promise<{ code: number; result: string; progress: string }> {
  const lines = { result: [] as string[], progress: [] as string[] };
  const environment = { DATABASE_URL: testApp.config.DATABASE_URL, LOG_LEVEL: 'silent' };
  const output = {
    result: (text: string) => void lines.result.push(text),
    progress: (text: string) => void lines.progress.push(text),
  };
  const code = await runCommandLine(['seat-map', ...words], { environment, output, exitCode: 0 });
  return { code, result: lines.result.join('\n'), progress: lines.progress.join('\n') };
}

const stored = async (): Promise<{ version: string; name: string; seat_count: number }[]> =>
  testApp.database.dataSource.query('select version, name, seat_count from seat_map order by name');

describe('import', () => {
  it.each([
    ['studio.json', 'Backyard Studio', 22],
    ['kleiner-saal.pretix.json', 'Kleiner Saal', 142],
    ['club.csv', 'club', 296],
  ])('publishes %s', async (file, name, seats) => {
    const { code, result, progress } = await run('import', fixturePath(file));
    expect(code).toBe(0);
    expect(progress).toContain('Published.');
    const published = (await stored()).find((row) => row.name === name);
    expect(published).toMatchObject({ seat_count: seats });
    expect(result).toContain(`${name}: ${seats} seats`);
    expect(result).toContain(`version ${published?.version}`);

    const again = await run('import', fixturePath(file));
    expect(again).toMatchObject({ code: 0, progress: expect.stringContaining('Already published; nothing changed.') });
  });

  it.each(brokenFiles())('refuses %s, names every fault, and leaves nothing behind', async (file) => {
    const before = await stored();
    const path = fixturePath(`broken/${file}`);
    const { code, result, progress } = await run('import', path);
    const report = readFileSync(fixturePath(`broken/${file}.report.txt`), 'utf8');
    expect(progress).toBe(`${report.replaceAll(`${file}: `, `${path}: `)}Nothing was published.`);
    expect([code, result]).toEqual([1, '']);
    expect(await stored()).toEqual(before);
  });
});

it('check prints what a valid map contains', async () => {
  const { code, result } = await run('check', fixturePath('studio.json'));
  expect(code).toBe(0);
  expect(result).toMatch(/^Valid\. Backyard Studio: 22 seats, 2 sections, 3 zones, version [0-9a-f]{32}$/);
});

it('convert turns any format into ours, and that is the same map', async () => {
  const out = join(folder, 'converted.json');
  const { code } = await run('convert', fixturePath('kleiner-saal.pretix.json'), '--out', out);
  expect(code).toBe(0);
  const [converted, original] = [out, fixturePath('kleiner-saal.pretix.json')].map((file) =>
    readSound(readFileSync(file)),
  );
  expect(converted?.version).toBe(original?.version);
});

it('generate, diff and draw work together', async () => {
  const [one, two, svg] = ['one.json', 'two.json', 'two.svg'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  expect((await run('generate', 'theatre', '--seed', '3', '--name', 'Odeon', '--out', one)).code).toBe(0);
  const document = JSON.parse(readFileSync(one, 'utf8'));
  document.sections[0].rows[0].seats.shift();
  writeFileSync(two, JSON.stringify(document));
  const gone = new SeatMap(readSound(readFileSync(one))).labelOf(0);
  const { code, result } = await run('diff', one, two);
  expect(code).toBe(0);
  expect(result).toContain(`Removed: 1\n  ${gone}\nMoved: 0`);

  expect((await run('draw', two, '--out', svg)).code).toBe(0);
  expect(readFileSync(svg, 'utf8')).toMatch(/^<svg [\s\S]*Odeon[\s\S]*<\/svg>\n$/);
  expect((await run('diff', one, fixturePath('broken/01-not-json.json'))).code).toBe(1);
});

it('check --json and diff --json print one document', async () => {
  const valid = await run('check', fixturePath('studio.json'), '--json');
  expect(valid.code).toBe(0);
  expect(JSON.parse(valid.result)).toMatchObject({
    ok: true,
    format: 'frontrow',
    map: { name: 'Backyard Studio', seatCount: 22, sectionCount: 2 },
  });
  const refused = await run('check', fixturePath('broken/01-not-json.json'), '--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.result)).toMatchObject({ ok: false, faults: [{ message: expect.any(String) }] });

  const same = await run('diff', fixturePath('studio.json'), fixturePath('studio.json'), '--json');
  expect(JSON.parse(same.result)).toMatchObject({ same: true, added: [], removed: [], moved: [] });
  const other = await run('diff', fixturePath('studio.json'), fixturePath('club.csv'), '--json');
  expect([other.code, JSON.parse(other.result)]).toMatchObject([0, { same: false, new: { seatCount: 296 } }]);
});

it.each([
  [['paint', 'x.json'], "unknown command 'paint'"],
  [['chekc', 'x.json'], 'Did you mean check?'],
  [['check'], "missing required argument 'file'"],
  [
    ['check', '/nowhere/map.json'],
    "'/nowhere/map.json' is invalid for argument 'file'. The file cannot be read: ENOENT",
  ],
  [['diff', fixturePath('studio.json')], "missing required argument 'new'"],
  [['generate', 'circus'], "'circus' is invalid for argument 'kind'. Allowed choices are theatre"],
  [['generate', 'hall', '--seed', 'x'], 'Expected a whole number'],
  [['check', fixturePath('club.csv'), '--scale', '0'], 'Expected a number of centimetres'],
  [['check', fixturePath('club.csv'), '--focal-point', '1;2'], 'Expected two numbers'],
  [['check', fixturePath('club.csv'), '--format', 'xlsx'], 'Allowed choices are frontrow, pretix, csv.'],
  [['check', fixturePath('club.csv'), '--encoding', 'klingon'], 'Expected the name of an encoding'],
  [['check', '--colour', 'red'], "unknown option '--colour'"],
])('the arguments %j are refused with a sentence and a hint at the usage', async (words, sentence) => {
  const { code, result, progress } = await run(...words);
  expect([code, result]).toEqual([2, '']);
  expect(progress).toContain(sentence);
  expect(progress).toContain('Add --help for usage.');
});

it('without a command it prints its help, and is not a success', async () => {
  const { code, progress } = await run();
  expect(code).toBe(2);
  expect(progress).toMatch(/^Usage: frontrow seat-map /);
});

it('check and import agree on maps of hostile texts, and what they accept is stored as it was read', async () => {
  const path = join(folder, 'hostile.json');
  const codes = new Set<number>();
  await fc.assert(
    fc.asyncProperty(mapOfTexts, async (document) => {
      writeFileSync(path, JSON.stringify(document));
      const [checked, imported] = [await run('check', path), await run('import', path)];
      expect(imported.code).toBe(checked.code);
      codes.add(checked.code);
      if (checked.code !== 0) return;
      expect(checked.result).toBe(`Valid. ${imported.result}`);
      const version = /version ([0-9a-f]{32})$/.exec(imported.result)?.[1] ?? '';
      const [row] = await testApp.database.dataSource.query('select name from seat_map where version = $1', [version]);
      expect(imported.result.startsWith(`${row?.name}: `)).toBe(true);
    }),
    { numRuns: 25 },
  );
  expect([...codes].sort()).toEqual([0, 1]);
}, 60_000);

it.each([
  ['excel-separator-line.csv', 3],
  ['required-columns-only.csv', 2],
  ['composed-and-decomposed.csv', 3],
  ['seat-runs-without-coordinates.csv', 54],
  ['no-categories.pretix.json', 2],
])('%s, as venues and spreadsheet programs write it, is imported', async (file, seats) => {
  const { code, result, progress } = await run('import', fixturePath(file));
  expect([code, progress.includes('Published.')]).toEqual([0, true]);
  expect(result).toContain(`: ${seats} seats`);
  if (file.startsWith('seat-runs')) expect(progress).toContain('its rows were laid out by rule');
});
