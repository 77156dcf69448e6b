import { useEffect, useState } from 'react';
import { useApi } from './api-context';

/** The seconds until an instant, by the server's clock. Renders once a second, at the turn of the second. */
export function useCountdown(instant: string | null): number {
  const { clock } = useApi();
  const [, render] = useState(0);
  useEffect(() => {
    if (instant === null) return;
    let timer: ReturnType<typeof setTimeout>;
    const next = () => {
      render((count) => count + 1);
      const left = clock.secondsUntil(instant);
      if (left > 0) timer = setTimeout(next, (left % 1) * 1000 + 5);
    };
    next();
    // Timers sleep in a hidden tab: what is shown is put right as soon as somebody looks.
    document.addEventListener('visibilitychange', next);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', next);
    };
  }, [clock, instant]);
  return instant === null ? 0 : Math.max(0, clock.secondsUntil(instant));
}
