import { useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { navigate } from '../../../app/router';
import { paths } from '../../../app/routes';
import { joinQueueMutation, type ShowDetails } from './operations';

export type Admission =
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** `until` is null where the show has no waiting room. */
  | { readonly kind: 'inside'; readonly until: string | null };

/** A show with a waiting room shows its seats to those who were admitted, and the queue to everybody else. */
export function useAdmission({ id, status, waitingRoomActive }: ShowDetails): Admission {
  const api = useApi();
  const isGuarded = waitingRoomActive && status === 'ON_SALE';
  const [admission, setAdmission] = useState<Admission>({ kind: 'asking' });
  useEffect(() => {
    if (!isGuarded) return setAdmission({ kind: 'inside', until: null });
    let isWanted = true;
    api.askAsBuyer(joinQueueMutation, { id }).then(
      ({ joinQueue }) => {
        if (!isWanted) return;
        if (joinQueue.__typename === 'QueueNotActive') return setAdmission({ kind: 'inside', until: null });
        if (joinQueue.position.__typename !== 'QueueAdmitted') return navigate(paths.queue(id), { replace: true });
        api.clock.learn(joinQueue.position.serverTime);
        setAdmission({ kind: 'inside', until: joinQueue.position.admittedUntil });
      },
      (error: unknown) => isWanted && setAdmission({ kind: 'failed', error }),
    );
    return () => {
      isWanted = false;
    };
  }, [api, id, isGuarded]);
  return admission;
}
