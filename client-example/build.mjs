/**
 * Builds the site: index.html, and under assets/ everything that it loads, with a hash of the content in each name and
 * a compressed copy beside each text; the service worker of the pages that work offline; and the list of the operations
 * that the site sends. Does nothing where the last build is newer than all that it was made of.
 *
 *   node build.mjs [FOLDER]       FOLDER is `dist` if left out
 *   API_URL=https://…/ node build.mjs    for a site on another host than the API
 *   DOCUMENTS=ids node build.mjs         where that API executes the documents of a list alone
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { trustedDocuments } from './trusted-documents.mjs';

const here = import.meta.dirname;
/** Where the server has the assets; `src/site/site.route.ts` says the same. */
const address = '/assets/';
/** Pages that work without network: their part of the site's addresses, a document of it, and their entry. */
const offlinePages = [
  { scope: '/door', document: '/door', entry: 'src/features/door/door-page.tsx' },
  { scope: '/orders/', document: '/orders', entry: 'src/features/buyer/tickets/tickets-page.tsx' },
];
const languages = /src\/messages\/\w+\/index\.ts$/;

/** Builds into the folder unless the last build there is fresh. Returns whether it was built. */
export async function makeSite(out) {
  if (await isFresh(out)) return false;
  await make(out);
  return true;
}

async function isFresh(out) {
  const made = await modifiedAt(join(out, 'index.html'));
  const names = await readdir(join(here, 'src'), { recursive: true });
  const inputs = [
    'build.mjs',
    'trusted-documents.mjs',
    'index.html',
    'package.json',
    'src',
    ...names.map((name) => join('src', name)),
  ];
  return made > Math.max(...(await Promise.all(inputs.map((name) => modifiedAt(join(here, name))))));
}

async function modifiedAt(path) {
  return existsSync(path) ? (await stat(path)).mtimeMs : 0;
}

/** Several builds may run at the same time: each is made aside and moved at the end. */
async function make(out) {
  const startedAt = performance.now();
  const aside = `${out}.${process.pid}`;
  try {
    const { first, all } = await makeIn(aside);
    await rm(out, { recursive: true, force: true });
    await rename(aside, out).catch((error) => {
      // Another one was quicker and has made the same.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`Built the site in ${seconds} s: ${kB(first)} of JavaScript on the first page, ${kB(all)} in all.`);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function makeIn(folder) {
  // Loaded here, because most calls find the site fresh.
  const { build } = await import('esbuild');
  const assets = join(folder, 'assets');
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: {
      react: 'src/react.ts',
      main: 'src/main.tsx',
      style: 'src/app/styles/index.css',
      icon: 'src/app/icon.svg',
    },
    outdir: assets,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    jsx: 'automatic',
    target: 'es2022',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    publicPath: address,
    loader: { '.svg': 'copy', '.wasm': 'file', '.worker.js': 'file' },
    define: { 'process.env.NODE_ENV': '"production"', API_URL: JSON.stringify(process.env.API_URL ?? '') },
    legalComments: 'none',
    plugins: [oneFirstChunk],
    metafile: true,
    logLevel: 'warning',
  });
  await writeFile(join(folder, 'metafile.json'), JSON.stringify(metafile));
  const outputs = Object.keys(metafile.outputs);
  const isStyleOrIcon = (path) => /^(style|icon)-/.test(basename(path));
  const find = (pattern) => outputs.find((path) => pattern.test(basename(path)));
  const main = find(/^main-.*\.js$/);
  // What the first script imports is requested together with it, not after it.
  const react = find(/^react-.*\.js$/);
  const first = [react, main, ...imported(metafile, main)];
  const template = await readFile(join(here, 'index.html'), 'utf8');
  const html = template
    .replace('name="documents" content="texts"', `name="documents" content="${process.env.DOCUMENTS ?? 'texts'}"`)
    .replace('{react}', address + basename(react))
    .replace('{script}', address + basename(main))
    .replace('{style}', address + basename(find(/^style-.*\.css$/)))
    .replace('{icon}', address + basename(find(/^icon-.*\.svg$/)))
    .replace(
      '{preload}',
      first
        .slice(2)
        .map((path) => `<link rel="modulepreload" href="${address}${basename(path)}" />`)
        .join('\n    '),
    );
  await writeFile(join(folder, 'index.html'), html);
  const documents = await trustedDocuments(join(here, 'src'));
  await writeFile(join(folder, 'trusted-documents.json'), `${JSON.stringify(documents, null, 2)}\n`);
  await buildWorker(build, folder, { metafile, html, common: [...first, ...outputs.filter(isStyleOrIcon)] });
  const sizes = await compress(assets);
  const sum = (names) => names.reduce((total, name) => total + (sizes.get(name) ?? 0), 0);
  return {
    first: sum(first.map((path) => basename(path))),
    all: sum([...sizes.keys()].filter((name) => name.endsWith('.js'))),
  };
}

/**
 * Lets everything that is loaded later import the first script, which is there by then. Without it esbuild makes a chunk
 * for every set of pages that share a module: a dozen files of half a kilobyte, all on the way to the first picture.
 */
const oneFirstChunk = {
  name: 'one-first-chunk',
  setup({ onLoad }) {
    const loadedLater = /-page\.tsx$|(de|fr|seat-map)\/index\.ts$|(pseudo|-venue)\.ts$|(-list|-map|-adapter)\.tsx$/;
    onLoad({ filter: loadedLater }, async ({ path }) => ({
      contents: `import ${JSON.stringify(join(here, 'src/main.tsx'))};\n${await readFile(path, 'utf8')}`,
      loader: 'tsx',
    }));
  },
};

/** The service worker, with the names of all that each of its pages may load. */
async function buildWorker(build, folder, { metafile, html, common }) {
  const chunkOf = (matches) =>
    Object.entries(metafile.outputs).flatMap(([path, { entryPoint = '' }]) => (matches(entryPoint) ? [path] : []));
  const shells = offlinePages.map(({ scope, document, entry }) => {
    const needed = new Set(common);
    for (const path of chunkOf((source) => source === entry || languages.test(source)))
      reachable(metafile, path, needed);
    const urls = [document, ...[...needed].map((path) => address + basename(path)).sort()];
    // The names of assets contain a hash of their content.
    const version = createHash('sha256').update(html).update(urls.join()).digest('hex').slice(0, 12);
    return { scope, version, urls };
  });
  await build({
    absWorkingDir: here,
    entryPoints: ['src/offline/offline-worker.ts'],
    outfile: join(folder, 'offline-worker.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { SHELLS: JSON.stringify(shells) },
    logLevel: 'warning',
  });
}

/** Everything that the file may load, now or later. */
function reachable({ outputs }, path, found) {
  if (found.has(path)) return;
  found.add(path);
  for (const { path: next, external } of outputs[path]?.imports ?? []) {
    if (!external) reachable({ outputs }, next, found);
  }
}

/** The chunks that are loaded with this one, without those that are loaded when they are needed. */
function imported({ outputs }, path, found = new Set()) {
  for (const { path: next, kind } of outputs[path].imports) {
    if (kind !== 'import-statement' || found.has(next)) continue;
    found.add(next);
    imported({ outputs }, next, found);
  }
  return found;
}

/** Leaves a `.br` and a `.gz` beside each text. Returns the size of each file on the wire. */
async function compress(folder) {
  const sizes = new Map();
  for (const name of await readdir(folder)) {
    if (!/\.(js|css|svg|wasm)$/.test(name)) continue;
    const path = join(folder, name);
    const content = await readFile(path);
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(content, {
        params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
      }),
      promisify(gzip)(content, { level: 9 }),
    ]);
    sizes.set(name, br.length);
    await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
  }
  return sizes;
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeSite(resolve(process.argv[2] ?? join(here, 'dist')));
