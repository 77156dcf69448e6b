import { newId, type OutboxRow, type Transaction } from '../../platform';
import { readTicketCode } from '../codes/ticket-code';
import type { TicketsContext } from '../context';
import type { Ticket } from '../ledger/ticket';
import type { DoorConflictRecord, DoorScanRecord } from './door-topic';
import {
  applyOfflineScan,
  findScan,
  lockTicket,
  readNeighbours,
  recordConflict,
  recordOfflineScan,
} from './offline.sql';
import {
  answerOf,
  judgeCode,
  type RecordedScan,
  type ResultCode,
  type Scan,
  type Scanner,
  type ScanTicketOutcome,
} from './scan';
import { readRecord } from './scan-ticket';

interface PassedScan {
  readonly side: 'before' | 'after';
  readonly scanId: string;
  readonly direction: 'I' | 'O';
  readonly gateId: string;
  readonly deviceId: string;
  readonly scannedAt: Date;
  readonly isOffline: boolean;
}

interface LockedTicket extends Ticket {
  readonly doorsAt: Date;
  readonly isCancelled: boolean;
}

/** The scan of this transaction, as far as it is known. */
interface Recording {
  readonly scanner: Scanner;
  readonly scan: Scan;
  /** When it was: by the device's clock, but not later than now. */
  readonly at: Date;
  readonly now: Date;
}

/**
 * Records a scan whose visitor was let through by a gate without a network. It has happened, so nothing is refused: where
 * the ledger would have decided otherwise, a conflict says so to all gates and to the organizer. Scans may arrive in any
 * order; they count in the order in which they were made. The same device and nonce again get the first answer.
 */
export async function recordOfflineScanned(
  context: TicketsContext,
  scanner: Scanner,
  scan: Scan,
): Promise<ScanTicketOutcome> {
  const { database, clock, keys } = context;
  const { showId } = scanner;
  const now = clock.now();
  // A clock that is ahead must not put a scan after those that follow.
  const at = new Date(Math.min(scan.scannedAt.getTime(), now.getTime()));
  // A code that has expired since was good when it was shown.
  const code = judgeCode(await readTicketCode((kid) => keys.byId(kid), scan.code, at), showId);
  const recording = { scanner, scan, at, now };
  const answer = await database.transaction(async (transaction) => {
    const [ticket] =
      code.claims === null ? [] : await transaction.run<LockedTicket>(lockTicket, [showId, code.claims.ticketId]);
    const known = await transaction.run<{ scanId: string }>(findScan, [showId, scan.deviceId, scan.nonce]);
    if (known[0] !== undefined) return known[0].scanId;
    return ticket === undefined
      ? recordUnknown(transaction, recording, code.verdict ?? 'N')
      : recordPassed(context, transaction, recording, ticket);
  });
  if (typeof answer === 'string') return answerOf(await readRecord(database, showId, answer), code.otherSeat);
  return answerOf(answer, code.otherSeat);
}

/** A visitor who was let through with something that is no ticket of this show. */
async function recordUnknown(
  transaction: Transaction,
  recording: Recording,
  result: ResultCode,
): Promise<RecordedScan | string> {
  const { scanner, scan, now } = recording;
  const recorded = await record(transaction, recording, { result, ticketId: null, earlierId: null });
  if (recorded === null) {
    const [known] = await transaction.run<{ scanId: string }>(findScan, [scanner.showId, scan.deviceId, scan.nonce]);
    if (known !== undefined) return known.scanId;
  }
  return { result, recordedAt: now, earlierGateId: null, earlierAt: null, doorsAt: now, isCancelled: false };
}

async function recordPassed(
  context: TicketsContext,
  transaction: Transaction,
  recording: Recording,
  ticket: LockedTicket,
): Promise<RecordedScan | string> {
  const { scanner, scan, at, now } = recording;
  const { showId } = scanner;
  const { ticketId } = ticket;
  const isIn = scan.direction === 'IN';
  const neighbours = await transaction.run<PassedScan>(readNeighbours, [showId, ticketId, at]);
  const before = neighbours.find(({ side, direction }) => side === 'before' && direction === 'I');
  const after = neighbours.find(({ side, direction }) => side === 'after' && direction === 'I');
  const twin = isIn ? (before ?? after) : undefined;
  const wasRevoked = isIn && ticket.endedAt !== null && ticket.endedAt <= at;
  const result: ResultCode = wasRevoked ? 'R' : twin === undefined ? 'A' : 'D';
  const scanId = await record(transaction, recording, { result, ticketId, earlierId: twin?.scanId ?? null });
  if (scanId === null) {
    const [known] = await transaction.run<{ scanId: string }>(findScan, [showId, scan.deviceId, scan.nonce]);
    if (known !== undefined) return known.scanId;
    throw new Error(`A scan of show ${showId} was neither recorded nor known`);
  }
  const events = await transaction.run<OutboxRow>(applyOfflineScan, [showId, ticketId, isIn, at]);
  const mine: PassedScan = {
    ...{ side: 'before', scanId, direction: isIn ? 'I' : 'O', scannedAt: at, isOffline: true },
    ...{ gateId: scan.gateId, deviceId: scan.deviceId },
  };
  const conflicts: (readonly [DoorConflictRecord['reason'], PassedScan | null, PassedScan])[] = [
    ...(wasRevoked ? ([['ADMITTED_REVOKED', null, mine]] as const) : []),
    ...(isIn && before !== undefined ? ([['ADMITTED_TWICE', before, mine]] as const) : []),
    ...(isIn && after !== undefined ? ([['ADMITTED_TWICE', mine, after]] as const) : []),
  ];
  for (const [reason, first, second] of conflicts) {
    const conflict = conflictOf(ticket, reason, first, second, now);
    const values = [showId, conflict.id, ticketId, reason, first?.scanId ?? null, second.scanId, now, conflict];
    events.push(...(await transaction.run<OutboxRow>(recordConflict, values)));
    context.logger.warn({ showId, ticketId, reason }, 'Two gates without a network disagree with the ledger');
  }
  transaction.afterCommit(() => context.outbox.deliver(events));
  return {
    ...ticket,
    ...{ isInside: isIn, wasInside: true, result, recordedAt: now },
    ...{ earlierGateId: twin?.gateId ?? null, earlierAt: twin?.scannedAt ?? null },
  };
}

/** The id of the recorded scan; null where another transaction has just recorded it. */
async function record(
  transaction: Transaction,
  { scanner, scan, at, now }: Recording,
  { result, ticketId, earlierId }: { result: ResultCode; ticketId: string | null; earlierId: string | null },
): Promise<string | null> {
  const direction = scan.direction === 'IN' ? 'I' : 'O';
  const [recorded] = await transaction.run<{ scanId: string }>(recordOfflineScan, [
    ...[scanner.showId, scan.deviceId, scan.nonce, scan.gateId, direction, at, now],
    ...[result, true, ticketId, earlierId],
  ]);
  return recorded?.scanId ?? null;
}

function conflictOf(
  { seatNo, holderName }: Ticket,
  reason: DoorConflictRecord['reason'],
  first: PassedScan | null,
  second: PassedScan,
  now: Date,
): DoorConflictRecord {
  const shown = ({ gateId, deviceId, scannedAt, isOffline }: PassedScan): DoorScanRecord => ({
    ...{ gateId, deviceId, isOffline },
    scannedAt: scannedAt.toISOString(),
  });
  return {
    ...{ id: newId(), seatNo, holderName, reason },
    first: first === null ? null : shown(first),
    second: shown(second),
    foundAt: now.toISOString(),
  };
}
