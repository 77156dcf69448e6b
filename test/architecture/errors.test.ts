import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isInterfaceType } from 'graphql';
import { errorCodes } from '../../src/platform';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');

/** The names in the first column of the table below a heading. */
function namesBelow(heading: string): string[] {
  const part = page.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  return [...part.matchAll(/^\| `([A-Za-z_]+)` \|/gm)].map(([, name = '']) => name);
}

it('docs/errors.md lists every refusal of the schema, and no other', () => {
  const schema = buildSchema(readFileSync(join(root, 'schema/schema.graphql'), 'utf8'));
  const problem = schema.getType('Problem');
  if (!isInterfaceType(problem)) throw new Error('The schema has no interface Problem');
  const refusals = schema.getPossibleTypes(problem).map(({ name }) => name);
  expect(namesBelow('Refusals').sort()).toEqual(refusals.sort());
});

it('docs/errors.md lists every error code', () => {
  const listed = namesBelow('Errors');
  expect(errorCodes.filter((code) => !listed.includes(code))).toEqual([]);
  expect(new Set(listed).size).toBe(listed.length);
});
