import { useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import type { SeatSelection, SeatStore } from '../../../seat-map';

type SeatMapCode = typeof import('../../../seat-map');

export type Seats =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly kind: 'ready';
      /** The code of the map, a chunk of its own. */
      readonly seatMap: SeatMapCode;
      readonly store: SeatStore;
      readonly selection: SeatSelection;
    };

/** Opens the live seats of a show, and closes them when the page is left. */
export function useSeats(showId: string, options: { readonly partySize: number; readonly seatsMax: number }): Seats {
  const api = useApi();
  const [seats, setSeats] = useState<Seats>({ kind: 'loading' });
  // The options are where the choice begins; the selection keeps its own from there on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    let close = () => {};
    let isWanted = true;
    const open = async () => {
      // Loaded beside the map, which would ask for it only when it is here itself.
      void import('../../../seat-map/live/read-show');
      const seatMap = await import('../../../seat-map');
      if (!isWanted) return;
      const store = seatMap.openSeatStore(api, showId);
      close = () => store.close();
      await store.ready;
      if (isWanted) setSeats({ kind: 'ready', seatMap, store, selection: seatMap.createSelection(store, options) });
    };
    open().catch((error: unknown) => isWanted && setSeats({ kind: 'failed', error }));
    return () => {
      isWanted = false;
      close();
    };
  }, [api, showId]);
  return seats;
}
