import { useCallback, useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import type { Hold } from '../ticketing/hold-fields';
import { holdChangedSubscription, holdQuery } from './operations';

export type HoldState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'missing' }
  | { readonly kind: 'ready'; readonly hold: Hold };

/**
 * A hold as it is on the server, and each change of it: also one that another tab made, or time. So a reload, the back
 * button and a laptop that was closed show the same seats and the same deadline.
 */
export function useHold(id: string): { readonly state: HoldState; readonly set: (hold: Hold) => void; reload(): void } {
  const api = useApi();
  const [state, setState] = useState<HoldState>({ kind: 'loading' });
  const set = useCallback((hold: Hold) => setState({ kind: 'ready', hold }), []);
  const reload = useCallback(() => {
    api.askAsBuyer(holdQuery, { id }).then(
      ({ serverTime, hold }) => {
        api.clock.learn(serverTime);
        setState(hold === null ? { kind: 'missing' } : { kind: 'ready', hold });
      },
      (error: unknown) => setState((before) => (before.kind === 'ready' ? before : { kind: 'failed', error })),
    );
  }, [api, id]);

  useEffect(reload, [reload]);
  const isFound = state.kind === 'ready';
  useEffect(() => {
    if (!isFound) return;
    return api.follow(holdChangedSubscription, () => ({ id }), { next: ({ holdChanged }) => set(holdChanged) });
  }, [api, id, isFound, set]);
  useEffect(() => {
    // The stopwatch of a sleeping device may have stood still.
    const onVisible = () => document.visibilityState === 'visible' && reload();
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [reload]);
  return { state, set, reload };
}
