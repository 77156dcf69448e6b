import { useEffect } from 'react';
import { useApi } from '../../../app/api-context';
import { NotFound } from '../../../app/not-found';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { Refused } from '../refused';
import { saleChangedSubscription, saleQuery } from './operations';
import { PauseForm } from './pause-form';
import { PriceChangeList } from './price-change-list';
import { PriceForm } from './price-form';
import { WaitingRoomPanel } from './waiting-room-panel';
import { WindowForm } from './window-form';

/** The sale of a published show: whether it runs, what seats cost and will cost, when and how many, and the queue. */
export default function SaleTab({ showId }: { readonly showId: string }) {
  const { t } = useMessages();
  const api = useApi();
  const result = useQuery(saleQuery, { id: showId });
  const { reload } = result;
  // Whatever another member changes, or the clock, is here at once.
  useEffect(
    () => api.follow(saleChangedSubscription, () => ({ id: showId }), { next: reload, error: () => undefined }),
    [api, showId, reload],
  );
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Refused error={result.error} retry={reload} />;
  const { show, priceChanges } = result.data;
  if (show === null) return <NotFound />;
  return (
    <div className="sale">
      <h2>{t('organizer.sale.title')}</h2>
      <PauseForm sale={show} onChanged={reload} />
      <section className="panel">
        <h3>{t('organizer.sale.prices')}</h3>
        <PriceForm sale={show} onChanged={reload} />
        <PriceChangeList sale={show} changes={priceChanges} onChanged={reload} />
      </section>
      <WindowForm sale={show} onChanged={reload} />
      <WaitingRoomPanel showId={showId} />
    </div>
  );
}
