import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { Link, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Failed, Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { EventPicture } from '../ticketing/event-picture';
import { type Order, ordersQuery } from './operations';

const PAGE_SIZE = 20;
const ORDERS_MAX = 100;

/** What this browser's buyer has bought, the newest first. */
export default function OrdersPage() {
  const { t } = useMessages();
  const { session } = useApi();
  useTitle(t('orders.title'));
  const [first, setFirst] = useState(PAGE_SIZE);
  const result = useQuery(ordersQuery, { first });
  // Whoever never needed a session has no orders, and needs none to learn that.
  if (session.token === null) return <NoOrders />;
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Failed error={result.error} retry={result.reload} />;
  const orders = result.data.viewer?.orders;
  if (orders === undefined || orders.nodes.length === 0) return <NoOrders />;
  return (
    <div className="orders">
      <h1>{t('orders.title')}</h1>
      <ul className="order-rows">
        {orders.nodes.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
      {orders.pageInfo.hasNextPage && first < ORDERS_MAX && (
        <button type="button" className="button button-quiet" onClick={() => setFirst(first + PAGE_SIZE)}>
          {t('programme.more')}
        </button>
      )}
    </div>
  );
}

const tags: Readonly<Record<Order['status'], string>> = {
  CONFIRMED: 'tag tag-good',
  PENDING_PAYMENT: 'tag tag-warn',
  CANCELLED: 'tag',
  REFUNDED: 'tag',
};

function OrderRow({ order: { id, status, items, total, show } }: { readonly order: Order }) {
  const { t, money, dayAndTime } = useMessages();
  return (
    <li className="order-row">
      <EventPicture seed={show.event.id} category={show.event.category} />
      <div className="order-row-words">
        <h2>
          <Link href={paths.order(id)}>{show.event.name}</Link>
        </h2>
        <p>
          <time dateTime={show.startsAt}>{dayAndTime(show.startsAt, show.venue.timeZone)}</time>
        </p>
        <p className="muted">
          {show.venue.name}, {show.venue.city}
        </p>
      </div>
      <div className="order-row-state">
        <span className={tags[status]}>{t(`orders.status.${status}`)}</span>
        <span>
          {t('show.chosenCount', { count: items.length })} · <strong>{money(total)}</strong>
        </span>
      </div>
    </li>
  );
}

function NoOrders() {
  const { t } = useMessages();
  return (
    <div className="state">
      <h1>{t('orders.empty')}</h1>
      <p>{t('orders.emptyHint')}</p>
      <Link className="button" href={paths.programme}>
        {t('notFound.link')}
      </Link>
    </div>
  );
}
