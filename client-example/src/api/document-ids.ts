import { type ApiError, fromGraphQLErrors } from './api-error';

/**
 * RECIPE "send ids in place of documents". Where the server executes the documents of its list alone, it takes the
 * SHA-256 of each in place of the text; `build.mjs` writes the list of this site. The page says whether the server does.
 * A page that was kept may be wrong about it, so a server that knows no ids gets the texts again.
 */
export class DocumentIds {
  private readonly ids = new Map<string, Promise<string>>();

  constructor(private isTaken = pageSaysSo()) {}

  /** The SHA-256 of the text in hexadecimal digits; null where the text is sent. */
  async idOf(text: string): Promise<string | null> {
    // Browsers hash on pages that arrived encrypted, or from this machine. Others send the text, which is in the list too.
    if (!this.isTaken || globalThis.crypto?.subtle === undefined) return null;
    const id = this.ids.get(text) ?? digestOf(text);
    this.ids.set(text, id);
    return id;
  }

  /** True where the server has just said that it takes no ids: the same is sent once more, as text. */
  learn(error: ApiError): boolean {
    if (!this.isTaken || error.code !== 'PERSISTED_QUERY_NOT_SUPPORTED') return false;
    this.isTaken = false;
    return true;
  }

  /** `fetch` for a GraphQL client, whose requests carry texts. */
  readonly fetch: typeof fetch = async (url, init) => {
    const { query, ...rest } = bodyOf(init);
    const id = typeof query === 'string' ? await this.idOf(query) : null;
    if (id === null) return fetch(url, init);
    const answer = await fetch(url, { ...init, body: JSON.stringify({ documentId: `sha256:${id}`, ...rest }) });
    if (answer.ok) return answer;
    const { errors = [] } = await answer
      .clone()
      .json()
      .catch(() => ({}));
    return this.learn(fromGraphQLErrors(errors)) ? fetch(url, init) : answer;
  };
}

function bodyOf(init: RequestInit | undefined): Readonly<Record<string, unknown>> {
  return typeof init?.body === 'string' ? JSON.parse(init.body) : {};
}

function pageSaysSo(): boolean {
  return document.querySelector<HTMLMetaElement>('meta[name="documents"]')?.content === 'ids';
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
