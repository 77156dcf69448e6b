import type { TypedDocumentNode } from '@urql/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '../../app/api-context';

interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

type Pages<Node> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly nodes: readonly Node[]; readonly hasMore: boolean };

/**
 * A list that is read page by page: `more` reads the next one, `reload` begins again. Other variables begin another list,
 * and answers of the list before are dropped. `connectionOf` gives null where the list may not be seen.
 */
export function usePages<Node, Data, Variables extends { readonly after?: string | null | undefined }>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, 'after'>,
  connectionOf: (data: Data) => Connection<Node> | null,
): Pages<Node> & { readonly more: () => void; readonly reload: () => void } {
  const api = useApi();
  const [state, setState] = useState<Pages<Node>>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(variables);
  const latest = useRef({ variables, connectionOf });
  latest.current = { variables, connectionOf };
  const cursor = useRef<string | null>(null);
  const list = useRef(0);

  const read = useCallback(async () => {
    const reading = list.current;
    const { variables: asked, connectionOf: pick } = latest.current;
    const after = cursor.current;
    try {
      // What the caller gave is all of the variables but this one.
      const data = await api.ask(document, { ...asked, after } as unknown as Variables);
      if (reading !== list.current || after !== cursor.current) return;
      const { nodes, pageInfo } = pick(data) ?? { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
      cursor.current = pageInfo.endCursor;
      setState((before) => ({
        kind: 'ready',
        nodes: before.kind === 'ready' && after !== null ? [...before.nodes, ...nodes] : nodes,
        hasMore: pageInfo.hasNextPage,
      }));
    } catch (error) {
      if (reading === list.current) setState({ kind: 'failed', error });
    }
  }, [api, document]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the variables, `attempt` begins once more
  useEffect(() => {
    list.current += 1;
    cursor.current = null;
    void read();
    return () => {
      list.current += 1;
    };
  }, [read, key, attempt]);

  const more = useCallback(() => void read(), [read]);
  const reload = useCallback(() => setAttempt((before) => before + 1), []);
  return { ...state, more, reload };
}
