/**
 * Builds the playground's page into dist/playground: index.html, and under assets/ everything that it loads, with a
 * hash of the content in each name. Does nothing where the last build is newer than all that it was made of, so that
 * every start may call it.
 */
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const sources = import.meta.dirname;
const project = resolve(sources, '../../..');
const out = join(project, 'dist/playground');
/** Where the server has the assets; `src/playground/index.ts` says the same. */
const address = '/playground/';

async function isFresh() {
  const made = await modifiedAt(join(out, 'index.html'));
  const inputs = await readdir(sources, { recursive: true });
  const changed = await Promise.all(
    [join(project, 'package-lock.json'), sources, ...inputs.map((name) => join(sources, name))].map(modifiedAt),
  );
  return made > Math.max(...changed);
}

async function modifiedAt(path) {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (error.code === 'ENOENT') return 0;
    throw error;
  }
}

/** Another process may be at it too: everything is made aside and moved at the end. */
async function make() {
  const startedAt = performance.now();
  const aside = `${out}.${process.pid}`;
  try {
    const size = await makeIn(aside);
    await rm(out, { recursive: true, force: true });
    await rename(aside, out).catch((error) => {
      // The other one was quicker and has made the same.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(
      `Built the playground in ${seconds} s: ${megabytes(size.plain)}, ${megabytes(size.brotli)} on the wire.`,
    );
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function makeIn(folder) {
  // Loaded here, because most calls find the page fresh.
  const { build } = await import('esbuild');
  const assets = join(folder, 'assets');
  const common = {
    absWorkingDir: project,
    bundle: true,
    minify: true,
    outdir: assets,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    publicPath: address,
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
  const workers = await build({
    ...common,
    format: 'iife',
    entryPoints: {
      editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
      graphql: 'monaco-graphql/esm/graphql.worker.js',
      json: 'monaco-editor/esm/vs/language/json/json.worker.js',
    },
    entryNames: '[name].worker-[hash]',
  });
  const workerAddresses = Object.fromEntries(
    Object.keys(workers.metafile.outputs).map((path) => [basename(path).split('.')[0], address + basename(path)]),
  );
  const page = await build({
    ...common,
    format: 'esm',
    splitting: true,
    entryPoints: { main: join(sources, 'main.tsx'), icon: join(sources, 'icon.svg') },
    loader: { '.graphql': 'text', '.svg': 'copy' },
    // By their old names GraphiQL gets the CommonJS files, whose parsers do not come through an import.
    alias: { 'prettier/parser-babel': 'prettier/plugins/babel', 'prettier/parser-graphql': 'prettier/plugins/graphql' },
    define: { ...common.define, WORKER_ADDRESSES: JSON.stringify(workerAddresses) },
    plugins: [stylesOnce, fontsAsFiles],
  });

  const files = Object.keys(page.metafile.outputs).map((path) => basename(path));
  const addressOf = (pattern) => address + files.find((name) => pattern.test(name));
  const template = await readFile(join(sources, 'index.html'), 'utf8');
  const html = template
    .replace('{script}', addressOf(/^main-.*\.js$/))
    .replace('{style}', addressOf(/^main-.*\.css$/))
    .replace('{icon}', addressOf(/^icon-.*\.svg$/));

  await writeFile(join(folder, 'index.html'), html);
  return compress(assets);
}

/** GraphiQL's style sheet holds Monaco's as well; what Monaco's modules import would come a second time. */
const stylesOnce = {
  name: 'styles-once',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]monaco-editor[\\/]esm[\\/].*\.css$/ }, () => ({ contents: '', loader: 'empty' }));
  },
};

/** Fonts that the style sheets carry inside become files, so that a browser loads only the alphabets it needs. */
const fontsAsFiles = {
  name: 'fonts-as-files',
  setup({ onResolve, onLoad }) {
    let count = 0;
    onResolve({ filter: /^data:font\// }, ({ path }) => {
      const [, type, text] = /^data:font\/(\w+);base64,(.+)$/s.exec(path);
      count += 1;
      return { path: `${count}/font.${type}`, namespace: 'font', pluginData: Buffer.from(text, 'base64') };
    });
    onLoad({ filter: /.*/, namespace: 'font' }, ({ pluginData }) => ({ contents: pluginData, loader: 'file' }));
  },
};

/** Leaves a `.br` and a `.gz` beside each text; at these levels it takes a fraction of the build. */
async function compress(folder) {
  const size = { plain: 0, brotli: 0 };
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const content = await readFile(path);
    size.plain += content.length;
    if (!/\.(js|css|svg|ttf)$/.test(name)) {
      size.brotli += content.length;
      continue;
    }
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
      promisify(gzip)(content),
    ]);
    size.brotli += br.length;
    await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
  }
  return size;
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

if (!(await isFresh())) await make();
