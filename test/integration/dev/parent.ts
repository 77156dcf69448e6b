import path from 'node:path';
import { claimDataDir } from '../../../src/dev/claim-data-dir';
import { startPostgres } from '../../../src/dev/start-postgres';
import { startRedis } from '../../../src/dev/start-redis';

/** A process that starts the servers of a data folder as the service does, prints their addresses, and runs until it is killed. */
async function main([dir = '']: readonly string[]): Promise<void> {
  await claimDataDir(dir);
  const [postgres, redis] = await Promise.all([
    startPostgres({ dir: path.join(dir, 'postgres'), settings: { fsync: 'off' } }),
    startRedis({ dir: path.join(dir, 'redis') }),
  ]);
  console.log(JSON.stringify({ postgresUrl: postgres.url, redisUrl: redis.url }));
  process.stdin.resume();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
