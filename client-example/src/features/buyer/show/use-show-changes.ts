import { useEffect, useRef, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { type ShowChange, showChangedSubscription } from './operations';

/**
 * The state of a show as its organizer has left it, at once; null until the service has sent it. What is read later
 * replaces it, by `forget`: time changes the status without a message.
 */
export function useShowChanges(id: string): { readonly change: ShowChange | null; readonly forget: () => void } {
  const api = useApi();
  const [change, setChange] = useState<ShowChange | null>(null);
  const revision = useRef<string | null>(null);
  useEffect(
    () =>
      api.follow(showChangedSubscription, () => ({ id, after: revision.current }), {
        next: ({ showChanged }) => {
          revision.current = showChanged.revision;
          setChange(showChanged);
        },
      }),
    [api, id],
  );
  return { change, forget: () => setChange(null) };
}
