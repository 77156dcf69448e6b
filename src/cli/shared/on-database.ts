import { attachOrStartDatabase, connect } from '../../backing-services';
import { type Clock, type Config, Database, loadConfig, openLogger, SyncedClock, syncClock } from '../../platform';
import type { CommandContext } from './context';

export interface DatabaseContext {
  readonly config: Config;
  readonly database: Database;
  /** Shows the time of the database. */
  readonly clock: Clock;
}

/**
 * Runs a command on the database of the service, whether the service runs or not: the one given by address, else the
 * one in the data folder.
 */
export async function onDatabase(
  { environment, output }: CommandContext,
  work: (context: DatabaseContext) => Promise<void>,
): Promise<void> {
  const config = loadConfig(environment);
  const backing = await attachOrStartDatabase(config, output.progress);
  try {
    const dataSource = await connect(backing.url);
    try {
      const database = new Database(dataSource, openLogger('warn'));
      const clock = new SyncedClock();
      const stopSync = await syncClock(clock, database);
      await stopSync();
      await work({ config, database, clock });
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await backing.stop();
  }
}
