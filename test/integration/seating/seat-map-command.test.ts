import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSeatMapCommand } from '../../../src/cli/seat-map';
import { SeatMap } from '../../../src/seating';
import { openTestApp } from '../../support/test-app';
import { brokenFiles, fixturePath, readSound } from '../../unit/seating/files';

const testApp = openTestApp();
const folder = mkdtempSync(join(tmpdir(), 'seat-maps-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command as an operator would, against the database of the app. */
async function run(...words: string[]): Promise<{ code: number; result: string; progress: string }> {
  const lines = { result: [] as string[], progress: [] as string[] };
  const environment = { DATABASE_URL: testApp.config.DATABASE_URL, LOG_LEVEL: 'silent' };
  const code = await runSeatMapCommand(words, environment, {
    result: (text) => lines.result.push(text),
    progress: (text) => lines.progress.push(text),
  });
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
    expect(again).toMatchObject({ code: 0, progress: expect.stringContaining('Published before; nothing changed.') });
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

it('check says what a valid map holds', async () => {
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

it.each([
  [[], 'There is no command.'],
  [['paint', 'x.json'], 'There is no command "paint".'],
  [['check'], '"check" needs one file.'],
  [['check', '/nowhere/map.json'], '/nowhere/map.json cannot be read: ENOENT'],
  [['diff', fixturePath('studio.json')], '"diff" needs two files.'],
  [['generate', 'circus'], 'There is no venue "circus".'],
  [['check', fixturePath('club.csv'), '--scale', '0'], 'A scale is a number of centimetres'],
  [['check', fixturePath('club.csv'), '--focal-point', '1;2'], 'A focal point is two numbers'],
  [['check', fixturePath('club.csv'), '--format', 'xlsx'], 'There is no format "xlsx".'],
  [['check', fixturePath('club.csv'), '--encoding', 'klingon'], 'There is no encoding "klingon".'],
  [['check', '--colour', 'red'], "Unknown option '--colour'"],
])('a command that cannot be meant gets a sentence and the usage: %j', async (words, sentence) => {
  const { code, progress } = await run(...words);
  expect(code).toBe(2);
  expect(progress).toContain(sentence);
  expect(progress).toContain('npm run seat-map -- COMMAND');
});
