import type { InventoryContext } from '../context';
import type { Hold } from './hold';

/**
 * A buyer with a live hold stays admitted by the waiting room until the hold ends. Where Redis cannot be reached the
 * buyer may have to queue again; the hold stays theirs.
 */
export function extendAdmission(
  { waitingRoom, logger }: InventoryContext,
  { id, showId, buyerId, expiresAt }: Hold,
): void {
  waitingRoom
    .extendAdmission(showId, buyerId, expiresAt)
    .catch((error) => logger.info({ err: error, holdId: id }, 'The admission of a buyer could not be extended'));
}
