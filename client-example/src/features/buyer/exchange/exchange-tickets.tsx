import { Suspense, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { lazyPage } from '../../../app/lazy-page';
import { Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import type { Order } from '../orders/operations';

const ExchangePanel = lazyPage(() => import('./exchange-panel'));

/** Exchanges tickets of an order for other seats of its show, where the show allows it and has not started. */
export function ExchangeTickets({ order }: { readonly order: Order }) {
  const { t } = useMessages();
  const api = useApi();
  const [isOpen, setOpen] = useState(false);
  const { show, status } = order;
  const mayExchange =
    status === 'CONFIRMED' &&
    show.exchangeRule !== null &&
    show.status !== 'CANCELLED' &&
    Date.parse(show.startsAt) > api.clock.now();
  if (!mayExchange) return null;
  if (isOpen) {
    return (
      <Suspense fallback={<Loading />}>
        <ExchangePanel order={order} close={() => setOpen(false)} />
      </Suspense>
    );
  }
  return (
    <div className="order-return">
      <button type="button" className="button button-quiet" onClick={() => setOpen(true)}>
        {t('exchange.open')}
      </button>
    </div>
  );
}
