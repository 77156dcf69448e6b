import { type Author, recordAudit } from '../../organizations';
import { encodeId, type SqlExecutor } from '../../platform';

/** Who blocks or unblocks seats. */
export interface SeatBlockAuthor {
  readonly author: Author;
  /** The UUID of whoever runs the show. */
  readonly organizerId: string | null;
}

/** Writes what was asked for into the audit of the organization, before the first step: a call that broke off is there too. */
export const auditBlocks = (
  executor: SqlExecutor,
  { author, organizerId }: SeatBlockAuthor,
  {
    showId,
    now,
    ...change
  }: { readonly showId: string; readonly action: string; readonly after: object; readonly now: Date },
): Promise<void> =>
  recordAudit(executor, author, { organizerId, showId, subject: encodeId('show', showId), ...change }, now);
