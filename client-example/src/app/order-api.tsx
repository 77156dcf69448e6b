import { type ReactNode, useMemo } from 'react';
import { openApi } from '../api/api';
import { hasOrderAccess, OrderSession } from '../api/order-session';
import { ApiContext, useApi } from './api-context';

/** The pages of an order that the link in a mail has opened ask with its session; all others as they are. */
export function OrderApi({ orderId, children }: { readonly orderId: string; readonly children: ReactNode }) {
  const own = useApi();
  const api = useMemo(
    () => (hasOrderAccess(orderId) ? openApi({ session: new OrderSession(orderId) }) : own),
    [orderId, own],
  );
  return <ApiContext value={api}>{children}</ApiContext>;
}
