import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { useMessages } from '../../../messages/use-messages';
import type { Order } from './operations';
import { TicketChoice, ticketIdOf } from './ticket-choice';
import { useReturn } from './use-return';

const HOUR_MS = 3_600_000;

interface ReturnTicketsProps {
  readonly order: Order;
  readonly onChange: (order: Order) => void;
}

/** Returns tickets of an order while its show allows it, after the buyer has seen what comes back. */
export function ReturnTickets({ order, onChange }: ReturnTicketsProps) {
  const { t, dayAndTime } = useMessages();
  const api = useApi();
  const [isOpen, setOpen] = useState(false);
  const { show, status } = order;
  if (status !== 'CONFIRMED') return null;
  const until = returnsUntil(show);
  const mayReturn = show.status === 'CANCELLED' || (until !== null && Date.parse(until) > api.clock.now());
  if (!mayReturn) return <p className="muted order-return">{t('order.cancelNever')}</p>;
  if (isOpen) {
    const returned = (changed: Order) => {
      setOpen(false);
      onChange(changed);
    };
    return <Choice order={order} onReturned={returned} close={() => setOpen(false)} />;
  }
  return (
    <div className="order-return">
      <button type="button" className="button button-quiet" onClick={() => setOpen(true)}>
        {t('order.cancel')}
      </button>
      {until !== null && show.status !== 'CANCELLED' && (
        <p className="muted">{t('order.cancelUntil', { when: dayAndTime(until, show.venue.timeZone) })}</p>
      )}
    </div>
  );
}

/** Until when tickets of a show can be returned at all; null where never. A show that was moved has a time of its own. */
function returnsUntil({ refundUntil, returnSteps, startsAt, fullReturnUntil }: Order['show']): string | null {
  const last = returnSteps?.at(-1);
  const byRule =
    last === undefined ? refundUntil : new Date(Date.parse(startsAt) - last.hoursBefore * HOUR_MS).toISOString();
  const instants = [byRule, fullReturnUntil].filter((instant) => instant !== null);
  return instants.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null;
}

interface ChoiceProps {
  readonly order: Order;
  readonly onReturned: (order: Order) => void;
  readonly close: () => void;
}

/** Which tickets, and what comes back for them. Nobody can be sure to get the seats again, so it is asked once more. */
function Choice({ order, onReturned, close }: ChoiceProps) {
  const { t, money } = useMessages();
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    order.items.map(({ seat }) => ticketIdOf(order, seat.id)),
  );
  const { quote, problem, isWorking, commit } = useReturn(order, chosen, onReturned);
  const keptMinor = quote?.lines.reduce((sum, { kept }) => sum + kept.amountMinor, 0) ?? 0;
  return (
    <fieldset className="order-return" disabled={isWorking}>
      <legend>{t('order.returnWhich')}</legend>
      <TicketChoice order={order} chosen={chosen} onChange={setChosen} />
      <div role="status" className="order-return-quote">
        {quote !== null && (
          <>
            <p>
              <strong>{t('order.returnTotal', { amount: money(quote.total) })}</strong>
              {keptMinor > 0 && (
                <span className="muted">
                  {' '}
                  {t('order.returnKept', { amount: money({ ...quote.total, amountMinor: keptMinor }) })}
                </span>
              )}
            </p>
            <p className="muted">{quote.policy}</p>
          </>
        )}
        {quote === null && problem === null && (
          <p className="muted">{chosen.length === 0 ? t('order.returnNone') : t('order.returnAsking')}</p>
        )}
      </div>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      <div className="order-return-buttons">
        <button type="button" className="button" disabled={quote === null} onClick={() => void commit()}>
          {isWorking && <span className="spinner" aria-hidden="true" />}
          {t('order.cancelYes')}
        </button>
        <button type="button" className="button button-quiet" onClick={close}>
          {t('order.cancelNo')}
        </button>
      </div>
    </fieldset>
  );
}
