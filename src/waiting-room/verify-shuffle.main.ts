import { verifyShuffle } from './verify-shuffle';

void verifyShuffle(process.argv.slice(2)).then(({ kind, lines }) => {
  console.log(lines.join('\n'));
  process.exitCode = kind === 'Kept' ? 0 : 1;
});
