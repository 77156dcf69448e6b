import { runSeatMapCommand } from './seat-map';
import type { CommandContext } from './shared/context';
import { makeCommand } from './shared/make-command';

export const seatMapCommand = (context: CommandContext) =>
  makeCommand('seat-map', context, { summary: 'Check, import, compare, draw, convert or generate seat maps' })
    .helpOption(false)
    .argument('[words...]')
    .allowUnknownOption()
    .action(async (words) => {
      context.exitCode = await runSeatMapCommand(words, context.environment, context.output);
    });
