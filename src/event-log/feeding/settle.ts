import type { Transaction } from '../../platform';
import type { EventLogContext, Lease } from '../context';
import { readEntryId, readNextEntry } from '../entries/entries.sql';
import { type Entry, envelopeId, envelopeSource } from '../entries/entry';
import type { LastMessage } from '../targets/target';
import { feedAfter, type Head, lockHead, moveAside, moveBack, writeGap, writeWentBack } from './feeding.sql';

/** Where entries are appended; null where another process feeds by now. */
type Settled = { readonly after: number; readonly note?: string } | null;

/**
 * Compares the last message of the log with what PostgreSQL knows, and returns the position after which entries are
 * appended; null where another process feeds by now.
 *
 * - The log is behind, as after a crash between an append and its acknowledgement, or because it has lost its end or
 *   everything: what PostgreSQL still has is appended again, under the same positions. If that is not all, an entry
 *   before it says that some are missing.
 * - The log has a message that PostgreSQL does not know: the database was restored, or a standby that lacked the end was
 *   promoted. What is new goes behind it, and an entry before says what happened.
 *
 * It throws where the log is that of another service.
 */
export async function settle(
  { database, logger, target }: EventLogContext,
  lease: Lease,
  last: LastMessage | null,
): Promise<number | null> {
  const settled = await database.transaction(async (transaction): Promise<Settled> => {
    const [head] = await transaction.run<Head>(lockHead, [lease.feeder, lease.term]);
    if (head === undefined) return null;
    const source = last?.envelope?.source ?? envelopeSource(head.source);
    if (source !== envelopeSource(head.source))
      throw new Error(`${target.name} is the log of another service (${source}): set EVENT_LOG_NAME to another name`);
    if (last !== null && (await isUnknown(transaction, head, last))) {
      const after = Math.min(head.fedPosition, last.position - 1);
      await moveBehind(transaction, after, last.position);
      return { after: last.position, note: 'The event log has events that the database has lost; it says so' };
    }
    return goOn(transaction, lease, head, last?.position ?? 0);
  });
  if (settled?.note !== undefined) logger.warn({ after: settled.after }, settled.note);
  return settled?.after ?? null;
}

async function isUnknown(transaction: Transaction, head: Head, { position, envelope }: LastMessage): Promise<boolean> {
  if (position > head.position) return true;
  const [entry] = await transaction.run<{ id: string }>(readEntryId, [position]);
  return entry !== undefined && envelope !== null && envelopeId(entry.id) !== envelope.id;
}

/** Gives all entries after a position new ones, behind the last one that the log has. */
async function moveBehind(transaction: Transaction, after: number, last: number): Promise<void> {
  const by = last + 1 - after;
  await transaction.run(moveAside, [after, by]);
  await transaction.run(moveBack);
  await transaction.run(writeWentBack, [after, by, last]);
}

async function goOn(transaction: Transaction, { feeder, term }: Lease, head: Head, after: number): Promise<Settled> {
  const { removedPosition, fedPosition } = head;
  const [next] = await transaction.run<Entry>(readNextEntry, [after]);
  const isAnnounced = next?.type === 'log.gap' && next.position === removedPosition + 1;
  const isIncomplete = removedPosition > after;
  if (isIncomplete && !isAnnounced) await transaction.run(writeGap, [feeder, term, removedPosition]);
  // Until they are fed again, the entries after it are not removed.
  await transaction.run(feedAfter, [after]);
  if (isIncomplete) return { after, note: 'The event log lacks events that are no longer kept; it says so' };
  if (after < fedPosition) return { after, note: 'The event log has lost its end; it is appended again' };
  return { after };
}
