import type { ShowRow } from './show-fields';

const DOORS_BEFORE_START_MS = 3_600_000;

/** The instants of a show that follow its start until an organizer sets them. */
type Following = Pick<ShowRow, 'doorsAt' | 'doorsFollowStart' | 'salesCloseAt' | 'salesCloseFollowsStart'>;

/**
 * What a start implies: the doors open an hour before, and the sale closes with it. An instant that was given stays,
 * now and at later changes of the start; what was not given follows.
 */
export function followStart(
  startsAt: Date,
  given: { readonly doorsAt?: Date | null | undefined; readonly salesCloseAt?: Date | null | undefined },
): Following {
  return {
    doorsAt: given.doorsAt ?? new Date(startsAt.getTime() - DOORS_BEFORE_START_MS),
    doorsFollowStart: given.doorsAt == null,
    salesCloseAt: given.salesCloseAt ?? startsAt,
    salesCloseFollowsStart: given.salesCloseAt == null,
  };
}
