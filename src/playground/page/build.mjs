/**
 * Builds the playground's page into src/playground/built: index.html, and under assets/ everything that it loads, packed,
 * with a hash of the content in each name. The result is committed, so that nobody has to install GraphiQL, its editor
 * and all that they need, which is a third of what is to be installed otherwise. `unpack.mjs` makes files of it.
 *
 *   npm run build:playground
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build } from 'esbuild';
import { digestOfSources } from './digest-of-sources.mjs';

const sources = import.meta.dirname;
const project = resolve(sources, '../../..');
const out = join(project, 'src/playground/built');
/** Where the server has the assets; `src/playground/playground.route.ts` says the same. */
const address = '/playground/';

async function make() {
  const startedAt = performance.now();
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, 'assets'), { recursive: true });
  const aside = await mkdtemp(join(tmpdir(), 'frontrow-playground-'));
  try {
    await makeIn(aside);
    const size = await compress(join(aside, 'assets'), join(out, 'assets'));
    await writeFile(join(out, 'index.html'), await readFile(join(aside, 'index.html')));
    await writeFile(join(out, 'sources.sha256'), `${await digestOfSources()}\n`);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`Built the playground in ${seconds} s: ${megabytes(size.plain)}, ${megabytes(size.packed)} packed.`);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function makeIn(folder) {
  const assets = join(folder, 'assets');
  const common = {
    absWorkingDir: sources,
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

/** Packs each text as small as it gets; pictures and fonts are packed already. */
async function compress(from, to) {
  const size = { plain: 0, packed: 0 };
  for (const name of await readdir(from)) {
    const content = await readFile(join(from, name));
    const isText = /\.(js|css|svg|ttf)$/.test(name);
    const packed = isText ? await promisify(brotliCompress)(content, smallest) : content;
    await writeFile(join(to, isText ? `${name}.br` : name), packed);
    size.plain += content.length;
    size.packed += packed.length;
  }
  return size;
}

const smallest = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

await make();
