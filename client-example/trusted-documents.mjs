/**
 * The list of the operations that this site sends, for servers that execute no others: each document, as the client
 * prints it, by its SHA-256. Made of the calls of `graphql` in the sources, which take a text and the constants of the
 * fragments that it uses.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const call = /(?:const (\w+) = )?\bgraphql\(\s*`([^`]*)`(?:,\s*\[([^\]]*)\])?,?\s*\)/g;
const importOf = /import (?:type )?\{([^}]*)\} from '(\.[^']*)'/g;

/** Returns `{ "<id>": "<document>" }`, sorted by the names of the operations. */
export async function trustedDocuments(sources) {
  // Loaded here, because most builds find the site fresh.
  const [{ initGraphQLTada }, { stringifyDocument }] = await Promise.all([import('gql.tada'), import('@urql/core')]);
  const graphql = initGraphQLTada();
  const names = (await readdir(sources, { recursive: true })).filter((name) => /(?<!\.d)\.tsx?$/.test(name));
  const files = new Map();
  for (const name of names) {
    const path = join(sources, name);
    files.set(path, read(path, await readFile(path, 'utf8')));
  }
  const made = new Map();
  const find = (path, constant) => {
    const file = files.get(path);
    const imported = file?.imports.get(constant);
    if (imported) return find(imported.path, imported.name);
    const written = file?.documents.find(({ name }) => name === constant);
    if (!written) throw new Error(`${relative(sources, path)} uses the fragment ${constant}, which is not found`);
    return make(path, written);
  };
  const make = (path, written) => {
    const known = made.get(written);
    if (known) return known;
    const document = graphql(
      written.text,
      written.fragments.map((constant) => find(path, constant)),
    );
    made.set(written, document);
    return document;
  };
  const operations = [...files].flatMap(([path, { documents }]) =>
    documents.flatMap((written) => {
      const document = make(path, written);
      const operation = document.definitions.find(({ kind }) => kind === 'OperationDefinition');
      return operation ? [{ name: operation.name.value, text: stringifyDocument(document) }] : [];
    }),
  );
  operations.sort((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(operations.map(({ text }) => [createHash('sha256').update(text).digest('hex'), text]));
}

/** The documents that a file writes, and where its imported constants come from. */
function read(path, source) {
  const documents = [...source.matchAll(call)].map(([, name = null, text, fragments = '']) => ({
    name,
    text,
    fragments: fragments
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  }));
  if (documents.length !== source.match(/\bgraphql\(/g)?.length && source.includes('graphql('))
    throw new Error(`${path} calls graphql in a form that is not understood here`);
  const imports = new Map();
  for (const [, list, from] of source.matchAll(importOf))
    for (const item of list.split(',')) {
      const [name, local = name] = item
        .trim()
        .replace(/^type /, '')
        .split(' as ');
      imports.set(local, { path: `${join(dirname(path), from)}.ts`, name });
    }
  return { documents, imports };
}
