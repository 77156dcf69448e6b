import { useMemo } from 'react';
import { NotFound } from '../../../app/not-found';
import { useTitle } from '../../../app/router';
import { Failed, Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { EventPicture } from '../ticketing/event-picture';
import { eventQuery } from './operations';
import { ShowRow } from './show-row';

export default function EventPage({ id }: { readonly id: string }) {
  const { t, zoneName } = useMessages();
  const now = useMemo(() => new Date().toISOString(), []);
  const result = useQuery(eventQuery, { id, now });
  const event = result.kind === 'ready' ? result.data.event : null;
  useTitle(event?.name ?? t('programme.title'));
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Failed error={result.error} retry={result.reload} />;
  if (event === null) return <NotFound />;
  const shows = event.shows.nodes;
  const zones = new Map(shows.map(({ venue, startsAt }) => [venue.city, zoneName(startsAt, venue.timeZone)]));
  return (
    <article className="event">
      <div className="event-head">
        <EventPicture seed={event.id} category={event.category} />
        <div className="event-words">
          <p className="card-category">{event.category}</p>
          <h1>{event.name}</h1>
          {event.description && <p className="event-description">{event.description}</p>}
          {event.performers.length > 0 && (
            <p className="event-performers">{t('event.with', { names: event.performers.join(', ') })}</p>
          )}
        </div>
      </div>
      <section className="event-dates">
        <h2>{t('event.dates')}</h2>
        {shows.length === 0 && <p>{t('event.noDates')}</p>}
        <ul className="show-rows">
          {shows.map((show) => (
            <ShowRow key={show.id} show={show} />
          ))}
        </ul>
        {[...zones].map(([city, zone]) => (
          <p key={city} className="event-zone">
            {t('event.zone', { city, zone })}
          </p>
        ))}
      </section>
    </article>
  );
}
