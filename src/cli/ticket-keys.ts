import { InvalidArgumentError } from '@commander-js/extra-typings';
import { TicketKeys } from '../tickets';
import { type CommandContext, json } from './shared/context';
import { exitCodes } from './shared/exit-codes';
import { addSubcommands, makeCommand } from './shared/make-command';
import { onDatabase } from './shared/on-database';

const HOURS_DEFAULT = 24;

export const ticketKeysCommand = (context: CommandContext) => {
  const command = makeCommand('ticket-keys', context, {
    summary: 'List, add or retire the keys that sign tickets',
    details: 'Without a command it lists them. docs/tickets.md says when to add a key, and what a stolen one means.',
    examples: ['frontrow ticket-keys', 'frontrow ticket-keys add', 'frontrow ticket-keys retire 1'],
  })
    .usage('[options] [command]')
    .argument('[command]')
    .option('--json', 'Print the list as JSON')
    .action((word, options) => {
      if (word !== undefined)
        command.error(`error: unknown command '${word}'. Use: ticket-keys add, ticket-keys retire KEY`);
      return list(context, options.json === true);
    });
  return addSubcommands(command, [addCommand(context), retireCommand(context)]);
};

const list = (context: CommandContext, asJson: boolean) =>
  onDatabase(context, async ({ database, clock }) => {
    const keys = await new TicketKeys(database, clock).list();
    if (asJson) return context.output.result(json({ ticketKeys: keys }));
    for (const { id, signsFrom, retiredAt } of keys) {
      const state = retiredAt === null ? '' : `  retired ${retiredAt.toISOString()}`;
      context.output.result(`key ${id}  signs from ${signsFrom.toISOString()}${state}`);
    }
    if (keys.length === 0) context.output.result('There are no keys yet: the service makes the first one.');
  });

const addCommand = (context: CommandContext) =>
  makeCommand('add', context, {
    summary: 'Add a key, which is published at once and signs later',
    details:
      `Gates without network learn the key before it signs: ${HOURS_DEFAULT} hours later unless --after says otherwise. ` +
      'With --after 0 it signs at once, for a key that was stolen.',
    examples: ['frontrow ticket-keys add', 'frontrow ticket-keys add --after 0'],
  })
    .option('--after <hours>', 'When it begins to sign', parseHours, HOURS_DEFAULT)
    .option('--json', 'Print the id of the key as JSON')
    .action((options) =>
      onDatabase(context, async ({ database, clock }) => {
        const signsFrom = new Date(clock.now().getTime() + options.after * 3_600_000);
        const id = await new TicketKeys(database, clock).add(signsFrom);
        const text = `Key ${id} signs from ${signsFrom.toISOString()}`;
        context.output.result(options.json ? json({ id, signsFrom }) : text);
      }),
    );

const retireCommand = (context: CommandContext) =>
  makeCommand('retire', context, {
    summary: 'Retire a key: every code that it signed is refused from then on',
    details: 'Buyers who read their tickets again get codes of another key, which must sign already.',
    examples: ['frontrow ticket-keys retire 1'],
  })
    .argument('<key>', 'Id of the key, as the list prints it', parseKey)
    .option('--json', 'Print the result as JSON')
    .action((key, options) =>
      onDatabase(context, async ({ database, clock }) => {
        const isRetired = await new TicketKeys(database, clock).retire(key);
        if (!isRetired) {
          context.output.progress(
            `error: Key ${key} was not retired: it is unknown or retired already, or no other key signs yet. ` +
              'Add one with "frontrow ticket-keys add --after 0" first.',
          );
          context.exitCode = exitCodes.failed;
        } else context.output.result(options.json ? json({ retired: key }) : `Key ${key} is retired`);
      }),
    );

function parseKey(word: string): string {
  if (!/^[1-9]\d{0,3}$/.test(word)) throw new InvalidArgumentError('Expected the number of a key.');
  return word;
}

function parseHours(word: string): number {
  const hours = Number(word);
  if (word.trim() === '' || !Number.isFinite(hours) || hours < 0 || hours > 8760)
    throw new InvalidArgumentError('Expected a number of hours, 0 to 8760.');
  return hours;
}
