import { useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { type Figures, salesChangedSubscription } from './operations';

/** The latest figures that the service has sent; null until the first. */
export function useLiveFigures(showId: string): Figures | null {
  const api = useApi();
  const [figures, setFigures] = useState<Figures | null>(null);
  useEffect(
    () =>
      api.follow(salesChangedSubscription, () => ({ showId }), {
        next: ({ salesChanged }) => setFigures(salesChanged),
        // What was read stays; the page says of when it is.
        error: () => undefined,
      }),
    [api, showId],
  );
  return figures;
}
