import { badUserInput, decodeCursor, encodeCursor, restoreUuid, shortenUuid } from '../platform';
import type { EventPlace } from './listing/list-context.sql';
import type { EventSort } from './search/event-filter.graphql';

/** A place in a list of events, and what its first page was counted from. */
export interface EventCursor extends EventPlace {
  readonly sort: EventSort;
  /** Later pages go on from the same instant, so that no event comes twice because a show has begun meanwhile. */
  readonly from: Date;
  /** And from the same trends; null where the order or the filter has none. */
  readonly runAt: Date | null;
}

export const encodeEventCursor = ({ sort, from, startsAt, eventId, key, runAt }: EventCursor): string =>
  sort === 'DATE' && runAt === null
    ? encodeCursor(from.getTime(), startsAt.getTime(), shortenUuid(eventId))
    : encodeCursor(sort, from.getTime(), key, startsAt.getTime(), shortenUuid(eventId), runAt?.getTime() ?? '');

/** @throws BAD_USER_INPUT where it is no cursor of a list of events in this order */
export function decodeEventCursor(cursor: string, sort: EventSort): EventCursor {
  const parts = decodeCursor(cursor, 3, 6);
  const [of, from, key, startsAt, letters, runAt] =
    parts.length === 3 ? ['DATE', parts[0], 0, parts[1], parts[2], ''] : parts;
  if (of !== sort) throw badUserInput('"after" is a cursor of a list in another order. Read the first page again.');
  const eventId = restoreUuid(String(letters));
  if (eventId === null || !isKeyOf(sort, key)) throw notACursor();
  return {
    sort,
    from: instant(from),
    key,
    startsAt: instant(startsAt),
    eventId,
    runAt: runAt === '' ? null : instant(runAt),
  };
}

function isKeyOf(sort: EventSort, key: string | number | undefined): key is number {
  if (typeof key !== 'number' || !Number.isFinite(key)) return false;
  switch (sort) {
    case 'DATE':
      return key === 0;
    case 'RELEVANCE':
      return key === 1 || key === 2;
    case 'TRENDING':
      return key <= 0;
    case 'DISTANCE':
      return key >= 0;
    case 'PRICE':
      return Number.isSafeInteger(key) && key >= 0;
    case 'ON_SALE':
      return Number.isInteger(key) && key >= YEAR_1_MS && key <= YEAR_9999_MS;
  }
}

export interface ShowPlace {
  readonly startsAt: Date;
  readonly showId: string;
}

export const encodeShowCursor = ({ startsAt, showId }: ShowPlace): string =>
  encodeCursor(startsAt.getTime(), shortenUuid(showId));

/** @throws BAD_USER_INPUT where it is no cursor of a list of shows */
export function decodeShowCursor(cursor: string): ShowPlace {
  const [startsAt, letters] = decodeCursor(cursor, 2);
  const showId = restoreUuid(String(letters));
  if (showId === null) throw notACursor();
  return { startsAt: instant(startsAt), showId };
}

/** A place in a list of which the latest comes first: ids grow with time. */
export const encodeIdCursor = (id: string): string => encodeCursor(shortenUuid(id));

const AFTER_ALL_IDS = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The id before which the list goes on. @throws BAD_USER_INPUT where it is no cursor of such a list */
export function decodeIdCursor(cursor: string | null): string {
  if (cursor === null) return AFTER_ALL_IDS;
  const id = restoreUuid(String(decodeCursor(cursor, 1)[0]));
  if (id === null) throw notACursor();
  return id;
}

/** The years that PostgreSQL and JavaScript both know. */
const YEAR_9999_MS = Date.UTC(9999, 11, 31);
const YEAR_1_MS = -62_135_596_800_000;

function instant(ms: string | number | undefined): Date {
  if (typeof ms !== 'number' || !Number.isInteger(ms) || ms < YEAR_1_MS || ms > YEAR_9999_MS) throw notACursor();
  return new Date(ms);
}

const notACursor = () =>
  badUserInput('"after" is not a cursor of this list. Pass an "endCursor" that this list returned.');
