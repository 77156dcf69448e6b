import type { CommandContext } from './shared/context';
import { makeCommand } from './shared/make-command';
import { runInCheckout } from './shared/run-in-checkout';

/** The load driver has its own options and prints its own help: all words go to it. */
export const loadCommand = (context: CommandContext) =>
  makeCommand('load', context, { summary: 'Rehearse an on-sale with simulated buyers (source checkout only)' })
    .helpOption(false)
    .argument('[options...]')
    .allowUnknownOption()
    .action(async (words) => {
      context.exitCode = await runInCheckout(context, 'test/load/load.main', words);
    });
