import { makeDataSource, migrate } from '../../src/platform';
import { describeDatabase } from '../support/describe-database';
import { cloneDatabase } from '../support/test-app';

it('migrations go up, down to nothing, and up again to the same', async () => {
  const database = await cloneDatabase();
  const dataSource = await makeDataSource({ url: database.url, poolMax: 2 }).initialize();
  try {
    const first = await describeDatabase(dataSource);
    for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
    const bare = await describeDatabase(dataSource);
    expect(bare.trim()).toBe('');
    const applied = await migrate(dataSource);
    expect(applied).toHaveLength(dataSource.migrations.length);
    expect(await describeDatabase(dataSource)).toBe(first);
  } finally {
    await dataSource.destroy();
    await database.drop();
  }
});

it('several processes that migrate at once apply each migration once', async () => {
  const database = await cloneDatabase();
  const sources = await Promise.all(
    [1, 2, 3].map(() => makeDataSource({ url: database.url, poolMax: 2 }).initialize()),
  );
  const [first] = sources;
  try {
    for (const _ of first?.migrations ?? []) await first?.undoLastMigration();
    const applied = (await Promise.all(sources.map(migrate))).flat();
    expect(applied).toHaveLength(first?.migrations.length ?? -1);
  } finally {
    await Promise.all(sources.map((source) => source.destroy()));
    await database.drop();
  }
});
