import { verifyShuffle } from '../waiting-room';
import type { CommandContext } from './shared/context';
import { exitCodes } from './shared/exit-codes';
import { makeCommand } from './shared/make-command';

const codes = {
  Kept: exitCodes.ok,
  Broken: exitCodes.failed,
  Failed: exitCodes.failed,
  InvalidOptions: exitCodes.usage,
} as const;

/** Needs no database: everybody may run it, with nothing but the public API. */
export const verifyShuffleCommand = (context: CommandContext) =>
  makeCommand('verify-shuffle', context, {
    summary: 'Recompute the draw of a waiting room and compare it with what was published',
    details:
      'With --show it reads the published draw from the API: the one of the given commitment, else the latest that was ' +
      'held. With --seed and --tickets it reads nothing. Note the commitment before the sale and give it with ' +
      '--commitment: then the result does not depend on what the API answers now. Exits with 1 if a commitment was broken.',
    examples: [
      'frontrow verify-shuffle --show show_01K… --commitment 3b0c…',
      'frontrow verify-shuffle --seed 9f1e… --tickets 5000 --ticket 17',
    ],
  })
    .option('--show <id>', 'The show whose draw is read from the API')
    .option('--url <address>', 'Address of the API (default: http://127.0.0.1:4000)')
    .option('--seed <hex>', 'The published seed')
    .option('--tickets <count>', 'How many queue numbers were drawn')
    .option('--ticket <number>', 'Print the position that this queue number drew')
    .option('--commitment <hash>', 'The commitment that you noted before the sale')
    .action(async (options) => {
      const { kind, lines } = await verifyShuffle(options);
      const text = lines.join('\n');
      if (kind === 'InvalidOptions') context.output.progress(`error: ${text}\n\nAdd --help for usage.`);
      else if (kind === 'Failed') context.output.progress(text);
      else context.output.result(text);
      context.exitCode = codes[kind];
    });
