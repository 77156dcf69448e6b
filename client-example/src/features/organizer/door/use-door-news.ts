import { useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { doorNewsSubscription } from './operations';

/** While visitors come in, the page is read again at most so often. */
const EVERY_MS = 3000;

/** Grows after something has happened at a door, at most once in three seconds. */
export function useDoorNews(showId: string): number {
  const api = useApi();
  const [news, setNews] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isFirst = true;
    const tell = () => {
      timer = undefined;
      setNews((before) => before + 1);
    };
    const stop = api.follow(doorNewsSubscription, () => ({ showId }), {
      next: () => {
        // The first message says where the stream stands.
        if (!isFirst) timer ??= setTimeout(tell, EVERY_MS);
        isFirst = false;
      },
      // What was read stays, and says of when it is.
      error: () => undefined,
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [api, showId]);
  return news;
}
