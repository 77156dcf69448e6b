import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { NotFound } from '../../../app/not-found';
import { Link, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { NewDraft } from '../drafts/new-draft';
import { OrganizerApi } from '../organizer-api';
import { OrganizerFrame } from '../organizer-frame';
import { IfMay, Permissions } from '../permissions/permissions';
import { Refused } from '../refused';
import { ShowStatusTag } from '../show-status-tag';
import { EventForm } from './event-form';
import { type OrganizerEvent, organizerEventQuery, updateEventMutation } from './operations';

/** An event as its organizer sees it: what it is, its shows, and the way to a new one. */
export default function OrganizerEventPage({ id }: { readonly id: string }) {
  return (
    <OrganizerApi>
      <EventView id={id} />
    </OrganizerApi>
  );
}

function EventView({ id }: { readonly id: string }) {
  const { t } = useMessages();
  const [from] = useState(() => new Date().toISOString());
  const result = useQuery(organizerEventQuery, { id, from });
  const event = result.kind === 'ready' ? result.data.event : null;
  useTitle(event?.name ?? t('planning.nav.events'));
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Refused error={result.error} retry={result.reload} />;
  if (event === null) return <NotFound />;
  return (
    <OrganizerFrame title={event.name}>
      <Permissions given={event.viewerPermissions}>
        <EventParts event={event} onChanged={result.reload} />
      </Permissions>
    </OrganizerFrame>
  );
}

interface EventPartsProps {
  readonly event: OrganizerEvent;
  readonly onChanged: () => void;
}

function EventParts({ event, onChanged }: EventPartsProps) {
  const { t } = useMessages();
  const api = useApi();
  return (
    <div className="planning-columns">
      <section className="panel planning-form">
        <IfMay use="createShowDraft">
          <h2>{t('planning.draft.new')}</h2>
          <NewDraft eventId={event.id} />
        </IfMay>
        <h2>{t('planning.event.shows')}</h2>
        <Shows shows={event.shows.nodes} />
      </section>
      <IfMay use="updateEvent">
        <section className="panel planning-form">
          <h2>{t('planning.event.about')}</h2>
          <EventForm
            event={event}
            button={t('planning.save')}
            onSave={async (changed) => {
              await api.ask(updateEventMutation, { input: { ...changed, eventId: event.id } });
              onChanged();
              return t('planning.saved');
            }}
          />
        </section>
      </IfMay>
    </div>
  );
}

function Shows({ shows }: { readonly shows: OrganizerEvent['shows']['nodes'] }) {
  const { t, dayAndTime } = useMessages();
  if (shows.length === 0) return <p className="muted">{t('planning.event.noShows')}</p>;
  return (
    <ul className="planning-list">
      {shows.map(({ id, startsAt, status, venue }) => (
        <li key={id}>
          <Link href={paths.organizerShow(id)}>
            <time dateTime={startsAt}>{dayAndTime(startsAt, venue.timeZone)}</time>
          </Link>{' '}
          · {venue.name}, {venue.city} <ShowStatusTag status={status} />
        </li>
      ))}
    </ul>
  );
}
