import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from '../../src/platform';
import { scansWithoutShow } from '../support/scans-without-show';
import { openTestApp } from '../support/test-app';

// Every statement is made by this function, which remembers them here: its type admits no other.
jest.mock('../../src/platform/database/statement', () => {
  const made = new Map<string, string>();
  return {
    made,
    statement(name: string, text: string) {
      const other = made.get(name);
      if (other !== undefined && other !== text) throw new Error(`Two statements are called ${name}`);
      made.set(name, text);
      return { name, text };
    },
  };
});
const { made } = jest.requireMock<{ made: ReadonlyMap<string, string> }>('../../src/platform/database/statement');

const testApp = openTestApp();
const src = join(__dirname, '../../src');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.includes('node_modules'),
);
const sourceOf = (file: string) => readFileSync(join(src, file), 'utf8');

/** The statements that the decision allows to go over all shows, by name; `verify_…` stands for all that begin so. */
function exceptions(): { readonly names: readonly string[]; readonly prefixes: readonly string[] } {
  const record = readFileSync(join(__dirname, '../../docs/decisions/0021-keys-carry-their-show.md'), 'utf8');
  const listed = [...record.matchAll(/^\| `(\w+)(…?)` \|/gm)];
  return {
    names: listed.filter(([, , more]) => more === '').map(([, name]) => name ?? ''),
    prefixes: listed.filter(([, , more]) => more !== '').map(([, name]) => name ?? ''),
  };
}

beforeAll(() => {
  for (const file of files) if (sourceOf(file).includes('statement(')) require(join(src, file));
});

it('a statement on a table of the ledger names the show, unless the decision says why it cannot', async () => {
  expect(made.size).toBeGreaterThan(150);
  const without: string[] = [];
  for (const [name, text] of made) {
    // It renews what the planner knows of a table, and has no plan itself.
    if (text.startsWith('analyze ')) continue;
    const scans = await scansWithoutShow(testApp.database.dataSource, { name, text } as Statement);
    if (scans.length > 0) without.push(name);
  }
  const { names, prefixes } = exceptions();
  const unlisted = without.filter((name) => !names.includes(name) && !prefixes.some((it) => name.startsWith(it)));
  expect(unlisted).toEqual([]);
  // And nothing is listed that has become better, or is gone.
  expect(names.filter((name) => !without.includes(name))).toEqual([]);
});

it.each([
  ['no condition', 'select id from seat_hold where buyer_id = $1::uuid', ['seat_hold']],
  ['a range', 'select id from seat_hold where show_id > $1::uuid', ['seat_hold']],
  ['a show that nothing names', 'select h.id from seat_hold h join show on show.id = h.show_id', ['h']],
  ['a part of it', 'select id from seat_hold where show_id = $1::uuid or buyer_id = $2::uuid', ['seat_hold']],
  ['a change of all', `update payment set checks = 0 where state = 'new'`, ['payment']],
  ['an event of no show', `insert into outbox (topic, key, body) values ('a', 'b', '{}')`, ['insert into outbox']],
  ['a comment', 'select id from seat_hold /* show_id = $1 */ where buyer_id = $1::uuid', ['seat_hold']],
  ['an inner query', 'select (select count(*) from payment where state = $2) from show where id = $1', ['payment']],
  ['the show', 'select id from seat_hold where show_id = $1::uuid and buyer_id = $2::uuid', []],
  [
    'the show of something that names it',
    'select h.id from show join seat_hold h on h.show_id = show.id where show.id = $1::uuid',
    [],
  ],
  [
    'the shows of a list',
    'select s.status from unnest($1::uuid[], $2::integer[]) as w (show_id, seat_no) join show_seat s using (show_id, seat_no)',
    [],
  ],
])('sees %s', async (_, text, scans) => {
  expect(await scansWithoutShow(testApp.database.dataSource, { name: 'tried', text } as Statement)).toEqual(scans);
});

it('no statement goes past the named ones', () => {
  const allowed = /^(platform\/database|dev|cli|backing-services)/;
  const past = files.filter((file) => !allowed.test(file) && /\.query[(<]/.test(sourceOf(file)));
  expect(past).toEqual([]);
});
