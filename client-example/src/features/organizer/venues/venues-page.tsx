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
import { createVenueMutation, organizedVenuesQuery } from './operations';
import { VenueForm } from './venue-form';

/** The venues of the caller and of their organizations. */
export default function VenuesPage() {
  return (
    <OrganizerApi>
      <Venues />
    </OrganizerApi>
  );
}

function Venues() {
  const { t } = useMessages();
  const venues = usePages(organizedVenuesQuery, {}, ({ organizedVenues }) => organizedVenues);
  useTitle(t('planning.nav.venues'));
  if (venues.kind === 'loading') return <Loading />;
  if (venues.kind === 'failed') return <Refused error={venues.error} retry={venues.reload} />;
  return (
    <OrganizerFrame title={t('planning.nav.venues')}>
      <NewVenue />
      {venues.nodes.length === 0 && <p className="muted">{t('planning.venue.none')}</p>}
      <ul className="organizer-shows">
        {venues.nodes.map(({ id, name, city, seatMaps }) => (
          <li key={id} className="organizer-show-row">
            <div>
              <h2>
                <Link href={paths.organizerArea('venues', id)}>{name}</Link>
              </h2>
              <p className="muted">{city}</p>
            </div>
            <p>{t('planning.venue.maps', { count: seatMaps?.length ?? 0 })}</p>
          </li>
        ))}
      </ul>
      {venues.hasMore && (
        <button type="button" className="button button-quiet" onClick={venues.more}>
          {t('organizer.more')}
        </button>
      )}
    </OrganizerFrame>
  );
}

function NewVenue() {
  const { t } = useMessages();
  const api = useApi();
  const { isAllowed, organizationId, field } = useOrganizationChoice('createVenue');
  if (!isAllowed) return null;
  return (
    <NewThing label={t('planning.venue.new')}>
      <h2>{t('planning.venue.new')}</h2>
      <VenueForm
        button={t('planning.create')}
        onSave={async (venue) => {
          const { createVenue } = await api.ask(createVenueMutation, { input: { ...venue, organizationId } });
          navigate(paths.organizerArea('venues', createVenue.venue.id));
          return '';
        }}
      >
        {field}
      </VenueForm>
    </NewThing>
  );
}
