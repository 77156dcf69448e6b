import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FrontrowProcess } from '../../support/frontrow-process';

const has = (program: string): boolean => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** The shell lines below a heading of the README. */
async function linesBelow(heading: string): Promise<string> {
  const readme = await readFile(join(__dirname, '../../../README.md'), 'utf8');
  return new RegExp(`^## ${heading}$[^]*?^\`\`\`sh\n([^]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';
}

// The session is written for bash and curl, and cannot be pasted where one of them is missing.
(has('bash') && has('curl') ? it : it.skip)(
  'the example session of the README holds seats of the demo data',
  async () => {
    const DATA_DIR = await mkdtemp(join(tmpdir(), 'frontrow-readme-'));
    // PostgreSQL does not run as root, and mkdtemp gives a folder that root alone may enter.
    await chmod(DATA_DIR, 0o755);
    const frontrow = new FrontrowProcess({ DATA_DIR, DEMO_DATA: 'on' }, 'start');
    try {
      const url = await frontrow.open();
      const session = (await linesBelow('An example session')).replaceAll('http://127.0.0.1:4000', url);
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', session]);
      const answers = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      for (const answer of answers) expect(answer).not.toHaveProperty('errors');
      expect(answers.at(-1)).toMatchObject({
        data: {
          holdSeats: { __typename: 'HoldSeatsPayload', hold: { seats: [{ status: 'HELD' }, { status: 'HELD' }] } },
        },
      });
    } finally {
      await frontrow.stop();
      await rm(DATA_DIR, { recursive: true, force: true });
    }
  },
  // The start is ready when its demo data is there: as long as the test of the demo data has.
  120_000,
);
