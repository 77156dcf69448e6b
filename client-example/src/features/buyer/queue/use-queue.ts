import { useCallback, useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { joinQueueMutation, leaveQueueMutation, type Position, queuePositionSubscription } from './operations';

export type QueueState =
  | { readonly kind: 'joining' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'inactive' }
  | { readonly kind: 'left' }
  | { readonly kind: 'in'; readonly position: Position };

/** A place in the queue of a show, live. Whoever opens the page joins; repeating it keeps the place. */
export function useQueue(showId: string) {
  const api = useApi();
  const [state, setState] = useState<QueueState>({ kind: 'joining' });
  const [ticket, setTicket] = useState<number | null>(null);
  const [attempt, setAttempt] = useState(0);
  const join = useCallback(() => setAttempt((before) => before + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt joins once more
  useEffect(() => {
    let isWanted = true;
    let unfollow = () => {};
    const receive = (position: Position) => {
      if (position.__typename !== 'QueueClosed') api.clock.learn(position.serverTime);
      setState({ kind: 'in', position });
    };
    setState({ kind: 'joining' });
    api.askAsBuyer(joinQueueMutation, { id: showId }).then(
      ({ joinQueue }) => {
        if (!isWanted) return;
        if (joinQueue.__typename === 'QueueNotActive') return setState({ kind: 'inactive' });
        setTicket((before) => joinQueue.ticket ?? before);
        receive(joinQueue.position);
        unfollow = api.follow(queuePositionSubscription, () => ({ id: showId }), {
          next: ({ queuePosition }) => receive(queuePosition),
        });
      },
      (error: unknown) => isWanted && setState({ kind: 'failed', error }),
    );
    return () => {
      isWanted = false;
      unfollow();
    };
  }, [api, showId, attempt]);

  const leave = async () => {
    await api.askAsBuyer(leaveQueueMutation, { id: showId });
    setState({ kind: 'left' });
  };
  return { state, ticket, join, leave };
}
