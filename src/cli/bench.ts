import type { CommandContext } from './shared/context';
import { makeCommand } from './shared/make-command';
import { runInCheckout } from './shared/run-in-checkout';

export const benchCommand = (context: CommandContext) =>
  makeCommand('bench', context, {
    summary: 'Run benchmarks (source checkout only)',
    details:
      'Prints the results beside their targets and keeps them in test/load/results. Without a name it lists the ' +
      'benchmarks.',
    examples: ['frontrow bench', 'frontrow bench holds', 'frontrow bench all'],
  })
    .argument('[names...]', 'Benchmarks to run, or "all"')
    .action(async (names) => {
      context.exitCode = await runInCheckout(context, 'test/load/main', names);
    });
