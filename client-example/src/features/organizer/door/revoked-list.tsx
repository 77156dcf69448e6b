import { useEffect } from 'react';
import { Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { Refused } from '../refused';
import { usePages } from '../use-pages';
import { revokedTicketsQuery } from './operations';

interface RevokedListProps {
  readonly showId: string;
  /** Grows after something has happened at a door. */
  readonly news: number;
}

/** Tickets that open no door any more. A gate refuses them, and whoever stands there may ask why. */
export function RevokedList({ showId, news }: RevokedListProps) {
  const { t, hour } = useMessages();
  const tickets = usePages(revokedTicketsQuery, { showId }, ({ revokedTickets }) => revokedTickets);
  const { reload } = tickets;
  useEffect(() => {
    if (news > 0) reload();
  }, [news, reload]);
  return (
    <section className="figures-part">
      <h3>{t('organizer.door.revokedTitle')}</h3>
      {tickets.kind === 'loading' && <Loading />}
      {tickets.kind === 'failed' && <Refused error={tickets.error} retry={reload} />}
      {tickets.kind === 'ready' && tickets.nodes.length === 0 && (
        <p className="muted">{t('organizer.door.noRevoked')}</p>
      )}
      {tickets.kind === 'ready' && (
        <ul className="show-order-lines">
          {tickets.nodes.map(({ ticketId, seatLabel, holderName, endedAt, reason, wasInside }) => (
            <li key={ticketId}>
              <time dateTime={endedAt}>{hour(endedAt)}</time> · {seatLabel}
              {holderName !== null && ` · ${holderName}`}{' '}
              <span className="tag">{t(`organizer.door.reason.${reason}`)}</span>{' '}
              {wasInside && <span className="tag tag-warn">{t('organizer.door.cameIn')}</span>}
            </li>
          ))}
        </ul>
      )}
      {tickets.kind === 'ready' && tickets.hasMore && (
        <button type="button" className="button button-quiet" onClick={tickets.more}>
          {t('organizer.more')}
        </button>
      )}
    </section>
  );
}
