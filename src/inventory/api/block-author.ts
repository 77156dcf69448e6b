import { authorOf } from '../../organizations';
import type { RequestContext } from '../../platform';
import type { InventoryContext } from '../context';
import type { SeatBlockAuthor } from '../seat-blocks/audit-blocks';

/**
 * Who blocks seats of the show.
 *
 * @throws where the caller may not manage it
 */
export async function blockAuthor(
  { catalog }: InventoryContext,
  request: RequestContext,
  id: string | null,
): Promise<{ readonly showId: string; readonly by: SeatBlockAuthor }> {
  const { showId, organizerId } = await catalog.requireShowOrganizer(request, id);
  return { showId, by: { author: await authorOf(request, organizerId), organizerId } };
}
