import type { SqlExecutor } from '../../platform';
import { recordNotice } from './organizers.sql';

/** A message to an organizer about something that another module knows. */
export interface OrganizerNotice {
  readonly kind: 'WEBHOOK_DISABLED';
  /** UUIDs. */
  readonly organizerId: string;
  /** The endpoint. */
  readonly subject: string;
  /** Another one for each time that it is disabled: the same subject and generation, written twice, is one message. */
  readonly generation: number;
  /** The address of the endpoint, and why it was disabled, in a few words. */
  readonly url: string;
  readonly reason: string;
}

const TEXT_CHARS_MAX = 300;

/**
 * Writes a message to an organizer in the caller's transaction: it is sent if, and only if, that commits. An organizer who
 * has given no address gets none.
 */
export async function writeOrganizerNotice(transaction: SqlExecutor, notice: OrganizerNotice): Promise<void> {
  const { kind, organizerId, subject, generation, url, reason } = notice;
  const detail = { url: url.slice(0, TEXT_CHARS_MAX), reason: reason.slice(0, TEXT_CHARS_MAX) };
  await transaction.run(recordNotice, [organizerId, kind, subject, generation, JSON.stringify(detail)]);
}
