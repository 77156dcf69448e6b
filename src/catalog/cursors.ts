import { badUserInput, decodeCursor, encodeCursor, restoreUuid, shortenUuid } from '../platform';
import type { EventPlace } from './search/list-events.sql';

/** A place in a list of events, and the instant from which its first page was counted. */
export interface EventCursor extends EventPlace {
  /** Later pages go on from the same instant, so that no event comes twice because a show has begun meanwhile. */
  readonly from: Date;
}

export const encodeEventCursor = ({ from, startsAt, eventId }: EventCursor): string =>
  encodeCursor(from.getTime(), startsAt.getTime(), shortenUuid(eventId));

/** @throws BAD_USER_INPUT where it is no cursor of a list of events */
export function decodeEventCursor(cursor: string): EventCursor {
  const [from, startsAt, letters] = decodeCursor(cursor, 3);
  const eventId = restoreUuid(String(letters));
  if (eventId === null) throw notACursor();
  return { from: instant(from), startsAt: instant(startsAt), eventId };
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

/** The years that PostgreSQL and JavaScript both know. */
const YEAR_9999_MS = Date.UTC(9999, 11, 31);
const YEAR_1_MS = -62_135_596_800_000;

function instant(ms: string | number | undefined): Date {
  if (typeof ms !== 'number' || !Number.isInteger(ms) || ms < YEAR_1_MS || ms > YEAR_9999_MS) throw notACursor();
  return new Date(ms);
}

const notACursor = () =>
  badUserInput('"after" is not a cursor of this list. Pass an "endCursor" that this list returned.');
