import { Link } from '../../../app/router';
import { paths } from '../../../app/routes';
import { useMessages } from '../../../messages/use-messages';
import { EventPicture } from '../ticketing/event-picture';
import { ShowTag } from '../ticketing/show-tag';
import type { ProgrammeEvent } from './operations';

/** One event: its picture, its next date, and the cheapest price. The whole card is the target of its one link. */
export function EventCard({ event }: { readonly event: ProgrammeEvent }) {
  const { t, money, dayAndTime, number } = useMessages();
  const { id, name, category, performers, distanceKm, shows } = event;
  const [next, ...others] = shows.nodes;
  const cities = [...new Set(others.map(({ venue }) => venue.city))].filter((city) => city !== next?.venue.city);
  return (
    <li className="card">
      <EventPicture seed={id} category={category} />
      <div className="card-body">
        <p className="card-category">{category}</p>
        <h2 className="card-title">
          <Link href={paths.event(id)}>{name}</Link>
        </h2>
        <p className="card-performers">{performers.join(', ')}</p>
        {next && (
          <p className="card-date">
            <time dateTime={next.startsAt}>{dayAndTime(next.startsAt, next.venue.timeZone)}</time>
            <span>
              {next.venue.name}, {[next.venue.city, ...cities].join(', ')}
            </span>
          </p>
        )}
        <p className="card-foot">
          {next && <ShowTag show={next} />}
          {next?.priceMin && (
            <span className="card-price">{t('programme.from', { amount: money(next.priceMin) })}</span>
          )}
          {distanceKm != null && (
            <span>{t('programme.distance', { distance: number(Math.max(1, Math.round(distanceKm))) })}</span>
          )}
          {others.length > 0 && <span className="card-more">{t('programme.moreDates', { count: others.length })}</span>}
        </p>
      </div>
    </li>
  );
}

/** Takes the place of a card until the programme is there, so that nothing jumps. */
export function EventCardPlaceholder() {
  return (
    <li className="card card-placeholder" aria-hidden="true">
      <div className="picture" />
      <div className="card-body">
        <span />
        <span />
        <span />
      </div>
    </li>
  );
}
