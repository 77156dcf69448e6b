import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandContext } from './context';

export interface CommandText {
  readonly summary: string;
  /** Further sentences for the help of this command. */
  readonly details?: string;
  /** Whole command lines, as somebody would type them. */
  readonly examples?: readonly string[];
}

/** A command with what each of ours has: `--help` with examples, `--version`, and output that a test can read. */
export function makeCommand(name: string, { output }: CommandContext, text: CommandText): Command {
  const command = new Command(name)
    .summary(text.summary)
    .description(text.details === undefined ? `${text.summary}.` : `${text.summary}.\n\n${text.details}`)
    .version(versionOf(packageDir), '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Print this help')
    .showHelpAfterError('Add --help for usage.')
    // The caller turns the error into an exit code.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.result(text.trimEnd()),
      writeErr: (text) => output.progress(text.trimEnd()),
    })
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false });
  if (text.examples !== undefined) {
    command.addHelpText('after', ['', 'Examples:', ...text.examples.map((line) => `  $ ${line}`)].join('\n'));
  }
  return command;
}

/** Adds commands below another one; their usage then names the whole path. */
export function addSubcommands<Parent extends CommandUnknownOpts>(
  parent: Parent,
  children: readonly CommandUnknownOpts[],
): Parent {
  for (const child of children) parent.addCommand(child);
  parent.helpCommand('help [command]', 'Print the help of a command');
  return parent;
}

/** The folder of this package: two levels up in the sources, three in `dist`. */
export const packageDir = packageAbove(__dirname);

function packageAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`There is no package.json above ${__dirname}`);
  return packageAbove(parent);
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
