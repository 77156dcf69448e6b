import { useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { NotFound } from '../../../app/not-found';
import { Failed, Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { SeatCounts } from '../figures/seat-counts';
import { useLiveFigures } from '../figures/use-live-figures';
import { type Pace, salesPaceChangedSubscription, salesPaceQuery } from './operations';
import { PaceTiles } from './pace-tiles';

/** The sale as it runs: how fast, who waits, what is left. Everything on it changes by itself. */
export default function LiveTab({ showId }: { readonly showId: string }) {
  const { t, money, number, time } = useMessages();
  const result = useQuery(salesPaceQuery, { id: showId });
  const live = useLivePace(showId);
  const figures = useLiveFigures(showId);
  if (live === null && result.kind === 'loading') return <Loading />;
  if (live === null && result.kind === 'failed') return <Failed error={result.error} retry={result.reload} />;
  const pace = live ?? (result.kind === 'ready' ? result.data.show?.salesPace : null);
  if (pace == null) return <NotFound />;
  return (
    <section className="figures">
      <h2>{t('organizer.live.title')}</h2>
      <PaceTiles pace={pace} />
      {figures !== null && (
        <>
          <SeatCounts figures={figures} />
          <dl className="figures-facts">
            <div>
              <dt>{t('organizer.figures.net')}</dt>
              <dd>{money(figures.net)}</dd>
            </div>
            <div>
              <dt>{t('organizer.figures.orders')}</dt>
              <dd>{number(figures.orderCount)}</dd>
            </div>
          </dl>
        </>
      )}
      <p className="muted">{t('organizer.figures.asOf', { time: time(pace.asOf) })}</p>
    </section>
  );
}

/** The latest pace that the service has sent; null until the first. */
function useLivePace(showId: string): Pace | null {
  const api = useApi();
  const [pace, setPace] = useState<Pace | null>(null);
  useEffect(
    () =>
      api.follow(salesPaceChangedSubscription, () => ({ showId }), {
        next: ({ salesPaceChanged }) => setPace(salesPaceChanged),
        // What was read stays; the page says of when it is.
        error: () => undefined,
      }),
    [api, showId],
  );
  return pace;
}
