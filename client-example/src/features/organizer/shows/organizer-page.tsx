import { useState } from 'react';
import { Link, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { NewOrganization } from '../organization/new-organization';
import { myOrganizationsQuery } from '../organization/operations';
import { OrganizerApi } from '../organizer-api';
import { OrganizerFrame } from '../organizer-frame';
import { Refused } from '../refused';
import { ShowStatusTag } from '../show-status-tag';
import { usePages } from '../use-pages';
import { type OrganizedShow, organizedShowsQuery } from './operations';

/** A show of tonight is still of interest in the morning. */
const OVER_AFTER_MS = 24 * 3_600_000;

/** Where an organizer begins: the shows that they run. */
export default function OrganizerPage() {
  return (
    <OrganizerApi>
      <OrganizedShows />
    </OrganizerApi>
  );
}

/** The organizations of the caller lead to their members. */
function Organizations() {
  const { t } = useMessages();
  const result = useQuery(myOrganizationsQuery, {});
  if (result.kind !== 'ready') return null;
  const organizations = result.data.viewer?.organizations ?? [];
  if (organizations.length === 0) return <NewOrganization />;
  return (
    <nav aria-label={t('organizer.organizations')} className="organizer-organizations">
      {organizations.map(({ id, name }) => (
        <Link key={id} href={paths.organization(id)}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

function OrganizedShows() {
  const { t } = useMessages();
  const [recently] = useState(() => new Date(Date.now() - OVER_AFTER_MS).toISOString());
  const [showsPast, setShowsPast] = useState(false);
  const shows = usePages(
    organizedShowsQuery,
    { from: showsPast ? null : recently },
    ({ organizedShows }) => organizedShows,
  );
  useTitle(t('organizer.shows.title'));
  if (shows.kind === 'loading') return <Loading />;
  if (shows.kind === 'failed') return <Refused error={shows.error} retry={shows.reload} />;
  return (
    <OrganizerFrame title={t('organizer.shows.title')}>
      <Organizations />
      <label className="organizer-past">
        <input type="checkbox" checked={showsPast} onChange={({ target }) => setShowsPast(target.checked)} />{' '}
        {t('organizer.shows.past')}
      </label>
      {shows.nodes.length === 0 && (
        <p className="muted">
          {t('organizer.shows.empty')} {t('planning.begin')}
        </p>
      )}
      <ul className="organizer-shows">
        {shows.nodes.map((show) => (
          <ShowRow key={show.id} show={show} />
        ))}
      </ul>
      {shows.hasMore && (
        <button type="button" className="button button-quiet" onClick={shows.more}>
          {t('organizer.more')}
        </button>
      )}
    </OrganizerFrame>
  );
}

function ShowRow({ show: { id, event, venue, startsAt, status, availableCount } }: { readonly show: OrganizedShow }) {
  const { t, dayAndTime } = useMessages();
  return (
    <li className="organizer-show-row">
      <div>
        <h2>
          <Link href={paths.organizerShow(id)}>{event.name}</Link>
        </h2>
        <p>
          <time dateTime={startsAt}>{dayAndTime(startsAt, venue.timeZone)}</time>
        </p>
        <p className="muted">
          {venue.name}, {venue.city}
        </p>
      </div>
      <p className="organizer-show-state">
        <ShowStatusTag status={status} />
        {availableCount !== null && <span>{t('organizer.shows.left', { count: availableCount })}</span>}
      </p>
    </li>
  );
}
