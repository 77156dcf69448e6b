import { setImmediate as nextTurn } from 'node:timers/promises';
import { type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import type { Logger } from '../../logger';
import { documentLimits, limitRules } from '../limits/document-limits';
import { refuseShape } from '../limits/document-shape';
import { readManifests } from './read-manifests';
import { TrustedDocuments } from './trusted-documents';

const TEXT_SHOWN_LENGTH_MAX = 80;

/**
 * Reads the manifests, and warns of documents that this version of the API cannot execute: those of an old client must
 * not prevent a start.
 *
 * @returns null without files: every document is executed
 * @throws ConfigError for a manifest that cannot be read
 */
export async function openTrustedDocuments(
  files: readonly string[],
  schema: GraphQLSchema,
  logger: Logger,
): Promise<TrustedDocuments | null> {
  if (files.length === 0) return null;
  const trusted = new TrustedDocuments(await readManifests(files));
  for (const text of trusted.all) {
    const fault = faultOf(text, schema);
    const document = text.slice(0, TEXT_SHOWN_LENGTH_MAX);
    if (fault !== null) logger.warn({ document, fault }, 'A trusted document cannot be executed by this version');
    await nextTurn();
  }
  logger.info({ documents: trusted.all.size }, 'Only trusted documents are executed');
  return trusted;
}

function faultOf(text: string, schema: GraphQLSchema): string | null {
  try {
    const document = parse(text, { maxTokens: documentLimits.tokensMax });
    const [fault] = [refuseShape(document) ?? validate(schema, document, [...specifiedRules, ...limitRules])].flat();
    return fault?.message ?? null;
  } catch (error) {
    return String(error);
  }
}
