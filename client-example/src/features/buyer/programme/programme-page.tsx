import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useSearch, useTitle } from '../../../app/router';
import { Failed } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { EventCard, EventCardPlaceholder } from './event-card';
import { eventFilter, type Place } from './event-filter';
import { FilterBar } from './filter-bar';
import { type Filters, noFilters, readFilters, writeFilters } from './filters';
import { NearMe } from './near-me';
import { programmeQuery } from './operations';

const Trending = lazy(() => import('./trending'));

const PAGE_SIZE = 24;
/** Typing waits so long for the next letter before it asks. */
const TYPING_MS = 200;

export function ProgrammePage() {
  const { t } = useMessages();
  useTitle(t('programme.title'));
  const inAddress = readFilters(useSearch());
  const [near, setNear] = useState<Place | null>(null);
  const [isByDistance, setByDistance] = useState(true);
  // Nothing is near where the browser was not asked.
  const filters: Filters = near !== null && isByDistance ? { ...inAddress, sort: 'DISTANCE' } : inAddress;
  const [count, setCount] = useState(PAGE_SIZE);
  const now = useMemo(startOfMinute, []);
  const asked = useSettled(filters);
  const filter = eventFilter(asked, near, new Date(now));
  const result = useQuery(programmeQuery, { first: count, filter, sort: asked.sort, now });
  const events = result.kind === 'ready' ? result.data.events.nodes : [];
  const corrected = result.kind === 'ready' && !result.isStale ? result.data.events.correctedText : null;
  const isWhole = near === null && JSON.stringify({ ...filters, sort: 'DATE' }) === JSON.stringify(noFilters);
  const change = (changed: Filters) => {
    setByDistance(changed.sort === 'DISTANCE');
    writeFilters(changed);
  };
  const moveTo = (place: Place | null) => {
    setNear(place);
    setByDistance(true);
  };
  const reset = () => {
    setNear(null);
    writeFilters(noFilters);
  };

  return (
    <>
      <div className="programme-head">
        <h1>{t('programme.title')}</h1>
        <p>{t('programme.lead')}</p>
      </div>
      <FilterBar
        {...{ filters, asked, filter }}
        prices={events.flatMap(({ shows }) =>
          shows.nodes.flatMap(({ priceMin }) => (priceMin === null ? [] : [priceMin])),
        )}
        isNear={near !== null}
        isEarly={result.kind === 'loading'}
        onChange={change}
      />
      <NearMe isOn={near !== null} onChange={moveTo} />
      {isWhole && result.kind === 'ready' && (
        <Suspense fallback={null}>
          <Trending />
        </Suspense>
      )}
      <p className="programme-count" role="status">
        {result.kind === 'ready' && !result.isStale ? t('programme.count', { count: events.length }) : ' '}
        {corrected !== null && ` ${t('programme.corrected', { text: corrected })}`}
      </p>
      {result.kind === 'failed' && <Failed error={result.error} retry={result.reload} />}
      {result.kind === 'loading' && (
        <ul className="cards" aria-busy="true">
          {Array.from({ length: 6 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else, and never move
            <EventCardPlaceholder key={index} />
          ))}
        </ul>
      )}
      {result.kind === 'ready' && (
        <ul className="cards" aria-busy={result.isStale}>
          {events.map((event) => (
            <EventCard key={event.id} event={event} />
          ))}
        </ul>
      )}
      {result.kind === 'ready' && !result.isStale && events.length === 0 && (
        <div className="state">
          <h2>{t('programme.empty')}</h2>
          <p>{t('programme.emptyHint')}</p>
          <button type="button" className="button" onClick={reset}>
            {t('programme.reset')}
          </button>
        </div>
      )}
      {result.kind === 'ready' && result.data.events.pageInfo.hasNextPage && count < 96 && (
        <p className="programme-more">
          <button type="button" className="button button-quiet" onClick={() => setCount(count + PAGE_SIZE)}>
            {t('programme.more')}
          </button>
        </p>
      )}
    </>
  );
}

/** The filters as they are once nobody has typed for a moment. */
function useSettled(filters: Filters): Filters {
  const key = JSON.stringify(filters);
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), TYPING_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return useMemo(() => JSON.parse(settled) as Filters, [settled]);
}

/** The same within a minute, so that equal pages send equal questions. */
function startOfMinute(): string {
  return new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString();
}
