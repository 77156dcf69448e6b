import path from 'node:path';
import { claimDataDir, startPostgres, startRedis } from '../../../src/dev';

/** A process that opens a data folder as the service does, tells what runs, and stays until somebody ends it. */
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
