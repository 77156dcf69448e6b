import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigError } from '../../config/load-config';

/** The manifests of all versions of a site of a thousand operations are smaller. */
const MANIFEST_BYTES_MAX = 20_000_000;
export const DOCUMENT_ID_LENGTH_MAX = 256;
const FAULTS_SHOWN_MAX = 10;
const SHA256 = 'sha256:';

/** Of gql.tada, Relay and GraphQL Code Generator: each document by its id. */
const flatManifest = z.record(z.string(), z.string());
/** Of Apollo's generator. */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
});

/**
 * Reads manifests of trusted documents. Returns the text of each document by its id, and by the SHA-256 of the text in
 * hexadecimal digits.
 *
 * @throws ConfigError that names the file and what is wrong with it
 */
export async function readManifests(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const faults: string[] = [];
  for (const file of files) {
    for (const [id, text] of await readManifest(file)) {
      const digest = hash('sha256', text);
      const key = withoutPrefix(id);
      if (id === '' || id.length > DOCUMENT_ID_LENGTH_MAX)
        faults.push(`${file}: an id has ${id.length} characters; 1 to ${DOCUMENT_ID_LENGTH_MAX} are allowed`);
      else if (text.trim() === '') faults.push(`${file}: the document ${id} is empty`);
      else if (id.startsWith(SHA256) && key !== digest)
        faults.push(`${file}: the id ${id} is not the SHA-256 of its document, which is ${digest}`);
      else
        for (const name of [key, digest]) {
          if ((texts.get(name) ?? text) !== text) faults.push(`${file}: the id ${id} stands for two documents`);
          texts.set(name, text);
        }
    }
  }
  if (faults.length > 0)
    throw new ConfigError(`TRUSTED_DOCUMENTS has errors:\n  ${faults.slice(0, FAULTS_SHOWN_MAX).join('\n  ')}`);
  return texts;
}

/** An id is looked up without the prefix that says what it is: `sha256:`. */
export const withoutPrefix = (id: string): string => (id.startsWith(SHA256) ? id.slice(SHA256.length) : id);

async function readManifest(file: string): Promise<readonly (readonly [string, string])[]> {
  const manifest = await parseJson(file);
  const apollo = apolloManifest.safeParse(manifest);
  if (apollo.success) return apollo.data.operations.map(({ id, body }) => [id, body]);
  const flat = flatManifest.safeParse(manifest);
  if (flat.success && Object.keys(flat.data).length > 0) return Object.entries(flat.data);
  throw new ConfigError(
    `TRUSTED_DOCUMENTS: ${file} is no manifest of documents. Expected {"<id>": "<document>", …}, or the format apollo-persisted-query-manifest.`,
  );
}

async function parseJson(file: string): Promise<unknown> {
  try {
    const { size } = await stat(file);
    if (size > MANIFEST_BYTES_MAX) throw new Error(`it has ${size} bytes; at most ${MANIFEST_BYTES_MAX} are allowed`);
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError(`TRUSTED_DOCUMENTS: ${file} cannot be read: ${message}`);
  }
}
