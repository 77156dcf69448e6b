import { decodeIdWithin, encodeIdWithin, type SqlExecutor } from '../../platform';
import type { HoldKey } from './hold';
import { readShowOfHold } from './read-holds.sql';

/** The public id of a hold: its show and its own UUID, 48 characters. */
export const encodeHoldId = ({ showId, holdId }: HoldKey): string => encodeIdWithin('hold', showId, holdId);

/**
 * The hold that a public id names, or null. An id that was handed out before ids named the show is looked up. Says
 * nothing of whether that hold exists.
 */
export async function findHold(database: SqlExecutor, id: string): Promise<HoldKey | null> {
  const named = decodeIdWithin('hold', id);
  if (named === null) return null;
  const showId = named.outer ?? (await readShowOfHold(database, named.uuid));
  return showId === null ? null : { showId, holdId: named.uuid };
}
