import { Client, type Pool } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { isLockNotAvailable, statement } from '../../../src/platform';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const insert = statement('test_insert_mark', 'insert into mark (name) values ($1)');
const lock = statement('test_lock_mark', 'select name from mark where name = $1 for update nowait');
/** Locks the row, then fails. */
const lockAndFail = statement(
  'test_lock_mark_and_fail',
  `with locked as materialized (select name from mark where name = $1 for update nowait)
   insert into mark (name) select name from locked`,
);
const run = (...[of, values]: Parameters<typeof testApp.database.run>) => testApp.database.run(of, values);

beforeAll(async () => {
  await testApp.database.dataSource.query(`create table mark (name text primary key); insert into mark values ('a')`);
});

it('what a failed statement has locked is free as soon as its caller knows', async () => {
  const other = new Client({ connectionString: testApp.config.DATABASE_URL });
  await other.connect();
  const refused: unknown[] = [];
  for (let round = 0; round < 300; round += 1) {
    await expect(run(lockAndFail, ['a'])).rejects.toMatchObject({ code: '23505' });
    await other.query(lock.text, ['a']).catch((error: unknown) => refused.push(error));
  }
  await other.end();
  expect(refused.map(isLockNotAvailable)).toEqual([]);
});

it('connections survive what is wrong with a statement alone', async () => {
  // TypeORM types its pool as any; with the driver `postgres` it is one of `pg`.
  const pool = (testApp.database.dataSource.driver as PostgresDriver).master as Pool;
  await run(lock, ['a']);
  let opened = 0;
  const count = () => {
    opened += 1;
  };
  pool.on('connect', count);
  for (let round = 0; round < 20; round += 1) {
    await expect(run(insert, ['a'])).rejects.toMatchObject({ code: '23505' });
    await expect(run(insert, ['a\u0000'])).rejects.toMatchObject({ code: '22021' });
  }
  await run(lock, ['a']);
  pool.off('connect', count);
  expect(opened).toBe(0);
});

it('a connection whose plan does not fit the table any more is not used again', async () => {
  const read = statement('test_read_mark', 'select * from mark where name = $1');
  expect(await run(read, ['a'])).toEqual([{ name: 'a' }]);
  await testApp.database.dataSource.query('alter table mark add column size integer');
  const answers = [];
  for (let round = 0; round < 10; round += 1) answers.push(await run(read, ['a']).catch(({ code }) => code));
  expect(answers.at(-1)).toEqual([{ name: 'a', size: null }]);
  expect(answers.filter((answer) => answer === '0A000').length).toBeLessThanOrEqual(1);
});
