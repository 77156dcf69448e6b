import { useEffect, useState } from 'react';
import { useApi } from '../../../app/api-context';
import { NotFound } from '../../../app/not-found';
import { Link, useTitle } from '../../../app/router';
import { paths } from '../../../app/routes';
import { Failed, Loading } from '../../../app/states';
import { useCountdown } from '../../../app/use-countdown';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { ShowTag } from '../ticketing/show-tag';
import { type Prices, type ShowDetails, showQuery } from './operations';
import { SeatShop } from './seat-shop';
import { useAdmission } from './use-admission';
import { useShowChanges } from './use-show-changes';

/** The seats of a show, to look at and to choose. */
export default function ShowPage({ id }: { readonly id: string }) {
  const { t } = useMessages();
  const api = useApi();
  const result = useQuery(showQuery, { id });
  const { change, forget } = useShowChanges(id);
  const show = result.kind === 'ready' ? result.data.show : null;
  useTitle(show?.event.name ?? t('map.label'));
  const serverTime = result.kind === 'ready' ? result.data.serverTime : null;
  useEffect(() => {
    if (serverTime !== null) api.clock.learn(serverTime);
  }, [api, serverTime]);
  if (result.kind === 'loading') return <Loading />;
  if (result.kind === 'failed') return <Failed error={result.error} retry={result.reload} />;
  if (show === null) return <NotFound />;
  const holds = result.data.viewer?.holds ?? [];
  const mine = holds.filter((hold) => hold.show.id === id).flatMap(({ seats }) => seats.map(({ index }) => index));
  const reload = () => {
    forget();
    result.reload();
  };
  const { status, startsAt, salesOpenAt, pauseMessage, seatsPerBuyerMax } = change ?? show;
  const isMoved = startsAt !== show.startsAt;
  const present = { ...show, status, startsAt, salesOpenAt, pauseMessage, seatsPerBuyerMax };
  return <Show show={present} prices={change?.priceTiers ?? null} {...{ isMoved, mine, reload }} />;
}

interface ShowProps {
  readonly show: ShowDetails;
  /** Null until the service has sent them. */
  readonly prices: Prices | null;
  /** Moved to another time since the page was opened. */
  readonly isMoved: boolean;
  readonly mine: readonly number[];
  readonly reload: () => void;
}

function Show({ show, prices, isMoved, mine, reload }: ShowProps) {
  const { t, dayAndTime } = useMessages();
  const admission = useAdmission(show);
  const [canBuy, setCanBuy] = useState(false);
  const sells = show.status === 'ON_SALE' || show.status === 'SOLD_OUT';
  useEffect(() => setCanBuy(sells && admission.kind === 'inside'), [sells, admission.kind]);
  return (
    <>
      <div className="show-head">
        <ShowTitle show={show} />
        {admission.kind === 'inside' && admission.until !== null && <TimeInShop until={admission.until} />}
        {!sells && <ShowTag show={show} />}
        {show.status === 'SCHEDULED' && <UntilSale salesOpenAt={show.salesOpenAt} onOpen={reload} />}
      </div>
      {admission.kind === 'asking' ? (
        <Loading />
      ) : admission.kind === 'failed' ? (
        <Failed error={admission.error} retry={reload} />
      ) : (
        <>
          <div role="status">
            {isMoved && (
              <p className="notice notice-warn">
                {t('show.moved', { when: dayAndTime(show.startsAt, show.venue.timeZone) })}
              </p>
            )}
            {!sells && (
              <p className="notice show-closed">
                {show.pauseMessage ?? t(show.status === 'CANCELLED' ? 'show.cancelled' : 'show.readOnly')}
              </p>
            )}
          </div>
          <SeatShop show={show} prices={prices} mine={mine} canBuy={canBuy} />
        </>
      )}
    </>
  );
}

function ShowTitle({ show: { event, venue, startsAt } }: { readonly show: ShowDetails }) {
  const { dayAndTime } = useMessages();
  return (
    <div className="show-title">
      <h1>
        <Link href={paths.event(event.id)}>{event.name}</Link>
      </h1>
      <p>
        <time dateTime={startsAt}>{dayAndTime(startsAt, venue.timeZone)}</time> · {venue.name}, {venue.city}
      </p>
    </div>
  );
}

function TimeInShop({ until }: { readonly until: string }) {
  const { t, countdown } = useMessages();
  const left = useCountdown(until);
  return <span className="tag tag-warn">{t('show.inside', { time: countdown(left) })}</span>;
}

/** Reads the show again at the moment when its sale opens. */
function UntilSale({ salesOpenAt, onOpen }: { readonly salesOpenAt: string; readonly onOpen: () => void }) {
  const isOpen = useCountdown(salesOpenAt) === 0;
  useEffect(() => {
    if (!isOpen) return;
    const timer = setTimeout(onOpen, 500);
    return () => clearTimeout(timer);
  }, [isOpen, onOpen]);
  return null;
}
