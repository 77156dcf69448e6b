import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { NotFound } from '../../../app/not-found';
import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading, useErrorText } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { Actor } from '../actor';
import { IfMay } from '../permissions/permissions';
import { Refused } from '../refused';
import { cancelOrderMutation, type OpenedOrder, showOrderQuery } from './operations';
import { OrderStatusTag } from './order-status-tag';

interface OrderOfShowProps {
  readonly showId: string;
  readonly id: string;
}

/** One order: its tickets, its money, and who changed it. */
export function OrderOfShow({ showId, id }: OrderOfShowProps) {
  const { t, money, hour } = useMessages();
  const result = useQuery(showOrderQuery, { id });
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Refused error={result.error} retry={result.reload} />;
  const order = result.data.showOrder;
  if (order === null) return <NotFound />;
  const facts = [
    ['organizer.orders.made', hour(order.createdAt)],
    ['organizer.orders.channel', t(`organizer.channel.${order.channel}`)],
    ['organizer.orders.address', order.email ?? '–'],
    ['organizer.orders.total', money(order.total)],
    ['organizer.orders.paid', money(order.paid)],
    ['organizer.figures.refunded', money(order.refunded)],
  ] as const;
  return (
    <section className="show-orders">
      <p>
        <Link href={paths.organizerShow(showId, 'orders')}>{t('organizer.orders.all')}</Link>
      </p>
      <h2>
        {t('order.number', { number: order.number })} <OrderStatusTag status={order.status} />
      </h2>
      <dl className="figures-facts figures">
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{t('organizer.figures.tickets')}</h3>
      <ul className="show-order-lines">
        {order.tickets.map(({ id: ticketId, seat, holderName, endedAt, endReason }) => (
          <li key={ticketId}>
            {seat?.label ?? '–'}
            {holderName !== null && ` · ${holderName}`} {endedAt !== null && <span className="tag">{endReason}</span>}
          </li>
        ))}
      </ul>
      <IfMay use="cancelOrder">
        {order.status === 'CONFIRMED' && <CancelOrder order={order} onCancelled={result.reload} />}
      </IfMay>
      <h3>{t('organizer.orders.history')}</h3>
      <ol className="show-order-lines">
        {order.history.map(({ at, what, changedBy }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only added, at the end
          <li key={index}>
            <time dateTime={at}>{hour(at)}</time> · {what} · <Actor of={changedBy} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function CancelOrder({ order, onCancelled }: { readonly order: OpenedOrder; readonly onCancelled: () => void }) {
  const { t } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const [isSure, setSure] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = async () => {
    const { cancelOrder } = await api.ask(cancelOrderMutation, { orderId: order.id });
    if (cancelOrder.__typename === 'CancelOrderPayload') onCancelled();
    else setProblem(cancelOrder.message);
  };
  return (
    <div className="panel show-order-cancel">
      <label>
        <input type="checkbox" checked={isSure} onChange={({ target }) => setSure(target.checked)} />{' '}
        {t('organizer.orders.cancelSure')}
      </label>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      <button
        type="button"
        className="button button-quiet"
        disabled={!isSure}
        onClick={() => void cancel().catch((error: unknown) => setProblem(textOf(error)))}
      >
        {t('organizer.orders.cancel')}
      </button>
    </div>
  );
}
