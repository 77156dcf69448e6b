import { useEffect, useMemo, useState } from 'react';
import { useSearch, useTitle } from '../../../app/router';
import { Failed } from '../../../app/states';
import { useQuery } from '../../../app/use-query';
import { useMessages } from '../../../messages/use-messages';
import { EventCard, EventCardPlaceholder } from './event-card';
import { FilterBar } from './filter-bar';
import { eventFilter, type Filters, isAffordable, readFilters, writeFilters } from './filters';
import { programmeQuery } from './operations';

const PAGE_SIZE = 24;
/** Typing waits so long for the next letter before it asks. */
const TYPING_MS = 200;

export function ProgrammePage() {
  const { t } = useMessages();
  useTitle(t('programme.title'));
  const filters = readFilters(useSearch());
  const [count, setCount] = useState(PAGE_SIZE);
  const now = useMemo(startOfMinute, []);
  const asked = useSettled(filters);
  const result = useQuery(programmeQuery, { first: count, filter: eventFilter(asked, new Date(now)), now });
  const events = result.kind === 'ready' ? result.data.events.nodes : [];
  const shown = events.filter((event) => isAffordable(event, filters.priceMax));
  const reset = () => writeFilters({ text: '', category: '', city: '', when: '', priceMax: 0 });

  return (
    <>
      <div className="programme-head">
        <h1>{t('programme.title')}</h1>
        <p>{t('programme.lead')}</p>
      </div>
      <FilterBar filters={filters} now={now} isEarly={result.kind === 'loading'} onChange={writeFilters} />
      <p className="programme-count" role="status">
        {result.kind === 'ready' && !result.isStale ? t('programme.count', { count: shown.length }) : ' '}
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
          {shown.map((event) => (
            <EventCard key={event.id} event={event} />
          ))}
        </ul>
      )}
      {result.kind === 'ready' && !result.isStale && shown.length === 0 && (
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
