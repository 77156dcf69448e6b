import { GraphQLError } from 'graphql';
import { badUserInput } from '../errors';
import type { GraphQLRequest } from '../graphql-request';
import { DOCUMENT_ID_LENGTH_MAX, withoutPrefix } from './read-manifests';

/** What a client sends to say which document it means, not checked. */
export interface AskedDocument {
  /** A text. Empty counts as not sent: the protocol of WebSockets demands one. */
  readonly query?: unknown;
  /** As in the proposal for GraphQL over HTTP: `sha256:<digits>`, or an id of the manifest. */
  readonly documentId?: unknown;
  /** `persistedQuery.sha256Hash`, as Apollo's clients send it. */
  readonly extensions?: unknown;
}

/**
 * The only documents that are executed, where an operator has given a list of them. A client names one by its id, by its
 * hash or by its whole text; what it sends besides must mean the same document.
 */
export class TrustedDocuments {
  private readonly texts: ReadonlySet<string>;

  /** @param byId texts by their ids and hashes, from `readManifests` */
  constructor(private readonly byId: ReadonlyMap<string, string>) {
    this.texts = new Set(byId.values());
  }

  get all(): ReadonlySet<string> {
    return this.texts;
  }

  /** The text of the document, or why it is not executed. */
  find({ query, documentId, extensions }: AskedDocument): string | GraphQLError {
    const found: string[] = [];
    for (const id of [documentId, hashIn(extensions)]) {
      if (isMissing(id)) continue;
      if (typeof id !== 'string' || id.length > DOCUMENT_ID_LENGTH_MAX)
        return badUserInput(`The id of a document is a text of at most ${DOCUMENT_ID_LENGTH_MAX} characters.`);
      const text = this.byId.get(withoutPrefix(id));
      if (text === undefined) return notTrusted(`There is no document with the id ${JSON.stringify(id)} among them.`);
      found.push(text);
    }
    if (!isMissing(query) && query !== '') {
      if (typeof query !== 'string' || !this.texts.has(query)) return notTrusted('This text is none of them.');
      found.push(query);
    }
    const [text] = found;
    if (text === undefined) return notTrusted('None was named.');
    if (found.some((other) => other !== text))
      return badUserInput('The request names different documents. Send the id alone, as "documentId".');
    return text;
  }

  /** The request with the text of its document, and without ids; or why it is not executed. */
  resolve(request: GraphQLRequest): GraphQLRequest | GraphQLError {
    if (request.method === 'GET') return this.resolveSearch(request);
    const { body } = request;
    // Neither a batch nor anything else that is no request is executed; why, Apollo says.
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return request;
    const { query, documentId, extensions, ...rest } = body as AskedDocument & Readonly<Record<string, unknown>>;
    const text = this.find({ query, documentId, extensions });
    if (typeof text !== 'string') return text;
    const others = isMissing(extensions) ? {} : { extensions: withoutHash(extensions) };
    return { ...request, body: { ...rest, ...others, query: text } };
  }

  private resolveSearch(request: GraphQLRequest): GraphQLRequest | GraphQLError {
    const search = new URLSearchParams(request.search);
    for (const name of ['query', 'documentId', 'extensions'])
      if (search.getAll(name).length > 1) return badUserInput(`The parameter "${name}" is there more than once.`);
    let extensions: unknown;
    try {
      extensions = JSON.parse(search.get('extensions') ?? 'null');
    } catch {
      return badUserInput('The parameter "extensions" is no JSON.');
    }
    const text = this.find({ query: search.get('query'), documentId: search.get('documentId'), extensions });
    if (typeof text !== 'string') return text;
    search.delete('documentId');
    search.delete('extensions');
    search.set('query', text);
    return { ...request, search: `?${search}` };
  }
}

/** The text that a message means, which has one itself where there is no list; or why it is not executed. */
export function textOfDocument(
  asked: AskedDocument & { readonly query: string },
  trusted: Pick<TrustedDocuments, 'find'> | null,
): string | GraphQLError {
  if (trusted !== null) return trusted.find(asked);
  const namesById = !isMissing(asked.documentId) || !isMissing(hashIn(asked.extensions));
  return asked.query === '' && namesById ? idNotSupported() : asked.query;
}

/** For a client that sends an id to a server that has no list of documents, such as a site of the day before. */
export function idNotSupported(): GraphQLError {
  const message = 'This server has no list of documents, so it knows no ids. Send the document itself, as "query".';
  return new GraphQLError(message, { extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } });
}

function notTrusted(why: string): GraphQLError {
  const message = `This server executes the documents of its list alone. ${why} Send the id of one, as "documentId", or ask the operator to add the document to the list.`;
  return new GraphQLError(message, { extensions: { code: 'DOCUMENT_NOT_TRUSTED' } });
}

const isMissing = (value: unknown): value is undefined | null => value === undefined || value === null;

function hashIn(extensions: unknown): unknown {
  if (typeof extensions !== 'object' || extensions === null || !('persistedQuery' in extensions)) return undefined;
  const { persistedQuery } = extensions;
  if (typeof persistedQuery !== 'object' || persistedQuery === null) return persistedQuery;
  // What is there without a hash is no id, and so is refused.
  return 'sha256Hash' in persistedQuery ? persistedQuery.sha256Hash : persistedQuery;
}

/** Apollo would look the hash up, or keep the text under it. */
function withoutHash(extensions: unknown): unknown {
  if (typeof extensions !== 'object' || extensions === null || !('persistedQuery' in extensions)) return extensions;
  const { persistedQuery: _, ...rest } = extensions;
  return rest;
}
