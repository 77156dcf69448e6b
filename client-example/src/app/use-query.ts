import type { TypedDocumentNode } from '@urql/core';
import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/api-error';
import { useApi } from './api-context';

export type QueryState<Data> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** `isStale` while a newer answer is on its way: what is shown stays, rather than jump. */
  | { readonly kind: 'ready'; readonly data: Data; readonly isStale: boolean };

const RETRY_MS = 3000;

/**
 * Asks when the page opens and whenever the variables change; nothing as long as they are null. The last question wins,
 * whatever arrives last. A network that is down is asked again by itself.
 */
export function useQuery<Data, Variables extends object>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables | null,
): QueryState<Data> & { readonly reload: () => void } {
  const api = useApi();
  const [state, setState] = useState<QueryState<Data>>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(variables);
  const latest = useRef(variables);
  latest.current = variables;
  const reload = useCallback(() => setAttempt((before) => before + 1), []);
  // `key` stands for the variables, and `attempt` asks once more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: both are read through their stand-ins
  useEffect(() => {
    if (latest.current === null) return;
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setState((before) => (before.kind === 'ready' ? { ...before, isStale: true } : { kind: 'loading' }));
    api.ask(document, latest.current).then(
      // A transition renders a long list in slices: a slow phone still answers to a tap meanwhile.
      (data) => isWanted && startTransition(() => setState({ kind: 'ready', data, isStale: false })),
      (error: unknown) => {
        if (!isWanted) return;
        setState({ kind: 'failed', error });
        if (error instanceof ApiError && error.code === 'NETWORK') timer = setTimeout(reload, RETRY_MS);
      },
    );
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [api, document, key, attempt]);
  return { ...state, reload };
}
