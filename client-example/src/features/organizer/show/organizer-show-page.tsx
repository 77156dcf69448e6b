import { type ComponentType, Suspense } from 'react';
import { lazyPage } from '../../../app/lazy-page';
import { NotFound } from '../../../app/not-found';
import { Link, useTitle } from '../../../app/router';
import { paths, type ShowTab, showTabs } from '../../../app/routes';
import { Loading } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { OrganizerApi } from '../organizer-api';
import type { Guarded } from '../permissions/permission-of';
import { Permissions, useMay } from '../permissions/permissions';
import { Refused } from '../refused';
import { ShowStatusTag } from '../show-status-tag';
import { SignOut } from '../sign-out';
import { organizerShowQuery } from './operations';

/** Each tab is loaded when it is opened, and is there for those who may read the field that it is about. */
const tabs: Readonly<Record<ShowTab, ShowTabView>> = {
  figures: { of: 'salesFigures', Tab: lazyPage(() => import('../figures/figures-tab')) },
  live: { of: 'salesPace', Tab: lazyPage(() => import('../live/live-tab')) },
  seats: { of: 'seatBlocks', Tab: lazyPage(() => import('../seats/seats-tab')) },
  sale: { of: 'priceChanges', Tab: lazyPage(() => import('../sale/sale-tab')) },
  orders: { of: 'orders', Tab: lazyPage(() => import('../orders/orders-tab')) },
  door: { of: 'admission', Tab: lazyPage(() => import('../door/door-tab')) },
  repeat: { of: 'repeatShow', Tab: lazyPage(() => import('../repeat/repeat-tab')) },
  refund: { of: 'refundRun', Tab: lazyPage(() => import('../refund/refund-tab')) },
};

interface ShowTabView {
  readonly of: Guarded;
  readonly Tab: ComponentType<{ readonly showId: string }>;
}

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
  const { event, venue, startsAt, status, viewerPermissions } = show;
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
      <Permissions given={viewerPermissions}>
        <Tabs id={id} asked={tab} />
      </Permissions>
    </div>
  );
}

function Tabs({ id, asked }: { readonly id: string; readonly asked: ShowTab }) {
  const { t } = useMessages();
  const may = useMay();
  const allowed = showTabs.filter((name) => may(tabs[name].of));
  // The address of a show leads to its first tab, and so to the first one that the caller may see.
  const tab = asked === showTabs[0] ? (allowed[0] ?? asked) : asked;
  const { Tab } = tabs[tab];
  return (
    <>
      <nav className="tabs" aria-label={t('organizer.tabs')}>
        {allowed.map((name) => (
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
      {allowed.includes(tab) ? (
        <Suspense fallback={<Loading />}>
          <Tab showId={id} />
        </Suspense>
      ) : (
        <p className="state" role="alert">
          {t(allowed.length === 0 ? 'organizer.forbidden' : 'organizer.roleForbids')}
        </p>
      )}
    </>
  );
}
