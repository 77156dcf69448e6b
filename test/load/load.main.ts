/** `npm run load -- …`: rehearses an on-sale against a running service, or one of its own, and proves what came of it. */
import { help, parseOptions, type RunOptions } from './drive/options';
import { openProgress } from './drive/progress';
import { keepRun } from './drive/report';
import { run } from './drive/run';
import { summarise } from './drive/summary';
import { UsageError } from './drive/usage-error';

async function main(words: readonly string[]): Promise<number> {
  const options = parseOptions(words);
  if (options === null) {
    console.log(help());
    return 0;
  }
  return rehearse(options);
}

async function rehearse(options: RunOptions): Promise<number> {
  const interrupted = new AbortController();
  const onSignal = () => {
    // The second one is from an operator who does not want to wait for the proofs.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  const progress = openProgress(`Rehearsal: ${options.replayFile ?? options.preset}`, process.stderr);
  try {
    const result = await run(options, progress, interrupted.signal);
    progress.close();
    console.log(summarise(result));
    const { json, html } = await keepRun(result, options.outDir);
    console.log(`Kept in ${json}\nA report to look at: ${html}`);
    return result.proofs.every(({ holds }) => holds) ? 0 : 1;
  } catch (error) {
    progress.close();
    throw error;
  }
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error instanceof UsageError ? error.message : error);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
