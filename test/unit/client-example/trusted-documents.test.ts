import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringifyDocument } from '@urql/core';
import { buildSchema, type DocumentNode, parse, specifiedRules, validate } from 'graphql';
import { limitRules } from '../../../src/platform/graphql/limits/document-limits';

const root = join(__dirname, '../../..');
const sources = join(root, 'client-example/src');
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));

/** As the build makes it, in a process of its own, since it is a module. */
const script = `import { trustedDocuments } from ${JSON.stringify(join(root, 'client-example/trusted-documents.mjs'))};
  console.log(JSON.stringify(await trustedDocuments(${JSON.stringify(sources)})))`;
const manifest: Record<string, string> = JSON.parse(
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' }),
);
const texts = new Set(Object.values(manifest));

const isOperation = (value: unknown): value is DocumentNode =>
  typeof value === 'object' &&
  value !== null &&
  'definitions' in value &&
  Array.isArray(value.definitions) &&
  value.definitions.some(({ kind }) => kind === 'OperationDefinition');

it('has every operation that the site can send, as the site sends it', () => {
  const modules = files.filter(
    (name) => /(?<!\.d)\.ts$/.test(name) && readFileSync(join(sources, name), 'utf8').includes('= graphql('),
  );
  const exported = modules.flatMap((name) => Object.values(require(join(sources, name))).filter(isOperation));
  expect(exported.length).toBeGreaterThan(60);
  for (const operation of exported) expect(texts).toContain(stringifyDocument(operation));
});

it('has no more and no fewer than are written in the sources, each under a name of its own', () => {
  const named = files.flatMap((name) =>
    [...readFileSync(join(sources, name), 'utf8').matchAll(/^\s*(?:query|mutation|subscription) (\w+)/gm)].map(
      ([, operation]) => operation,
    ),
  );
  const listed = [...texts].flatMap((text) =>
    parse(text).definitions.flatMap((node) => (node.kind === 'OperationDefinition' ? [node.name?.value] : [])),
  );
  expect(listed).toEqual([...new Set(named)].sort());
  expect(named).toHaveLength(listed.length);
});

it('has documents that the API executes, each under its SHA-256', () => {
  const schema = buildSchema(readFileSync(join(root, 'schema/schema.graphql'), 'utf8'));
  for (const [id, text] of Object.entries(manifest)) {
    expect(createHash('sha256').update(text).digest('hex')).toBe(id);
    expect(validate(schema, parse(text), [...specifiedRules, ...limitRules])).toEqual([]);
  }
});
