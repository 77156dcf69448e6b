import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runCommandLine } from '../../../src/cli';

interface Ran {
  readonly code: number;
  readonly result: string;
  readonly progress: string;
}

async function run(...words: string[]): Promise<Ran> {
  const lines = { result: [] as string[], progress: [] as string[] };
  const output = {
    result: (text: string) => void lines.result.push(text),
    progress: (text: string) => void lines.progress.push(text),
  };
  const code = await runCommandLine(words, { environment: {}, output, exitCode: 0 });
  return { code, result: lines.result.join('\n'), progress: lines.progress.join('\n') };
}

const { version } = JSON.parse(readFileSync(resolve('package.json'), 'utf8'));
const commands = [
  ...[
    'start',
    'dev',
    'migrate',
    'seed',
    'verify',
    'dead-letters',
    'ticket-keys',
    'token',
    'seat-map',
    'verify-shuffle',
  ],
  ...['load', 'bench'],
];
/** The load driver prints a help of its own, in a process of its own. */
const own = commands.filter((name) => name !== 'load');

it('--help lists every command, with examples', async () => {
  const { code, result } = await run('--help');
  expect(code).toBe(0);
  for (const name of commands) expect(result).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(result).toContain('Examples:\n  $ frontrow start');
});

it.each(own)('%s --help prints its usage and examples, as help with its name does', async (name) => {
  const asked = await run(name, '--help');
  expect(asked.code).toBe(0);
  expect(asked.result).toMatch(new RegExp(`^Usage: frontrow ${name} `));
  expect(asked.result).toMatch(/Examples:\n {2}\$ .*frontrow/);
  expect(await run('help', name)).toEqual(asked);
});

it.each(commands)('%s --version prints the version of the package', async (name) => {
  expect(await run(name, '--version')).toEqual({ code: 0, result: version, progress: '' });
});

it('a command below a command has a help of its own', async () => {
  const { code, result } = await run('dead-letters', 'replay', '--help');
  expect(code).toBe(0);
  expect(result).toMatch(/^Usage: frontrow dead-letters replay \[options\] <order>/);
});

it.each([
  ['strat', 'start'],
  ['migrat', 'migrate'],
  ['dead-leters', 'dead-letters'],
  ['seatmap', 'seat-map'],
])('the mistyped command %s is refused with the suggestion %s', async (word, meant) => {
  const { code, result, progress } = await run(word);
  expect([code, result]).toEqual([2, '']);
  expect(progress).toContain(`error: unknown command '${word}'\n(Did you mean ${meant}?)`);
});

it('a mistyped option is refused with a suggestion', async () => {
  const { code, progress } = await run('verify', '--jsno');
  expect(code).toBe(2);
  expect(progress).toContain("error: unknown option '--jsno'\n(Did you mean --json?)");
});

it('no command at all prints the help, and is not a success', async () => {
  const { code, progress } = await run();
  expect(code).toBe(2);
  expect(progress).toMatch(/^Usage: frontrow /);
});

it.each([
  [['token']],
  [['token', 'owner']],
  [['token', 'admin', 'viewer_1']],
  [['token', 'admin', 'for', 'me']],
  [['dead-letters', 'burn']],
  [['dead-letters', 'replay']],
  [['dead-letters', 'replay', 'show_1']],
  [['ticket-keys', 'burn']],
  [['ticket-keys', 'retire', 'one']],
  [['ticket-keys', 'add', '--after', 'soon']],
  [['start', 'now']],
  [['seat-map', 'paint', 'x.json']],
  [['verify-shuffle', '--unknown', 'x']],
  [['verify-shuffle']],
  [['verify-shuffle', '--seed', 'abc', '--tickets', '5']],
  [['migrate', '--force']],
])('%j is a usage error: exit code 2, one sentence, and no stack', async (words) => {
  const { code, result, progress } = await run(...words);
  expect([code, result]).toEqual([2, '']);
  expect(progress).toMatch(/^error: /);
  expect(progress).not.toMatch(/\n\s+at /);
});
