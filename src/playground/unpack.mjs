/**
 * Makes files of the built playground in dist/playground, for clients of every encoding. Does nothing where they are
 * there, so that every start may call it.
 */
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress, gzip } from 'node:zlib';

const built = join(import.meta.dirname, 'built');
const out = resolve(import.meta.dirname, '../../dist/playground');

const digestIn = (folder) => readFile(join(folder, 'sources.sha256'), 'utf8').catch(() => null);

/** Another process may be at it too: everything is made aside and moved at the end. */
async function unpack() {
  const aside = `${out}.${process.pid}`;
  try {
    await mkdir(join(aside, 'assets'), { recursive: true });
    for (const name of ['index.html', 'sources.sha256']) await cp(join(built, name), join(aside, name));
    for (const name of await readdir(join(built, 'assets'))) {
      const target = join(aside, 'assets', name);
      await cp(join(built, 'assets', name), target);
      if (!name.endsWith('.br')) continue;
      const content = await promisify(brotliDecompress)(await readFile(target));
      const plain = target.slice(0, -'.br'.length);
      await Promise.all([writeFile(plain, content), writeFile(`${plain}.gz`, await promisify(gzip)(content))]);
    }
    await rm(out, { recursive: true, force: true });
    await rename(aside, out).catch((error) => {
      // The other one was quicker and has made the same.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

if ((await digestIn(out)) !== (await digestIn(built))) await unpack();
