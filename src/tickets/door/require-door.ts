import { mayRunShow, type SaleTerms } from '../../catalog';
import { badUserInput, decodeId, forbidden, type RequestContext, requireRole } from '../../platform';
import type { TicketsContext } from '../context';
import { isPaired } from './devices';
import type { Scanner } from './scan';

const NOT_PAIRED = 'This device is not paired with this show. Pair it again.';

/**
 * Who scans at the doors of a show: the show's organizer, an admin, or a device. Whether the device is still paired is
 * the ledger's to say in the same statement as the scan.
 *
 * @throws UNAUTHENTICATED without a caller, FORBIDDEN for other roles, BAD_USER_INPUT for an unknown show
 */
export async function requireScanner(
  { catalog }: Pick<TicketsContext, 'catalog'>,
  request: RequestContext,
  id: string,
): Promise<Scanner & { readonly show: SaleTerms }> {
  const caller = requireRole(request, 'scanner', 'organizer', 'member', 'admin');
  const showId = decodeId('show', id);
  const show = showId === null ? null : await catalog.saleTermsOf(showId);
  if (show === null) throw badUserInput('There is no such show.');
  if (await mayRunShow(caller, show, 'scan')) return { showId: show.showId, pairedDeviceId: null, show };
  if (!caller.roles.has('scanner')) throw forbidden('You are not an organizer of this show.');
  return { showId: show.showId, pairedDeviceId: caller.id, show };
}

/**
 * The same for what reads the door's state: a device must be paired now.
 *
 * @throws FORBIDDEN where it is not
 */
export async function requireDoor(
  context: Pick<TicketsContext, 'catalog' | 'database' | 'clock'>,
  request: RequestContext,
  id: string,
): Promise<SaleTerms> {
  const { show, pairedDeviceId } = await requireScanner(context, request, id);
  if (pairedDeviceId !== null && !(await isPaired(context, show.showId, pairedDeviceId))) throw forbidden(NOT_PAIRED);
  return show;
}
