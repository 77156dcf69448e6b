import { type ComponentType, Suspense } from 'react';
import { lazyPage } from '../../../app/lazy-page';
import { NotFound } from '../../../app/not-found';
import { Link, useTitle } from '../../../app/router';
import { paths, type ShowTab, showTabs } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { OrganizerApi } from '../organizer-api';
import { Refused } from '../refused';
import { ShowStatusTag } from '../show-status-tag';
import { SignOut } from '../sign-out';
import { organizerShowQuery } from './operations';

/** Each tab is loaded when it is opened. */
const tabs: Readonly<Record<ShowTab, ComponentType<{ readonly showId: string }>>> = {
  figures: lazyPage(() => import('../figures/figures-tab')),
  seats: lazyPage(() => import('../seats/seats-tab')),
  orders: lazyPage(() => import('../orders/orders-tab')),
  refund: lazyPage(() => import('../refund/refund-tab')),
};

interface OrganizerShowProps {
  readonly id: string;
  readonly tab: ShowTab;
}

/** A show as its organizer sees it: one head, and a tab for each thing that they do. */
export default function OrganizerShowPage(props: OrganizerShowProps) {
  return (
    <OrganizerApi>
      <OrganizerShow {...props} />
    </OrganizerApi>
  );
}

function OrganizerShow({ id, tab }: OrganizerShowProps) {
  const { t, dayAndTime } = useMessages();
  const result = useQuery(organizerShowQuery, { id });
  const name = result.kind === 'ready' ? result.data.show?.event.name : undefined;
  useTitle(name === undefined ? t(`organizer.tab.${tab}`) : `${t(`organizer.tab.${tab}`)} · ${name}`);
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Refused error={result.error} retry={result.reload} />;
  const { show } = result.data;
  if (show === null) return <NotFound />;
  const { event, venue, startsAt, status } = show;
  const Tab = tabs[tab];
  return (
    <div className="organizer">
      <div className="organizer-head">
        <Link href={paths.organizer}>{t('organizer.shows.title')}</Link>
        <SignOut />
      </div>
      <h1>{event.name}</h1>
      <p>
        <time dateTime={startsAt}>{dayAndTime(startsAt, venue.timeZone)}</time> · {venue.name}, {venue.city}{' '}
        <ShowStatusTag status={status} />
      </p>
      <nav className="tabs" aria-label={t('organizer.tabs')}>
        {showTabs.map((name) => (
          <Link
            key={name}
            className="tab"
            href={paths.organizerShow(id, name)}
            aria-current={name === tab ? 'page' : undefined}
          >
            {t(`organizer.tab.${name}`)}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Loading />}>
        <Tab showId={id} />
      </Suspense>
    </div>
  );
}
