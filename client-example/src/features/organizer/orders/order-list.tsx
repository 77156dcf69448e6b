import { type FormEvent, useState } from 'react';
import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { Refused } from '../refused';
import { usePages } from '../use-pages';
import { type ListedOrder, type OrderStatus, showOrdersQuery } from './operations';
import { OrderStatusTag } from './order-status-tag';

const statuses: readonly OrderStatus[] = ['CONFIRMED', 'PENDING_PAYMENT', 'CANCELLED', 'REFUNDED'];

/** Orders by number, address, name or seat, the newest first. */
export function OrderList({ showId }: { readonly showId: string }) {
  const { t } = useMessages();
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [status, setStatus] = useState<OrderStatus | null>(null);
  const filter = { text: text === '' ? null : text, status };
  const orders = usePages(showOrdersQuery, { id: showId, filter }, ({ show }) => show?.orders ?? null);
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setText(typed.trim());
  };
  return (
    <section className="show-orders">
      <h2>{t('organizer.orders.title')}</h2>
      <search>
        <form className="show-orders-search" onSubmit={search}>
          <div className="field">
            <label className="field-label" htmlFor="orders-text">
              {t('organizer.orders.search')}
            </label>
            <input
              id="orders-text"
              className="input"
              type="search"
              maxLength={200}
              value={typed}
              aria-describedby="orders-text-hint"
              onChange={({ target }) => setTyped(target.value)}
            />
            <span id="orders-text-hint" className="field-hint">
              {t('organizer.orders.searchHint')}
            </span>
          </div>
          <div className="field">
            <label className="field-label" htmlFor="orders-status">
              {t('organizer.orders.status')}
            </label>
            <select
              id="orders-status"
              className="select"
              value={status ?? ''}
              onChange={({ target }) => setStatus(statuses.find((name) => name === target.value) ?? null)}
            >
              <option value="">{t('organizer.orders.anyStatus')}</option>
              {statuses.map((name) => (
                <option key={name} value={name}>
                  {t(`orders.status.${name}`)}
                </option>
              ))}
            </select>
          </div>
          <button type="submit" className="button">
            {t('organizer.orders.find')}
          </button>
        </form>
      </search>
      {orders.kind === 'loading' && <Loading />}
      {orders.kind === 'failed' && <Refused error={orders.error} retry={orders.reload} />}
      {orders.kind === 'ready' && orders.nodes.length === 0 && (
        <p className="muted" role="status">
          {t('organizer.orders.none')}
        </p>
      )}
      {orders.kind === 'ready' && orders.nodes.length > 0 && <OrdersFound showId={showId} orders={orders.nodes} />}
      {orders.kind === 'ready' && orders.hasMore && (
        <button type="button" className="button button-quiet" onClick={orders.more}>
          {t('organizer.more')}
        </button>
      )}
    </section>
  );
}

function OrdersFound({ showId, orders }: { readonly showId: string; readonly orders: readonly ListedOrder[] }) {
  const { t, money, number, hour } = useMessages();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keys too
    <section className="table-frame" tabIndex={0} aria-label={t('organizer.orders.title')}>
      <table className="table table-left">
        <thead>
          <tr>
            <th scope="col">{t('organizer.orders.number')}</th>
            <th scope="col">{t('organizer.orders.status')}</th>
            <th scope="col">{t('organizer.orders.address')}</th>
            <th scope="col">{t('organizer.orders.made')}</th>
            <th scope="col">{t('organizer.figures.tickets')}</th>
            <th scope="col">{t('organizer.orders.total')}</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.id}>
              <th scope="row">
                <Link href={`${paths.organizerShow(showId, 'orders')}?order=${encodeURIComponent(order.id)}`}>
                  {order.number}
                </Link>
              </th>
              <td>
                <OrderStatusTag status={order.status} />
              </td>
              <td>{order.email ?? t(`organizer.channel.${order.channel}`)}</td>
              <td>
                <time dateTime={order.createdAt}>{hour(order.createdAt)}</time>
              </td>
              <td>{number(order.seatCount)}</td>
              <td>{money(order.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
