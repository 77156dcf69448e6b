import { useEffect, useState, useSyncExternalStore } from 'react';
import { Failed, Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import type { Order } from '../orders/operations';
import { TicketChoice, ticketIdOf } from '../orders/ticket-choice';
import { SeatCanvas } from '../show/seat-canvas';
import { type Seats, useSeats } from '../show/use-seats';
import { ExchangeOffer } from './exchange-offer';
import { useExchange } from './use-exchange';

interface ExchangePanelProps {
  readonly order: Order;
  readonly close: () => void;
}

/** Which tickets, which seats instead, and what the difference is. */
export default function ExchangePanel({ order, close }: ExchangePanelProps) {
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    order.items.map(({ seat }) => ticketIdOf(order, seat.id)),
  );
  const { t } = useMessages();
  const exchange = useExchange(order, chosen);
  const { quote, problem, isWorking } = exchange;
  return (
    <section className="order-return order-exchange" aria-label={t('exchange.open')}>
      <fieldset disabled={isWorking || quote !== null}>
        <legend>{t('exchange.which')}</legend>
        <TicketChoice order={order} chosen={chosen} onChange={setChosen} />
      </fieldset>
      {quote === null && chosen.length > 0 && <NewSeats order={order} count={chosen.length} exchange={exchange} />}
      {quote !== null && <ExchangeOffer quote={quote} exchange={exchange} />}
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      <div className="order-return-buttons">
        {quote !== null && (
          <button type="button" className="button button-quiet" disabled={isWorking} onClick={exchange.chooseAgain}>
            {t('exchange.others')}
          </button>
        )}
        <button type="button" className="button button-quiet" disabled={isWorking} onClick={close}>
          {t('order.cancelNo')}
        </button>
      </div>
    </section>
  );
}

interface NewSeatsProps {
  readonly order: Order;
  readonly count: number;
  readonly exchange: ReturnType<typeof useExchange>;
}

/** The map of the show, on which as many seats are chosen as tickets; or the service chooses them. */
function NewSeats({ order, count, exchange }: NewSeatsProps) {
  const seats = useSeats(order.show.id, { partySize: count, seatsMax: order.items.length });
  useEffect(() => {
    if (seats.kind === 'ready') seats.selection.partySize = count;
  }, [seats, count]);
  if (seats.kind === 'loading') return <Loading />;
  if (seats.kind === 'failed') return <Failed error={seats.error} />;
  return <Choosing order={order} seats={seats} count={count} exchange={exchange} />;
}

function Choosing({ order, seats, count, exchange }: NewSeatsProps & { seats: Extract<Seats, { kind: 'ready' }> }) {
  const { t } = useMessages();
  const { store, selection } = seats;
  const chosen = useSyncExternalStore(selection.subscribe, () => selection.chosen);
  const key = order.items.map(({ seat }) => seat.index).join();
  useEffect(() => store.setMine(key.split(',').map(Number)), [store, key]);
  return (
    <>
      <p className="muted">{t('exchange.choose', { count })}</p>
      <div className="order-map">
        <SeatCanvas seats={seats} isReadOnly={false} visibleZones={null} />
      </div>
      <div className="order-return-buttons">
        <button
          type="button"
          className="button"
          disabled={exchange.isWorking || chosen.length === 0}
          onClick={() => void exchange.ask({ indexes: chosen })}
        >
          {t('exchange.these')}
        </button>
        <button
          type="button"
          className="button button-quiet"
          disabled={exchange.isWorking}
          onClick={() => void exchange.ask({ quantity: count })}
        >
          {t('exchange.best')}
        </button>
      </div>
    </>
  );
}
