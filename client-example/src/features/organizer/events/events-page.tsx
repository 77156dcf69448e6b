import { useApi } from '../../../app/api-context';
import { Link, navigate, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';
import { NewThing } from '../forms/new-thing';
import { useOrganizationChoice } from '../organization/organization-choice';
import { OrganizerApi } from '../organizer-api';
import { OrganizerFrame } from '../organizer-frame';
import { Refused } from '../refused';
import { usePages } from '../use-pages';
import { EventForm } from './event-form';
import { createEventMutation, organizedEventsQuery } from './operations';

/** The events that the caller and their organizations run, also those without shows. */
export default function EventsPage() {
  return (
    <OrganizerApi>
      <Events />
    </OrganizerApi>
  );
}

function Events() {
  const { t } = useMessages();
  const events = usePages(organizedEventsQuery, {}, ({ organizedEvents }) => organizedEvents);
  useTitle(t('planning.nav.events'));
  if (events.kind === 'loading') return <Loading />;
  if (events.kind === 'failed') return <Refused error={events.error} retry={events.reload} />;
  return (
    <OrganizerFrame title={t('planning.nav.events')}>
      <NewEvent />
      {events.nodes.length === 0 && <p className="muted">{t('planning.event.none')}</p>}
      <ul className="organizer-shows">
        {events.nodes.map(({ id, name, category, performers }) => (
          <li key={id} className="organizer-show-row">
            <div>
              <h2>
                <Link href={paths.organizerArea('events', id)}>{name}</Link>
              </h2>
              <p className="muted">{[category, ...performers].join(' · ')}</p>
            </div>
          </li>
        ))}
      </ul>
      {events.hasMore && (
        <button type="button" className="button button-quiet" onClick={events.more}>
          {t('organizer.more')}
        </button>
      )}
    </OrganizerFrame>
  );
}

function NewEvent() {
  const { t } = useMessages();
  const api = useApi();
  const { isAllowed, organizationId, field } = useOrganizationChoice('createEvent');
  if (!isAllowed) return null;
  return (
    <NewThing label={t('planning.event.new')}>
      <h2>{t('planning.event.new')}</h2>
      <EventForm
        button={t('planning.create')}
        onSave={async (event) => {
          const { createEvent } = await api.ask(createEventMutation, { input: { ...event, organizationId } });
          navigate(paths.organizerArea('events', createEvent.event.id));
          return '';
        }}
      >
        {field}
      </EventForm>
    </NewThing>
  );
}
