import { isReadOnly, isReadOnlyReply, type Platform } from './platform';

/** Monitoring waits for an answer of `/readyz` no longer than a few seconds; a server that is silent for so long is away. */
const READINESS_MS_MAX = 3000;

/** What `/readyz` checks: PostgreSQL and Redis accept writes, and the migrations are applied. */
export function unready({ database, redis }: Platform): () => Promise<string[]> {
  let migrated = false;
  const faultOfDatabase = async () => {
    await database.checkWritable();
    migrated ||= !(await database.dataSource.showMigrations());
    return migrated ? [] : ['Migrations are pending: run "npm run migrate"'];
  };
  return async () => {
    const faults = await Promise.all([
      inTime(faultOfDatabase()).catch((error) => [
        isReadOnly(error) ? 'PostgreSQL accepts no writes' : 'PostgreSQL cannot be reached',
      ]),
      redis.checkWritable().then(
        () => [],
        (error) => [isReadOnlyReply(error) ? 'Redis accepts no writes' : 'Redis cannot be reached'],
      ),
    ]);
    return faults.flat();
  };
}

/** Rejects after the time that readiness has. */
function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('No answer in time')), READINESS_MS_MAX);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
