import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(__dirname, '../../..');
const folder = join(root, 'dist/bundle');

/** Runs a command that loads the whole service, after these lines. */
const run = (lines: string, ...options: string[]) => {
  const main = JSON.stringify(resolve(root, 'dist/src/main.js'));
  const code = `process.argv.splice(1, process.argv.length, ${main}, 'help', 'start'); ${lines}; require(process.argv[1]);`;
  return spawnSync(process.execPath, [...options, '-e', code], { cwd: root, encoding: 'utf8' });
};
/** Prints how many files outside of packages were loaded. */
const COUNT = `process.once('exit', () => console.error('files', Object.keys(require.cache).filter((file) => !file.includes('node_modules')).length))`;
const filesIn = (output: string) => Number(/files (\d+)/.exec(output)?.[1]);
const digest = () => /\w{16}/.exec(readFileSync(join(folder, 'frontrow.js'), 'utf8').slice(0, 40))?.[0] ?? '';

beforeAll(() => {
  // `npm test` has built it; a single test may not have.
  execFileSync(process.execPath, [join(root, 'src/dev/build.mjs')]);
});

it('the service is one file, with the licenses of what is in it', () => {
  const { stdout, stderr } = run(COUNT);
  expect(stdout).toContain('Start the service');
  // The entry, and what runs the bundle.
  expect(filesIn(stderr)).toBe(2);
  expect(readdirSync(folder).sort()).toEqual(
    [
      ...['LICENSES.txt', 'demo-maps.json'],
      ...['', `.${digest()}.cache`, `.${digest()}.places`].map((end) => `frontrow.js${end}`),
    ].sort(),
  );
  const licenses = readFileSync(join(folder, 'LICENSES.txt'), 'utf8');
  for (const name of ['typeorm', 'graphql', '@apollo/server', 'fastify'])
    expect(licenses).toMatch(new RegExp(`^${name} \\d.*\\(MIT\\)$`, 'm'));
});

it('it works without compiled code, and with code that is not this one', () => {
  const cache = join(folder, `frontrow.js.${digest()}.cache`);
  renameSync(cache, `${cache}.away`);
  try {
    expect(run('').stdout).toContain('Start the service');
  } finally {
    renameSync(`${cache}.away`, cache);
  }
  expect(run('', '--stack-size=900').stdout).toContain('Start the service');
});

it('a debugger gets the single files', () => {
  const { stdout, stderr } = run(COUNT, '--inspect=0');
  expect(stdout).toContain('Start the service');
  expect(filesIn(stderr)).toBeGreaterThan(100);
});

it('a stack shows the places of the sources', () => {
  const { stderr } = run(`console.log = () => { throw new TypeError('not here'); }`);
  const [message, ...places] = stderr.split('\n');
  expect(message).toBe('TypeError: not here');
  const [, source = '', line = ''] = /\((.*\/src\/cli\/.*\.ts):(\d+)\)/.exec(places.join('\n')) ?? [];
  expect(existsSync(source)).toBe(true);
  expect(readFileSync(source, 'utf8').split('\n')[Number(line) - 1]).toMatch(/write|output|result/);
});
