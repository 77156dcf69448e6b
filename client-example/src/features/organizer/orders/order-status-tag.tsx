import { useMessages } from '../../../messages/use-messages';
import type { OrderStatus } from './operations';

const tags: Readonly<Record<OrderStatus, string>> = {
  CONFIRMED: 'tag tag-good',
  PENDING_PAYMENT: 'tag tag-warn',
  CANCELLED: 'tag',
  REFUNDED: 'tag',
};

export function OrderStatusTag({ status }: { readonly status: OrderStatus }) {
  const { t } = useMessages();
  return <span className={tags[status]}>{t(`orders.status.${status}`)}</span>;
}
