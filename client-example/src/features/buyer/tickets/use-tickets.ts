import { useEffect, useState } from 'react';
import { ApiError } from '../../../api/api-error';
import { useApi } from '../../../app/api-context';
import { type OrderTickets, orderTicketsQuery } from './operations';
import { forgetTickets, ownerOf, readTickets, saveTickets } from './saved-tickets';

export type TicketsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Somebody else's, or none. */
  | { readonly kind: 'none' }
  /** `savedAt` is set where the network is away: since then they may have changed. */
  | { readonly kind: 'ready'; readonly order: OrderTickets; readonly savedAt: string | null; readonly isKept: boolean };

/** Revocations and new links arrive so; a show that is about to begin has no quicker news. */
const REFRESH_MS = 60_000;
const RETRY_MS = 5000;

/** The tickets of an order: those of the last visit at once, then those of the service, again and again. */
export function useTickets(orderId: string): TicketsState & { readonly reload: () => void } {
  const api = useApi();
  const [state, setState] = useState<TicketsState>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt asks once more
  useEffect(() => {
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const set = (next: TicketsState | ((before: TicketsState) => TicketsState)) => isWanted && setState(next);
    const again = () => setAttempt((before) => before + 1);
    const ask = async () => {
      const owner = ownerOf(api.session.token);
      const saved = await readTickets(owner, orderId).catch(() => null);
      if (owner === null) return set({ kind: 'none' });
      if (saved)
        set((before) =>
          before.kind === 'loading' ? { kind: 'ready', ...saved, savedAt: null, isKept: true } : before,
        );
      try {
        const { order } = await api.ask(orderTicketsQuery, { id: orderId });
        if (order === null || order.tickets.length === 0) {
          await forgetTickets(orderId).catch(() => undefined);
          return set({ kind: 'none' });
        }
        const isKept = await saveTickets(owner, order).then(
          () => 'serviceWorker' in navigator,
          () => false,
        );
        set({ kind: 'ready', order, savedAt: null, isKept });
        timer = setTimeout(again, REFRESH_MS);
      } catch (error) {
        const isAway = error instanceof ApiError && error.code === 'NETWORK';
        if (isAway) timer = setTimeout(again, RETRY_MS);
        set(saved && isAway ? { kind: 'ready', ...saved, isKept: true } : { kind: 'failed', error });
      }
    };
    void ask();
    const onVisible = () => document.visibilityState === 'visible' && again();
    document.addEventListener('visibilitychange', onVisible);
    addEventListener('online', again);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
      removeEventListener('online', again);
    };
  }, [api, orderId, attempt]);
  return { ...state, reload: () => setAttempt((before) => before + 1) };
}
