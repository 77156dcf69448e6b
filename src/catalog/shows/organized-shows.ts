import { type Caller, encodeId, type Page, type SqlExecutor } from '../../platform';
import { decodeShowCursor } from '../cursors';
import type { Show } from './show.graphql';
import { listAllShows, listShowsOfOrganizer } from './show.sql';
import type { ShowRow } from './show-fields';

const BEFORE_ALL_SHOWS = { startsAt: '-infinity', showId: '00000000-0000-0000-0000-000000000000' };

/** The shows that the caller runs, by their start, one more than the page has. An admin runs all. */
export async function organizedShows(
  executor: SqlExecutor,
  { id, roles }: Caller,
  page: Page,
  from: Date | null,
): Promise<Show[]> {
  const after = page.after === null ? BEFORE_ALL_SHOWS : decodeShowCursor(page.after);
  const place = [after.startsAt, after.showId, from ?? '-infinity', page.first + 1];
  const rows = roles.has('admin')
    ? await executor.run<ShowRow>(listAllShows, place)
    : await executor.run<ShowRow>(listShowsOfOrganizer, [...place, id]);
  return rows.map((row) => ({ id: encodeId('show', row.showId), ...row }));
}
