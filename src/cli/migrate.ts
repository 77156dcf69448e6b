import { migrate } from '../platform';
import { type CommandContext, json } from './shared/context';
import { makeCommand } from './shared/make-command';
import { onDatabase } from './shared/on-database';

export const migrateCommand = (context: CommandContext) =>
  makeCommand('migrate', context, {
    summary: 'Apply the pending database migrations',
    details:
      'Uses DATABASE_URL, or the data folder without it. Several may run at the same time: one applies the ' +
      'migrations and the others wait.',
    examples: [
      'DATABASE_URL=postgres://frontrow:password@db:5432/frontrow frontrow migrate',
      'frontrow migrate --json',
    ],
  })
    .option('--json', 'Print the names of the applied migrations as JSON')
    .action((options) =>
      onDatabase(context, async ({ database }) => {
        const applied = await migrate(database.dataSource);
        const inWords =
          applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.length}: ${applied.join(', ')}`;
        context.output.result(options.json ? json({ applied }) : inWords);
      }),
    );
