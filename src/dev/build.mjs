/**
 * Compiles the sources into `dist`: only the files that have changed since the last build, so that every command may
 * call it first. Removes from `dist` what has no source any more. Then makes one file of all (`bundle.mjs`).
 *
 *   node src/dev/build.mjs [FOLDER…]     also compiles these folders, such as test/load
 *   node src/dev/build.mjs --no-page     makes neither the one file, nor the playground and the site
 *   node src/dev/build.mjs --watch       stays, builds after each change, and reports to its parent process
 */
import { createHash } from 'node:crypto';
import { existsSync, watch } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { hasBundle, makeBundle, removeBundle } from './bundle.mjs';

const root = resolve(import.meta.dirname, '../..');
const out = join(root, 'dist');
const sources = ['src', 'migrations'];
/** Is built already, and has packages of its own. */
const playground = 'src/playground';
const site = 'client-example';
/** Waits for the other files of a change, such as those of a `git checkout`. */
const CHANGE_MS = 40;

/**
 * Builds what has changed, and returns the names of these files.
 *
 * The manifest holds time and size of each source as they were when it was compiled. It is compared for equality: a
 * file that came back older, from a stash or an archive, is compiled again. It is written last, so that a build that
 * was interrupted is repeated.
 */
async function build(folders) {
  const manifestFile = join(
    out,
    `.manifest-${createHash('sha1').update(folders.join()).digest('hex').slice(0, 8)}.json`,
  );
  const [settings, last, files] = await Promise.all([
    settingsHash(),
    readJson(manifestFile),
    Promise.all(folders.map(filesIn)).then((lists) => [...lists.flat(), 'ormconfig.ts'].sort()),
  ]);
  const known = last?.settings === settings ? last.files : {};
  const found = Object.fromEntries(await Promise.all(files.map(async (file) => [file, await fingerprint(file)])));
  const changed = files.filter((file) => known[file] !== found[file]);
  const gone = Object.keys(known).filter((file) => found[file] === undefined);
  if (changed.length === 0 && gone.length === 0) return [];
  if (folders === sources) await removeBundle();
  await Promise.all(gone.flatMap((file) => outputsOf(file).map((path) => rm(path, { force: true }))));
  await compile(changed);
  await writeAtomically(manifestFile, JSON.stringify({ settings, files: found }));
  return [...changed, ...gone];
}

async function compile(files) {
  // Loaded only where there is something to compile: it is most of the time that a fresh build takes.
  const { transform } = createRequire(import.meta.url)('@swc/core');
  await Promise.all(
    files.map(async (file) => {
      const [output, map] = outputsOf(file);
      await mkdir(dirname(output), { recursive: true });
      if (map === undefined) return copyFile(join(root, file), output);
      const compiled = await transform(await readFile(join(root, file), 'utf8'), {
        filename: join(root, file),
        sourceFileName: relative(dirname(output), join(root, file)),
        sourceMaps: true,
      });
      await writeAtomically(map, compiled.map);
      await writeAtomically(output, `${compiled.code}\n//# sourceMappingURL=${basename(map)}\n`);
    }),
  );
}

/** The compiled file and its map, or the copy of a file that is no TypeScript, such as a Redis script. */
function outputsOf(file) {
  const path = join(out, file);
  if (extname(file) !== '.ts') return [path];
  const compiled = path.replace(/\.ts$/, '.js');
  return [compiled, `${compiled}.map`];
}

async function filesIn(folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return (
    entries
      .filter((entry) => entry.isFile() && !/\.(mjs|d\.ts)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      // The benchmark of the fan-out may have packages of its own.
      .filter((file) => !/^src\/playground\/(page|built)\//.test(file) && !file.includes('/node_modules/'))
  );
}

/** Another compiler or other options compile everything again. */
async function settingsHash() {
  const inputs = ['.swcrc', 'package-lock.json', 'src/dev/build.mjs', 'src/dev/bundle.mjs'];
  const hash = createHash('sha1');
  for (const file of inputs) hash.update(await readFile(join(root, file)));
  return hash.digest('hex');
}

async function fingerprint(file) {
  const { mtimeMs, size } = await stat(join(root, file));
  return `${mtimeMs} ${size}`;
}

async function readJson(file) {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : null;
}

/** Several builds may run at the same time, and a process may start meanwhile: nobody reads half a file. */
async function writeAtomically(file, content) {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, content);
  await rename(draft, file);
}

/** The playground is only unpacked; the site has a build of its own, with a check of its own. */
const buildPages = () => Promise.all([import(join(root, playground, 'unpack.mjs')), buildSite()]);

/** Returns the folder of the site where something in it has changed. */
async function buildSite() {
  const { makeSite } = await import(join(root, site, 'build.mjs'));
  return (await makeSite(join(out, 'site'))) ? [site] : [];
}

/** Sends `{ kind: 'Built', files }` to the parent after each change, or `{ kind: 'Failed', message }`. */
async function keepBuilding() {
  let timer;
  let running = Promise.resolve();
  const rebuild = async () => {
    try {
      const files = [...(await build(sources)), ...(await buildSite())];
      if (files.length > 0) process.send({ kind: 'Built', files });
    } catch (error) {
      process.send({ kind: 'Failed', message: error.message });
    }
  };
  const onChange = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(rebuild);
    }, CHANGE_MS);
  };
  for (const folder of [...sources, join(site, 'src')]) watch(join(root, folder), { recursive: true }, onChange);
  // The compiler is loaded before the first change, which then takes a few milliseconds.
  createRequire(import.meta.url)('@swc/core');
  process.once('disconnect', () => process.exit(0));
  process.send({ kind: 'Watching' });
}

const words = process.argv.slice(2);
if (words.includes('--watch')) await keepBuilding();
else {
  const folders = words.filter((word) => !word.startsWith('--'));
  await build(sources);
  if (folders.length > 0) await build(folders);
  if (!words.includes('--no-page')) await Promise.all([buildPages(), hasBundle() ? undefined : makeBundle()]);
}
