import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import type { MessageKey } from '../../../messages/translate';
import { useMessages } from '../../../messages/use-messages';
import type { Order } from './operations';

const texts = {
  PENDING: 'order.returnPending',
  RETURNED: 'order.returnDone',
  FAILED: 'order.returnFailed',
} as const satisfies Record<Order['returns'][number]['status'], MessageKey>;

/** What was returned of an order, and how far its money is. */
export function ReturnedTickets({ order: { returns } }: { readonly order: Order }) {
  const { t, money } = useMessages();
  if (returns.length === 0) return null;
  return (
    <div className="order-returned">
      <h2>{t('order.returned')}</h2>
      <ul>
        {returns.map(({ id, status, returned, exchangedFor, items }) => (
          <li key={id}>
            <ul>
              {items.map(({ seat }) => (
                <li key={seat.id}>
                  <span aria-hidden="true">{seat.label}</span>
                  <span className="visually-hidden">{seat.description}</span>
                </li>
              ))}
            </ul>
            {exchangedFor !== null && (
              <p>
                <Link href={paths.order(exchangedFor.id)}>{t('exchange.newOrder')}</Link>
              </p>
            )}
            {(exchangedFor === null || returned.amountMinor > 0) && (
              <p className={status === 'FAILED' ? 'notice notice-warn' : 'muted'}>
                {t(texts[status], { amount: money(returned) })}
              </p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
