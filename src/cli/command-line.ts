import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { type CommandContext, processContext } from './shared/context';
import { exitCodes } from './shared/exit-codes';
import { addSubcommands, makeCommand } from './shared/make-command';

type MakeCommand = (context: CommandContext) => CommandUnknownOpts;

/**
 * Each command with its line in the help, and how to load it. Most commands load the whole service, which takes about
 * a second: too long for a `--help`. Each cast repeats what `require` loads.
 */
const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => MakeCommand }>> = {
  start: {
    summary: 'Start the service',
    load: () => (require('./start') as typeof import('./start')).startCommand,
  },
  dev: {
    summary: 'Start the service and restart it whenever a source file changes',
    load: () => (require('./dev') as typeof import('./dev')).devCommand,
  },
  migrate: {
    summary: 'Apply the pending database migrations',
    load: () => (require('./migrate') as typeof import('./migrate')).migrateCommand,
  },
  seed: {
    summary: 'Load another set of demo shows',
    load: () => (require('./seed') as typeof import('./seed')).seedCommand,
  },
  verify: {
    summary: 'Check the whole database for damage, and compare it with the payment provider',
    load: () => (require('./verify') as typeof import('./verify')).verifyCommand,
  },
  'dead-letters': {
    summary: 'List or retry the payments and refunds that need an operator',
    load: () => (require('./dead-letters') as typeof import('./dead-letters')).deadLettersCommand,
  },
  'ticket-keys': {
    summary: 'List, add or retire the keys that sign tickets',
    load: () => (require('./ticket-keys') as typeof import('./ticket-keys')).ticketKeysCommand,
  },
  token: {
    summary: 'Issue an access token for an organizer, a scanner or an admin',
    load: () => (require('./token') as typeof import('./token')).tokenCommand,
  },
  'seat-map': {
    summary: 'Check, import, compare, draw, convert or generate seat maps',
    load: () => (require('./seat-map') as typeof import('./seat-map')).seatMapCommand,
  },
  'verify-shuffle': {
    summary: 'Recompute the draw of a waiting room and compare it with what was published',
    load: () => (require('./verify-shuffle') as typeof import('./verify-shuffle')).verifyShuffleCommand,
  },
  load: {
    summary: 'Rehearse an on-sale with simulated buyers (source checkout only)',
    load: () => (require('./load') as typeof import('./load')).loadCommand,
  },
  bench: {
    summary: 'Run benchmarks (source checkout only)',
    load: () => (require('./bench') as typeof import('./bench')).benchCommand,
  },
};

/** Runs the command that the words name, and returns its exit code. */
export async function runCommandLine(
  words: readonly string[],
  context: CommandContext = processContext(),
): Promise<number> {
  try {
    await program(words, context).parseAsync(words, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return exitCodeOf(error, context);
  }
}

/** The command that is named is loaded whole; of the others the help needs only the summaries. */
function program(words: readonly string[], context: CommandContext): CommandUnknownOpts {
  const root = makeCommand('frontrow', context, {
    summary: 'A real-time GraphQL API that sells numbered seats',
    details: 'Settings are environment variables; docs/operations.md lists them, and the exit codes.',
    examples: [
      'frontrow start',
      'frontrow verify --json',
      'frontrow seat-map check stadium.json',
      'frontrow help token',
    ],
  }).showSuggestionAfterError();
  const named = words.filter((word) => !word.startsWith('-')).slice(0, 2);
  const isNamed = (name: string) => named[0] === name || (named[0] === 'help' && named[1] === name);
  return addSubcommands(
    root,
    Object.entries(commands).map(([name, { summary, load }]) =>
      isNamed(name) ? load()(context) : makeCommand(name, context, { summary }),
    ),
  );
}

/** An error that an operator can resolve is printed as its message; any other one with its stack. */
function exitCodeOf(error: unknown, { output }: CommandContext): number {
  if (error instanceof CommanderError) {
    // Commander has printed its message, the help or the version already.
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  output.progress(messageOf(error));
  return exitCodes.failed;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isForOperator = error.name === 'ConfigError' || error.name === 'StartRefused';
  return isForOperator ? error.message : (error.stack ?? error.message);
}
