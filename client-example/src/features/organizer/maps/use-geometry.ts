import { useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import type { GeometryFile } from '../../../seat-map';

type GeometryState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly url: string; readonly file: GeometryFile };

/** The geometry of a published map. Without an address nothing is read. */
export function useGeometry(url: string | null): GeometryState {
  const api = useApi();
  const [state, setState] = useState<GeometryState>({ kind: 'loading' });
  useEffect(() => {
    if (url === null) return;
    let isWanted = true;
    setState({ kind: 'loading' });
    api.json<GeometryFile>(url).then(
      (file) => isWanted && setState({ kind: 'ready', url, file }),
      (error: unknown) => isWanted && setState({ kind: 'failed', error }),
    );
    return () => {
      isWanted = false;
    };
  }, [api, url]);
  return state;
}
