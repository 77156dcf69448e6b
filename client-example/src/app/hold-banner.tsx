import { useEffect, useState } from 'react';
import { graphql } from '../api/graphql';
import { useMessages } from '../messages/use-messages';
import { useApi } from './api-context';
import { Link, usePathname } from './router';
import { paths, routeOf } from './routes';
import { useCountdown } from './use-countdown';

const heldQuery = graphql(`
  query Held {
    serverTime
    viewer {
      holds {
        id
        expiresAt
      }
    }
  }
`);

/** The way back to seats that are held, on every page but the checkout's: after the back button, or in a second tab. */
export function HoldBanner() {
  const { t, countdown } = useMessages();
  const hold = useNewestHold();
  const left = useCountdown(hold?.expiresAt ?? null);
  if (hold === null || left === 0) return null;
  return (
    <aside className="hold-banner" aria-label={t('hold.banner')}>
      <span>
        {t('hold.banner')} · {t('hold.left', { time: countdown(left) })}
      </span>
      <Link href={paths.hold(hold.id)}>{t('hold.bannerLink')}</Link>
    </aside>
  );
}

function useNewestHold(): { readonly id: string; readonly expiresAt: string } | null {
  const api = useApi();
  const pathname = usePathname();
  const isCheckout = routeOf(pathname).name === 'hold';
  const [holds, setHolds] = useState<readonly { readonly id: string; readonly expiresAt: string }[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is the moment to look again
  useEffect(() => {
    if (isCheckout || api.session.token === null) return setHolds([]);
    let isWanted = true;
    const look = () => {
      if (document.visibilityState === 'hidden') return;
      api.ask(heldQuery, {}).then(
        ({ serverTime, viewer }) => {
          api.clock.learn(serverTime);
          if (isWanted) setHolds(viewer?.holds ?? []);
        },
        () => undefined,
      );
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      isWanted = false;
      document.removeEventListener('visibilitychange', look);
    };
  }, [api, isCheckout, pathname]);
  return holds.at(-1) ?? null;
}
