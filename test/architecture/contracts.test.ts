import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { seatMapJsonSchema } from '../../src/seating';
import { describeDatabase } from '../support/describe-database';
import { openTestApp } from '../support/test-app';

const testApp = openTestApp();

/** `npm run schema` writes the files; otherwise they are compared. */
function compare(name: string, made: string): void {
  const file = join(__dirname, '../../schema', name);
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
