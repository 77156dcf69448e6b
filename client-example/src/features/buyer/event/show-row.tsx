import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import { ShowTag } from '../ticketing/show-tag';
import type { EventShow } from './operations';

/** One date of an event, with what can be done about it now. */
export function ShowRow({ show }: { readonly show: EventShow }) {
  const { t, money, calendarSheet, time, day } = useMessages();
  const { startsAt, doorsAt, venue, priceMin, priceMax, availableCount, status } = show;
  const { month, day: dayOfMonth, weekday } = calendarSheet(startsAt, venue.timeZone);
  const isOver = status === 'CANCELLED' || status === 'SALES_CLOSED' || status === 'SOLD_OUT';
  return (
    <li className="show-row">
      <div className="calendar-sheet" aria-hidden="true">
        <span>{month}</span>
        <strong>{dayOfMonth}</strong>
        <span>{weekday}</span>
      </div>
      <div className="show-row-where">
        <h3>
          <time dateTime={startsAt}>
            {day(startsAt, venue.timeZone)}, {time(startsAt, venue.timeZone)}
          </time>
        </h3>
        <p>
          {venue.name}, {venue.address ? `${venue.address}, ` : ''}
          {venue.city}
        </p>
        <p className="show-row-small">{t('event.doors', { time: time(doorsAt, venue.timeZone) })}</p>
      </div>
      <div className="show-row-state">
        <ShowTag show={show} />
        {priceMin && priceMax && !isOver && (
          <span className="show-row-price">
            {priceMin.amountMinor === priceMax.amountMinor
              ? money(priceMin)
              : `${money(priceMin)} – ${money(priceMax)}`}
          </span>
        )}
        {status === 'ON_SALE' && availableCount !== null && (
          <span className="show-row-small">{t('event.available', { count: availableCount })}</span>
        )}
      </div>
      <ShowAction show={show} />
    </li>
  );
}

function ShowAction({ show: { id, status, waitingRoomActive } }: { readonly show: EventShow }) {
  const { t } = useMessages();
  if (status === 'CANCELLED') return <span className="show-row-action" />;
  const joins = waitingRoomActive && (status === 'ON_SALE' || status === 'SCHEDULED');
  if (joins) {
    return (
      <Link className="button show-row-action" href={paths.queue(id)}>
        {t('event.join')}
      </Link>
    );
  }
  const sells = status === 'ON_SALE';
  return (
    <Link className={`button show-row-action ${sells ? '' : 'button-quiet'}`} href={paths.show(id)}>
      {t(sells ? 'event.choose' : 'event.look')}
    </Link>
  );
}
