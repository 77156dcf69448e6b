import { forbidden, isUniqueViolation, type OutboxRow, type SqlExecutor, serviceUnavailable } from '../../platform';
import { readTicketCode } from '../codes/ticket-code';
import type { TicketsContext } from '../context';
import { watchScan } from './alarms';
import { answerOf, judgeCode, type RecordedScan, type Scan, type Scanner, type ScanTicketOutcome } from './scan';
import { readScan, scanTicketOnce } from './scans.sql';

/** `scanId` is null where nothing was recorded. */
interface ScanRow extends Omit<RecordedScan, 'scanId'> {
  readonly mayScan: boolean;
  /** The scan of an earlier request with the same device and nonce. */
  readonly knownId: string | null;
  readonly scanId: string | null;
  readonly outboxRows: readonly OutboxRow[] | null;
}

/** Another scan of the same ticket, or the same scan, may come between the look and the lock. */
const ATTEMPTS_MAX = 5;
/** Visitors may be let in so long before the doors open; tickets that are scanned earlier stay unused. */
export const EARLY_SECONDS = 3600;

/**
 * Scans a ticket at a gate that has a network. One statement decides, whatever else happens at the same time: of many
 * scans of one ticket one is accepted. The same device and nonce again get the first answer.
 *
 * @throws FORBIDDEN where the device is not paired with the show, or no longer
 */
export async function scanTicket(context: TicketsContext, scanner: Scanner, scan: Scan): Promise<ScanTicketOutcome> {
  const { database, clock, keys, outbox } = context;
  const { showId, pairedDeviceId } = scanner;
  const now = clock.now();
  const { claims, verdict, otherSeat } = judgeCode(
    await readTicketCode((kid) => keys.byId(kid), scan.code, now),
    showId,
  );
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const values = [
      showId,
      claims?.ticketId ?? null,
      claims?.seatNo ?? null,
      claims?.generation ?? null,
      scan.deviceId,
      scan.nonce,
      scan.gateId,
      scan.direction === 'IN' ? 'I' : 'O',
      now,
      EARLY_SECONDS,
      pairedDeviceId,
      verdict,
    ];
    const [row] = await database.run<ScanRow>(scanTicketOnce, values).catch((error: unknown) => {
      // The same scan is being recorded by another request: the next attempt finds it.
      if (isUniqueViolation(error, 'ticket_scan_nonce')) return [];
      throw error;
    });
    if (row === undefined) continue;
    context.atCrashPoint('scan recorded');
    if (!row.mayScan) throw forbidden('This device is not paired with this show. Pair it again.');
    outbox.deliver(row.outboxRows ?? []);
    if (row.knownId !== null) return answerOf(await readRecord(database, showId, row.knownId), otherSeat);
    if (row.scanId === null) continue;
    const answer = answerOf(row, otherSeat);
    watchScan(context, showId, scan, answer);
    return answer;
  }
  throw serviceUnavailable('This ticket is being scanned elsewhere at this moment. Scan it again.');
}

/** A scan as it was recorded. */
export async function readRecord(database: SqlExecutor, showId: string, scanId: string): Promise<RecordedScan> {
  const [record] = await database.run<RecordedScan>(readScan, [showId, scanId]);
  if (record === undefined) throw new Error(`Scan ${scanId} of show ${showId} is gone`);
  return record;
}
