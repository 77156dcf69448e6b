import { useState } from 'react';
import { useApi } from '../../../app/api-context';
import { NotFound } from '../../../app/not-found';
import { useTitle } from '../../../app/router';
import { Failed, Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { MapPreview } from '../maps/map-preview';
import { MapUpload } from '../maps/map-upload';
import { useGeometry } from '../maps/use-geometry';
import { OrganizerApi } from '../organizer-api';
import { OrganizerFrame } from '../organizer-frame';
import { IfMay, Permissions } from '../permissions/permissions';
import { Refused } from '../refused';
import { updateVenueMutation, type VenueMap, type VenueView, venueQuery } from './operations';
import { VenueForm } from './venue-form';

/** A venue: where it is, its maps, and the way to another one. */
export default function VenuePage({ id }: { readonly id: string }) {
  return (
    <OrganizerApi>
      <VenueById id={id} />
    </OrganizerApi>
  );
}

function VenueById({ id }: { readonly id: string }) {
  const { t } = useMessages();
  const result = useQuery(venueQuery, { id });
  const node = result.kind === 'ready' ? result.data.node : null;
  const venue = node !== null && 'timeZone' in node ? node : null;
  useTitle(venue?.name ?? t('planning.nav.venues'));
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Refused error={result.error} retry={result.reload} />;
  if (venue === null) return <NotFound />;
  return (
    <OrganizerFrame title={venue.name}>
      <Permissions given={venue.viewerPermissions}>
        <VenueParts venue={venue} onChanged={result.reload} />
      </Permissions>
    </OrganizerFrame>
  );
}

interface VenuePartsProps {
  readonly venue: VenueView;
  readonly onChanged: () => void;
}

function VenueParts({ venue, onChanged }: VenuePartsProps) {
  const { t } = useMessages();
  const api = useApi();
  return (
    <>
      {/* A map is sent by whoever may change the venue. */}
      <IfMay use="updateVenue">
        <section className="panel planning-form">
          <h2>{t('planning.map.new')}</h2>
          <MapUpload venueId={venue.id} onPublished={onChanged} />
        </section>
      </IfMay>
      <div className="planning-columns">
        <section className="panel planning-form">
          <h2>{t('planning.map.published')}</h2>
          <Maps maps={venue.seatMaps ?? []} timeZone={venue.timeZone} />
        </section>
        <IfMay use="updateVenue">
          <section className="panel planning-form">
            <h2>{t('planning.venue.about')}</h2>
            <VenueForm
              venue={venue}
              button={t('planning.save')}
              onSave={async (changed) => {
                await api.ask(updateVenueMutation, { input: { ...changed, venueId: venue.id } });
                onChanged();
                return t('planning.saved');
              }}
            />
          </section>
        </IfMay>
      </div>
    </>
  );
}

interface MapsProps {
  readonly maps: readonly VenueMap[];
  readonly timeZone: string;
}

function Maps({ maps, timeZone }: MapsProps) {
  const { t, dayAndTime } = useMessages();
  const [shown, setShown] = useState<string | null>(null);
  if (maps.length === 0) return <p className="muted">{t('planning.map.none')}</p>;
  return (
    <ul className="planning-list">
      {maps.map(({ version, name, seatCount, url, publishedAt }) => (
        <li key={version}>
          <strong>{name}</strong> · {t('organizer.seats.count', { count: seatCount })}{' '}
          <span className="muted">
            · <time dateTime={publishedAt}>{dayAndTime(publishedAt, timeZone)}</time>
          </span>{' '}
          <button
            type="button"
            className="text-button"
            aria-expanded={shown === version}
            aria-label={`${t('planning.map.show')}: ${name}`}
            onClick={() => setShown((before) => (before === version ? null : version))}
          >
            {t('planning.map.show')}
          </button>
          {shown === version && <PublishedMap url={url} />}
        </li>
      ))}
    </ul>
  );
}

function PublishedMap({ url }: { readonly url: string }) {
  const geometry = useGeometry(url);
  if (geometry.kind === 'loading') return <Loading />;
  if (geometry.kind === 'failed') return <Failed error={geometry.error} />;
  return <MapPreview file={geometry.file} />;
}
