import { useSearch } from '../../../app/router';
import { OrderList } from './order-list';
import { OrderOfShow } from './order-of-show';

/** The orders of a show, or the one that the address names. */
export default function OrdersTab({ showId }: { readonly showId: string }) {
  const orderId = useSearch().get('order');
  return orderId === null ? <OrderList showId={showId} /> : <OrderOfShow key={orderId} showId={showId} id={orderId} />;
}
