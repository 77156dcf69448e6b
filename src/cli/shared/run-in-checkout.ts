import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from './context';
import { exitCodes } from './exit-codes';
import { packageDir } from './make-command';

/**
 * Runs a program of the source checkout in a process of its own: the load driver and the benchmarks live with the
 * tests, which a deployed service does not have. Ends as that program does.
 */
export async function runInCheckout(
  { output }: CommandContext,
  program: string,
  words: readonly string[],
): Promise<number> {
  if (!existsSync(join(packageDir, `${program}.ts`))) {
    output.progress(`${program}.ts is not here: this command needs the source checkout.`);
    return exitCodes.failed;
  }
  const built = await run(join(packageDir, 'src/dev/build.mjs'), ['test/load', 'test/support']);
  return built === exitCodes.ok ? run(join(packageDir, 'dist', `${program}.js`), words) : built;
}

function run(file: string, words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--enable-source-maps', file, ...words], {
    cwd: packageDir,
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to the child as well, which decides when to end. Other signals come to us alone.
  const ignore = () => undefined;
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', ignore);
  process.on('SIGTERM', forward);
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? exitCodes.failed));
  }).finally(() => {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', forward);
  });
}
