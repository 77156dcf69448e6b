import { useEffect, useState } from 'react';
import { useApi } from '../../../../app/api-context';
import { loadAdapter, type PaymentAdapter, type PaymentSettings } from './adapter';

type AdapterState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly adapter: PaymentAdapter | null };

/** Which provider this shop has is known to the API; its adapter is loaded with the first checkout. */
export function usePaymentAdapter(): AdapterState {
  const api = useApi();
  const [state, setState] = useState<AdapterState>({ kind: 'loading' });
  useEffect(() => {
    let isWanted = true;
    api
      .json<{ payments: PaymentSettings }>('/site.json')
      .then(({ payments }) => loadAdapter(payments))
      .then(
        (adapter) => isWanted && setState({ kind: 'ready', adapter }),
        (error: unknown) => isWanted && setState({ kind: 'failed', error }),
      );
    return () => {
      isWanted = false;
    };
  }, [api]);
  return state;
}
