import { useEffect } from 'react';
import { Link, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Failed, Loading } from '../../../app/states';
import { useWakeLock } from '../../../app/use-wake-lock';
import { useMessages } from '../../../messages/use-messages';
import { registerOffline } from '../../../offline/register';
import type { OrderTickets } from './operations';
import { TicketSheet } from './ticket-sheet';
import { useSteps } from './use-steps';
import { useTickets } from './use-tickets';

/** The tickets of an order, one a screen, also without network. */
export default function TicketsPage({ orderId }: { readonly orderId: string }) {
  const { t, dayAndTime } = useMessages();
  const tickets = useTickets(orderId);
  useTitle(t('tickets.title'));
  useEffect(() => registerOffline('/orders/'), []);
  useWakeLock();
  if (tickets.kind === 'loading') return <Loading />;
  if (tickets.kind === 'failed') return <Failed error={tickets.error} retry={tickets.reload} />;
  if (tickets.kind === 'none') return <NoTickets />;
  const { order, savedAt, isKept } = tickets;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <article className="tickets">
      <div>
        <h1>{order.show.event.name}</h1>
        <p className="muted">
          {order.show.venue.name}, {order.show.venue.city}
        </p>
      </div>
      <p className="visually-hidden" role="status">
        {savedAt && t('tickets.offline', { when: dayAndTime(savedAt, here) })}
      </p>
      {savedAt && (
        <p className="notice notice-warn" aria-hidden="true">
          {t('tickets.offline', { when: dayAndTime(savedAt, here) })}
        </p>
      )}
      <Sheets order={order} />
      {isKept && savedAt === null && <p className="muted ticket-kept">{t('tickets.saved')}</p>}
      <p>
        <Link href={paths.order(orderId)}>{t('tickets.all')}</Link>
      </p>
    </article>
  );
}

function Sheets({ order: { tickets, show } }: { readonly order: OrderTickets }) {
  const { t } = useMessages();
  const { index, go, swipe } = useSteps(tickets.length);
  const ticket = tickets[index];
  if (ticket === undefined) return null;
  return (
    <section className="ticket-screen" aria-label={t('tickets.title')} {...swipe}>
      {tickets.length > 1 && (
        <div className="ticket-steps">
          <Step label={t('tickets.previous')} sign="‹" isDisabled={index === 0} onPress={() => go(-1)} />
          <h2 aria-live="polite">{t('tickets.of', { number: index + 1, count: tickets.length })}</h2>
          <Step label={t('tickets.next')} sign="›" isDisabled={index === tickets.length - 1} onPress={() => go(1)} />
        </div>
      )}
      <TicketSheet key={ticket.id} ticket={ticket} show={show} />
    </section>
  );
}

interface StepProps {
  readonly label: string;
  readonly sign: string;
  readonly isDisabled: boolean;
  readonly onPress: () => void;
}

/** Stays in the order of the keyboard at the ends, so that the focus is not lost there. */
function Step({ label, sign, isDisabled, onPress }: StepProps) {
  return (
    <button type="button" className="button button-quiet ticket-step" aria-disabled={isDisabled} onClick={onPress}>
      <span className="visually-hidden">{label}</span>
      <span className="ticket-step-sign" aria-hidden="true">
        {sign}
      </span>
    </button>
  );
}

function NoTickets() {
  const { t } = useMessages();
  return (
    <div className="state">
      <h1>{t('tickets.none')}</h1>
      <p>{t('tickets.noneHint')}</p>
      <Link className="button" href={paths.orders}>
        {t('orders.title')}
      </Link>
    </div>
  );
}
