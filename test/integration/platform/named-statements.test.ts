import pino from 'pino';
import { Database, makeDataSource, statement } from '../../../src/platform';
import { cloneDatabase } from '../../support/test-app';

const countNamed = statement('test_count_named', 'select count(*)::integer as count from pg_prepared_statements');

it.each([
  [true, 1],
  [false, 0],
])('statements are prepared under a name: %s', async (namesStatements, count) => {
  const { url, drop } = await cloneDatabase();
  const dataSource = await makeDataSource({ url, poolMax: 1, namesStatements }).initialize();
  const database = new Database(dataSource, pino({ level: 'silent' }));
  expect(await database.transaction((transaction) => transaction.run(countNamed))).toEqual([{ count }]);
  expect(await database.run(countNamed)).toEqual([{ count }]);
  await dataSource.destroy();
  await drop();
});
