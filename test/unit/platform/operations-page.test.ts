import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, settings } from '../../../src/platform';

const page = readFileSync(join(__dirname, '../../../docs/operations.md'), 'utf8');
const defaults: Readonly<Record<string, unknown>> = loadConfig({});

function defaultOf(name: string): string {
  const value = defaults[name];
  if (typeof value === 'boolean') return value ? '`on`' : '`off`';
  return value === undefined || (Array.isArray(value) && value.length === 0) ? '' : `\`${value}\``;
}

it('docs/operations.md lists every variable, with its default and what it is for, and no other', () => {
  const rows = Object.entries(settings).map(([name, { about }]) => `| \`${name}\` | ${defaultOf(name)} | ${about} |`);
  const listed = page.split('\n').filter((line) => /^\| `[A-Z][A-Z_]+` \|/.test(line));
  expect(listed).toEqual(rows);
});
