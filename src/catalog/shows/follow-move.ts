import type { ShowRow } from './show-fields';

/** How long buyers have to decide after a show was moved, unless its organizer says otherwise. */
export const FULL_RETURN_DAYS = 14;

const DAY_MS = 86_400_000;

type Move = Pick<ShowRow, 'movedAt' | 'fullReturnUntil'>;

/**
 * What follows from another start: until some instant, and not after the new start, orders from before get everything
 * back. An instant that the organizer gives stays until the next move; null means that they get nothing more.
 */
export function followMove(
  show: Pick<ShowRow, 'startsAt' | 'movedAt' | 'fullReturnUntil'>,
  startsAt: Date,
  given: Date | null | undefined,
  now: Date,
): Move {
  const isMoved = startsAt.getTime() !== show.startsAt.getTime();
  const movedAt = isMoved || given != null ? (isMoved ? now : (show.movedAt ?? now)) : show.movedAt;
  if (given !== undefined) return { movedAt, fullReturnUntil: given };
  if (!isMoved) return { movedAt, fullReturnUntil: show.fullReturnUntil };
  const until = new Date(Math.min(now.getTime() + FULL_RETURN_DAYS * DAY_MS, startsAt.getTime()));
  return { movedAt, fullReturnUntil: until > now ? until : null };
}
