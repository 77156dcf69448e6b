import { useEffect } from 'react';
import { Loading } from '../../../app/states';
import { SeatCanvas } from '../show/seat-canvas';
import { useSeats } from '../show/use-seats';

interface OrderMapProps {
  readonly showId: string;
  readonly indexes: readonly number[];
}

/** The seats of an order on the map of their venue. */
export default function OrderMap({ showId, indexes }: OrderMapProps) {
  const seats = useSeats(showId, { partySize: 1, seatsMax: 1 });
  const key = indexes.join();
  useEffect(() => {
    if (seats.kind === 'ready') seats.store.setMine(key.split(',').map(Number));
  }, [seats, key]);
  // The order says all of it in words; without the map nothing is missing.
  if (seats.kind === 'failed') return null;
  if (seats.kind === 'loading') return <Loading />;
  return (
    <div className="order-map">
      <SeatCanvas seats={seats} isReadOnly visibleZones={null} fit={indexes} />
    </div>
  );
}
