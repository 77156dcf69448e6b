import { Client, type Pool } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import {
  isLockNotAvailable,
  isUniqueViolation,
  isUnreachable,
  statement,
  type Transaction,
} from '../../../src/platform';
import { openLink } from '../../support/link';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

const add = statement('test_add', 'update counter set value = value + $2 where name = $1 returning value');
const read = statement('test_read', 'select value from counter where name = $1');
const lock = statement('test_lock', 'select name from counter where name = $1 for update nowait');
const insert = statement('test_insert', 'insert into counter (name, value) values ($1, 0)');
const isolate = statement('test_isolate', 'set transaction isolation level serializable');

const counted = async (name: string) => (await testApp.database.run<{ value: number }>(read, [name]))[0]?.value;
const transaction = <T>(work: (tx: Transaction) => Promise<T>) => testApp.database.transaction(work);

beforeAll(async () => {
  await testApp.database.dataSource.query('create table counter (name text primary key, value int not null)');
});
beforeEach(async () => {
  await testApp.database.dataSource.query(`truncate counter; insert into counter values ('a', 0), ('b', 0)`);
});

/** Resolves for each of so many callers when all of them have come. */
function meetingOf(callers: number): () => Promise<void> {
  let come = 0;
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    come += 1;
    if (come === callers) open();
    return all;
  };
}

it('a transaction is whole or not at all', async () => {
  const fault = new Error('in the middle');
  const work = transaction(async (tx) => {
    await tx.run(add, ['a', 1]);
    throw fault;
  });
  await expect(work).rejects.toBe(fault);
  expect(await counted('a')).toBe(0);
  const told = await transaction(async (tx) => {
    await tx.run(add, ['a', 1]);
    return tx.run<{ value: number }>(add, ['b', 2]);
  });
  expect(told).toEqual([{ value: 2 }]);
  expect(await counted('a')).toBe(1);
});

it('two that lock each other out both succeed: one is done again as a whole, and what follows a commit comes once', async () => {
  const meet = meetingOf(2);
  let attempts = 0;
  const followed: string[] = [];
  const both = [
    ['a', 'b'],
    ['b', 'a'],
  ].map(([first, second]) =>
    transaction(async (tx) => {
      attempts += 1;
      tx.afterCommit(() => void followed.push(`${first}${second}`));
      await tx.run(add, [first, 1]);
      if (attempts <= 2) await meet();
      await tx.run(add, [second, 1]);
    }),
  );
  await Promise.all(both);
  expect(attempts).toBe(3);
  expect([await counted('a'), await counted('b')]).toEqual([2, 2]);
  expect(followed.sort()).toEqual(['ab', 'ba']);
});

it('a serialization failure is done again too', async () => {
  const meet = meetingOf(2);
  let attempts = 0;
  const increment = () =>
    transaction(async (tx) => {
      attempts += 1;
      await tx.run(isolate);
      const [row] = await tx.run<{ value: number }>(read, ['a']);
      if (attempts <= 2) await meet();
      await tx.run(add, ['a', 1]);
      return row?.value;
    });
  expect((await Promise.all([increment(), increment()])).sort()).toEqual([0, 1]);
  expect(await counted('a')).toBe(2);
  expect(attempts).toBe(3);
});

it('what fails for another reason is not done again, and what follows a commit does not come', async () => {
  let attempts = 0;
  let followed = false;
  const work = transaction(async (tx) => {
    attempts += 1;
    tx.afterCommit(() => {
      followed = true;
    });
    await tx.run(insert, ['a']);
  });
  const fault = await work.catch((error: unknown) => error);
  expect(isUniqueViolation(fault)).toBe(true);
  expect(isUniqueViolation(fault, 'counter_pkey')).toBe(true);
  expect(isUniqueViolation(fault, 'another')).toBe(false);
  expect([attempts, followed]).toEqual([1, false]);
});

it('doing it again has an end', async () => {
  const deadlock = Object.assign(new Error('deadlock detected'), { code: '40P01' });
  let attempts = 0;
  const work = transaction(async () => {
    attempts += 1;
    throw deadlock;
  });
  await expect(work).rejects.toBe(deadlock);
  expect(attempts).toBe(5);
});

it('a fault after the commit is logged, and undoes nothing', async () => {
  const followed: number[] = [];
  await transaction(async (tx) => {
    await tx.run(add, ['a', 1]);
    tx.afterCommit(() => {
      throw new Error('too late');
    });
    tx.afterCommit(() => void followed.push(1));
  });
  expect(await counted('a')).toBe(1);
  expect(followed).toEqual([1]);
  expect(testApp.log).toContainEqual(expect.objectContaining({ level: 50, msg: 'A callback after a commit failed' }));
});

it('a lock that is taken is reported at once to a caller that does not wait', async () => {
  await transaction(async (tx) => {
    await tx.run(lock, ['a']);
    const fault = await testApp.database.run(lock, ['a']).catch((error: unknown) => error);
    expect(isLockNotAvailable(fault)).toBe(true);
  });
  expect(await testApp.database.run(lock, ['a'])).toEqual([{ name: 'a' }]);
});

it('a session has bounds on what it waits for, and plans a statement once', async () => {
  const settings = await testApp.database.dataSource.query(
    `select name, setting from pg_settings
      where name in ('plan_cache_mode', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'TimeZone')
      order by name`,
  );
  expect(
    Object.fromEntries(settings.map(({ name, setting }: { name: string; setting: string }) => [name, setting])),
  ).toEqual({
    TimeZone: 'UTC',
    idle_in_transaction_session_timeout: '15000',
    lock_timeout: '2000',
    plan_cache_mode: 'force_generic_plan',
    statement_timeout: '15000',
  });
});

it('connections that were cut off are replaced, and none is lost to the pool', async () => {
  const link = await openLink(testApp.config.DATABASE_URL);
  testApp.closing(link.close);
  const { database } = (await testApp.openAnother({ DATABASE_URL: link.url, DATABASE_POOL_MAX: '3' })).platform;
  for (let round = 0; round < 3; round += 1) {
    const cutOff = database.transaction(async (tx) => {
      await tx.run(add, ['a', 1]);
      link.cut();
      await tx.run(add, ['b', 1]);
    });
    const fault = await cutOff.catch((error: unknown) => error);
    expect(isUnreachable(fault)).toBe(true);
    expect(isUnreachable(await database.run(read, ['a']).catch((error: unknown) => error))).toBe(true);
    link.heal();
    const all = await Promise.all(
      Array.from({ length: 9 }, () => database.transaction((tx) => tx.run<{ value: number }>(read, ['a']))),
    );
    expect(all).toEqual(Array(9).fill([{ value: 0 }]));
    expect(database.poolUse).toMatchObject({ waiting: 0 });
    expect(database.poolUse.total).toBeLessThanOrEqual(3);
  }
});

it('a connection that PostgreSQL ends while nobody listens to it ends no process', async () => {
  const { dataSource } = testApp.database;
  // As TypeORM takes it: its own listener comes a turn later.
  // The driver of a data source of this type has its pool there.
  const { master } = dataSource.driver as PostgresDriver;
  await new Promise<void>((resolve, reject) => {
    (master as Pool).connect((fault, client, release) => {
      if (client === undefined) return reject(fault);
      expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow();
      release(true);
      resolve();
    });
  });
  expect(await counted('a')).toBe(0);
});

it('a storm of ended connections is reported as unreachable, and passes', async () => {
  const { database } = (await testApp.openAnother({ DATABASE_POOL_MAX: '3' })).platform;
  const admin = new Client({ connectionString: testApp.config.DATABASE_URL });
  await admin.connect();
  testApp.closing(() => admin.end());
  const faults: unknown[] = [];
  let ended = false;
  const busy = Array.from({ length: 30 }, async () => {
    for (let turn = 0; turn < 2_000 && !ended; turn += 1) {
      const work = turn % 2 === 0 ? database.run(read, ['a']) : database.transaction((tx) => tx.run(read, ['a']));
      await work.catch((error: unknown) => void faults.push(error));
    }
  });
  for (let round = 0; round < 40; round += 1) {
    await admin.query(
      `select pg_terminate_backend(pid)
         from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
  }
  ended = true;
  await Promise.all(busy);
  expect(faults.filter((fault) => !isUnreachable(fault))).toEqual([]);
  expect(faults.length).toBeGreaterThan(0);
  expect(await database.run(read, ['a'])).toEqual([{ value: 0 }]);
});
