import { verifyShuffle } from './verify-shuffle';

verifyShuffle(process.argv.slice(2)).then(
  ({ kind, lines }) => {
    console.log(lines.join('\n'));
    process.exitCode = kind === 'Kept' ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
