import { Suspense, useCallback, useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { lazyPage } from '../../../app/lazy-page';
import { NotFound } from '../../../app/not-found';
import { Link, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Failed, Loading } from '../../../app/states';
import type { MessageKey } from '../../../messages/translate';
import { useMessages } from '../../../messages/use-messages';
import { ExchangeTickets } from '../exchange/exchange-tickets';
import { SeatLines } from '../ticketing/seat-lines';
import { ShowLine } from '../ticketing/show-line';
import { ChangeAddress } from './change-address';
import { type Order, orderChangedSubscription, orderQuery } from './operations';
import { ReturnTickets } from './return-tickets';
import { ReturnedTickets } from './returned-tickets';

const OrderMap = lazyPage(() => import('./order-map'));

const headings = {
  CONFIRMED: 'order.confirmed',
  PENDING_PAYMENT: 'order.pending',
  CANCELLED: 'order.cancelled',
  REFUNDED: 'order.refunded',
} as const satisfies Record<Order['status'], MessageKey>;

/** An order, live: whatever changes it, here or elsewhere, is seen here. */
export default function OrderPage({ id }: { readonly id: string }) {
  const { t } = useMessages();
  const { order, error, set, reload } = useOrder(id);
  useTitle(t('order.title'));
  if (order === null) return <NotFound />;
  if (order === undefined) return error === null ? <Loading /> : <Failed error={error} retry={reload} />;
  const isConfirmed = order.status === 'CONFIRMED';
  return (
    <article className="order">
      <OrderHead order={order} />
      <div className="order-columns">
        <section className="panel">
          <ShowLine show={order.show} />
          {order.items.length > 0 && <SeatLines lines={order.items} total={sumOf(order)} />}
          <ReturnTickets order={order} onChange={set} />
          <ExchangeTickets order={order} />
          <ReturnedTickets order={order} />
        </section>
        {isConfirmed && (
          <div className="order-side">
            <section className="panel">
              <h2>{t('order.onMap')}</h2>
              <Suspense fallback={<div className="order-map" />}>
                <OrderMap showId={order.show.id} indexes={order.items.map(({ seat }) => seat.index)} />
              </Suspense>
            </section>
            <section className="panel">
              <h2>{t('order.tickets')}</h2>
              <Link className="button" href={paths.tickets(order.id)}>
                {t('tickets.open', { count: order.items.length })}
              </Link>
              <SentMail order={order} />
            </section>
          </div>
        )}
      </div>
    </article>
  );
}

/** Of what the order has now: less than was paid where some of it was returned. */
const sumOf = ({ items, total }: Order) => ({
  ...total,
  amountMinor: items.reduce((sum, { price }) => sum + price.amountMinor, 0),
});

/** When and where the tickets were sent, of the latest mail that has them. */
function SentMail({ order: { id, notifications } }: { readonly order: Order }) {
  const { t, dayAndTime } = useMessages();
  const mail = notifications.findLast(({ kind }) => kind === 'ORDER_CONFIRMED' || kind === 'TICKET_REISSUED');
  if (mail === undefined) return null;
  const { status, sentTo: address, sentAt } = mail;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      {status === 'FAILED' ? (
        <p className="notice notice-warn">{t('order.mailFailed', { address })}</p>
      ) : (
        <p className="muted">
          {sentAt === null
            ? t('order.mailWaiting', { address })
            : t('order.mailSent', { address, when: dayAndTime(sentAt, here) })}
        </p>
      )}
      <ChangeAddress orderId={id} />
    </>
  );
}

function OrderHead({ order: { id, status, createdAt, returns } }: { readonly order: Order }) {
  const { t, dayAndTime } = useMessages();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const isExchanged = returns.length > 0 && returns.every(({ exchangedFor }) => exchangedFor !== null);
  return (
    <div className={`order-head order-${status.toLowerCase()}`}>
      <span className="order-sign" aria-hidden="true" />
      <div role="status">
        <h1>{t(headings[status])}</h1>
        {status === 'PENDING_PAYMENT' && <p>{t('order.pendingHint')}</p>}
        {status === 'CANCELLED' && !isExchanged && <p>{t('order.cancelledHint')}</p>}
      </div>
      <p className="muted order-number">
        {t('order.number', { number: id.slice(-8).toUpperCase() })} ·{' '}
        {t('order.bought', { when: dayAndTime(createdAt, here) })}
      </p>
    </div>
  );
}

function useOrder(id: string) {
  const api = useApi();
  const [order, setOrder] = useState<Order | null | undefined>();
  const [error, setError] = useState<unknown>(null);
  const reload = useCallback(() => {
    setError(null);
    api.askAsBuyer(orderQuery, { id }).then(
      ({ serverTime, order: found }) => {
        api.clock.learn(serverTime);
        setOrder(found);
      },
      (fault: unknown) => setError(fault),
    );
  }, [api, id]);
  useEffect(reload, [reload]);
  const isFound = order !== undefined && order !== null;
  useEffect(() => {
    if (!isFound) return;
    return api.follow(orderChangedSubscription, () => ({ id }), { next: ({ orderChanged }) => setOrder(orderChanged) });
  }, [api, id, isFound]);
  return { order, error, set: setOrder, reload };
}
