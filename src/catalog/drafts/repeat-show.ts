import { createHash } from 'node:crypto';
import { authorOf, recordAudit } from '../../organizations';
import { badUserInput, encodeId, newId, type RequestContext, requireOrganizer } from '../../platform';
import type { CatalogContext } from '../context';
import type { Venue } from '../venues/venue.graphql';
import { readVenues } from '../venues/venue.sql';
import { movedTo } from './clone-show';
import { type DatePattern, localTimesOf } from './date-pattern';
import type { DraftTerms } from './draft';
import { insertDrafts, insertSeries, instantsOfLocalTimes, readSeries } from './drafts.sql';
import { checkDraftTerms } from './save-draft';

/** What is repeated: a show or a draft that the caller manages. */
export interface Repeated {
  readonly organizerId: string;
  readonly eventId: string;
  readonly venueId: string;
  readonly terms: DraftTerms;
  /** Its id in the API. */
  readonly sourceId: string;
}

export interface Series {
  readonly seriesId: string;
  readonly draftCount: number;
}

/** A date of a pattern. */
export interface PatternDate {
  /** As the clocks at the venue show it, such as `2027-01-10 19:30`. */
  readonly localTime: string;
  readonly startsAt: Date;
  /** True where the clocks leave this time out, so that the show is an hour later. */
  readonly isMoved: boolean;
}

const KEY_LENGTH_MAX = 200;

/**
 * The dates of a pattern at the venue of what is repeated, in order.
 *
 * @throws BAD_USER_INPUT for a pattern that has no date or more than 400
 */
export async function datesOfPattern(
  { database }: Pick<CatalogContext, 'database'>,
  { venueId }: Pick<Repeated, 'venueId'>,
  pattern: DatePattern,
  exceptions: readonly string[],
): Promise<PatternDate[]> {
  const localTimes = localTimesOf(pattern, exceptions);
  const [venue] = await database.run<Pick<Venue, 'timeZone'>>(readVenues, [[venueId]]);
  if (venue === undefined) throw new Error(`There is no venue ${venueId}`);
  return database.run<PatternDate>(instantsOfLocalTimes, [localTimes, venue.timeZone]);
}

/**
 * Makes a draft for each date of a pattern, all or none. Times are those that the clocks at the venue show, also across a
 * change to or from summer time. A repeat with the same key makes nothing.
 *
 * @throws BAD_USER_INPUT for a pattern that has no date or more than 400, and for a key that was used for something else
 */
export async function repeatShow(
  { database, clock }: Pick<CatalogContext, 'database' | 'clock'>,
  request: RequestContext,
  { organizerId, eventId, venueId, terms, sourceId }: Repeated,
  {
    pattern,
    exceptions,
    idempotencyKey,
  }: { readonly pattern: DatePattern; readonly exceptions: readonly string[]; readonly idempotencyKey: string },
): Promise<Series> {
  const { id: callerId } = requireOrganizer(request);
  if (idempotencyKey === '' || idempotencyKey.length > KEY_LENGTH_MAX) {
    throw badUserInput(`"idempotencyKey" must have 1 to ${KEY_LENGTH_MAX} characters.`);
  }
  const dates = await datesOfPattern({ database }, { venueId }, pattern, exceptions);
  const localTimes = dates.map(({ localTime }) => localTime);
  const author = await authorOf(request, organizerId);
  const digest = createHash('sha256')
    .update(JSON.stringify([sourceId, localTimes]))
    .digest('base64url');
  const seriesId = newId();
  const now = clock.now();
  const drafts = dates.map(({ startsAt }) => ({
    ...{ draftId: newId(), organizerId, eventId, venueId, seriesId },
    terms: checkDraftTerms(movedTo(terms, startsAt)),
  }));
  return database.transaction(async (transaction) => {
    const values = [seriesId, callerId, idempotencyKey, digest, drafts.length, now];
    const inserted = await transaction.run(insertSeries, values);
    if (inserted.length === 0) {
      const [known] = await transaction.run<Series & { request: string }>(readSeries, [callerId, idempotencyKey]);
      if (known?.request !== digest)
        throw badUserInput('"idempotencyKey" was used for another series. Make a new one.');
      return { seriesId: known.seriesId, draftCount: known.draftCount };
    }
    await transaction.run(insertDrafts, [JSON.stringify(drafts), now]);
    const after = { sourceId, dates: localTimes.length, first: localTimes[0], last: localTimes.at(-1) };
    const subject = encodeId('series', seriesId);
    await recordAudit(transaction, author, { organizerId, action: 'repeatShow', subject, after }, now);
    return { seriesId, draftCount: drafts.length };
  });
}
