import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const playground = join(__dirname, '../../../src/playground');

it('the built playground is made of its present sources; else `npm run build:playground` makes it', () => {
  const digestOfSources = execFileSync(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { digestOfSources } from ${JSON.stringify(join(playground, 'page/digest-of-sources.mjs'))}; process.stdout.write(await digestOfSources());`,
  ]).toString();
  expect(readFileSync(join(playground, 'built/sources.sha256'), 'utf8').trim()).toBe(digestOfSources);
});
