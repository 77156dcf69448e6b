import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { featureNames, seatMapJsonSchema } from '../../src/seating';
import { describeDatabase } from '../support/describe-database';
import { openTestApp } from '../support/test-app';

const testApp = openTestApp();

const root = join(__dirname, '../..');

/** `npm run schema` writes the files; otherwise they are compared. */
function compare(name: string, made: string, folder = 'schema'): void {
  const file = join(root, folder, name);
  if (process.env.WRITE_SCHEMA === 'on') writeFileSync(file, made);
  expect(readFileSync(file, 'utf8')).toBe(made);
}

it('schema/schema.graphql is what the API emits', () => {
  compare('schema.graphql', `${printSchema(lexicographicSortSchema(testApp.app.schema))}\n`);
});

it('schema/database.sql is what the migrations make', async () => {
  compare('database.sql', await describeDatabase(testApp.database.dataSource));
});

it('schema/seat-map.schema.json is what seat maps are checked with', () => {
  compare('seat-map.schema.json', `${JSON.stringify(seatMapJsonSchema(), null, 2)}\n`);
});

it.each(['en', 'de', 'fr'] as const)('the site has the names of all seat features in language %s', (language) => {
  const texts = Object.entries(featureNames(language)).map(([name, text]) => `  'feature.${name}': '${text}',\n`);
  const type = `export type SeatFeature = keyof typeof seatFeatures extends \`feature.\${infer Name}\` ? Name : never;\n`;
  const made = `/** Written by \`npm run schema\`, from the table of seat features of the service. */
export const seatFeatures = {
${texts.join('')}};
${language === 'en' ? `\n${type}` : ''}`;
  compare('seat-features.ts', made, `client-example/src/messages/${language}`);
});

it('schema-types.d.ts has the types of the operations that the tests and the site send', () => {
  const made = join(tmpdir(), `frontrow-schema-types-${process.pid}.d.ts`);
  const cli = join(root, 'node_modules/gql.tada/bin/cli.js');
  try {
    execFileSync(process.execPath, [cli, 'generate-output', '--output', made], { cwd: root, stdio: 'pipe' });
    for (const folder of ['test/support', 'client-example/src/api']) {
      compare('schema-types.d.ts', readFileSync(made, 'utf8'), folder);
    }
  } finally {
    rmSync(made, { force: true });
  }
});
