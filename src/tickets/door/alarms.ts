import { newId, type OutboxRow, runPeriodically, type Stop } from '../../platform';
import type { TicketsContext } from '../context';
import { countRefusals, raiseAlarm, readBuyersOfMany, readShowsAtTheDoor } from './alarms.sql';
import type { DoorAlarmKind } from './door-topic';
import type { Scan, ScanTicketOutcome } from './scan';

const MINUTE_MS = 60_000;
/** So many refusals within so long at one device are unusual: a defect, a wrong show, or somebody who tries codes. */
export const REFUSALS = { max: 10, withinMs: 5 * MINUTE_MS } as const;
/** Of the same subject an alarm is raised once in such a period. */
const PERIOD_MS = 10 * MINUTE_MS;

/** Looks at the answer to a scan for what the staff should know. Never delays or fails the scan. */
export function watchScan(context: TicketsContext, showId: string, scan: Scan, answer: ScanTicketOutcome): void {
  if (answer.kind === 'ScanAccepted') return;
  void judge(context, showId, scan, answer).catch((error: unknown) =>
    context.logger.warn({ err: error, showId }, 'A refused scan could not be looked at for alarms'),
  );
}

async function judge(context: TicketsContext, showId: string, scan: Scan, answer: ScanTicketOutcome): Promise<void> {
  const now = context.clock.now();
  if (
    answer.kind === 'AlreadyScanned' &&
    answer.gateId !== scan.gateId &&
    now.getTime() - answer.scannedAt.getTime() < MINUTE_MS
  ) {
    const gates = `${answer.gateId} and ${scan.gateId}`;
    await raise(context, showId, {
      kind: 'TWO_GATES_WITHIN_A_MINUTE',
      subject: answer.ticket.ticketId,
      message: `One ticket was shown at two gates within a minute: ${gates}.`,
    });
  }
  const since = new Date(now.getTime() - REFUSALS.withinMs);
  const values = [showId, scan.deviceId, since, REFUSALS.max];
  const [refused] = await context.database.run<{ count: number }>(countRefusals, values);
  if ((refused?.count ?? 0) < REFUSALS.max) return;
  await raise(context, showId, {
    kind: 'MANY_REFUSALS',
    subject: scan.deviceId,
    message: `A device at gate ${scan.gateId} refused ${REFUSALS.max} scans within five minutes.`,
  });
}

/** Records an alarm, counts it and notifies the gates and the organizer; nothing where it was raised a short time ago. */
export async function raise(
  { database, clock, logger, outbox, alarmCount }: TicketsContext,
  showId: string,
  { kind, subject, message }: { readonly kind: DoorAlarmKind; readonly subject: string; readonly message: string },
): Promise<void> {
  const now = clock.now();
  const record = { id: newId(), kind, message, raisedAt: now.toISOString() };
  const period = Math.floor(now.getTime() / PERIOD_MS);
  const values = [showId, record.id, kind, subject, message, now, period, record];
  const rows = await database.run<OutboxRow>(raiseAlarm, values);
  if (rows.length === 0) return;
  outbox.deliver(rows);
  alarmCount.inc({ kind });
  logger.warn({ showId, kind, subject }, message);
}

/** A buyer with so many tickets of a show is unusual, whatever the show allows. */
const TICKETS_UNUSUAL = 20;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LOOK_EVERY_MS = 10 * MINUTE_MS;

/** Looks for buyers with unusually many tickets of the shows of the next and the last day. */
export async function watchBuyers(context: TicketsContext): Promise<void> {
  const now = context.clock.now().getTime();
  const span = [new Date(now - DAY_MS), new Date(now + DAY_MS)];
  for (const { showId } of await context.database.run<{ showId: string }>(readShowsAtTheDoor, span)) {
    const values = [showId, TICKETS_UNUSUAL];
    const buyers = await context.database.run<{ buyerId: string; count: number }>(readBuyersOfMany, values);
    for (const { buyerId, count } of buyers) {
      await raise(context, showId, {
        kind: 'MANY_TICKETS_OF_ONE_BUYER',
        subject: buyerId,
        message: `One buyer has ${count} tickets of this show.`,
      });
    }
  }
}

export const startWatchingBuyers = (context: TicketsContext): Stop =>
  runPeriodically({
    everyMs: LOOK_EVERY_MS,
    work: () => watchBuyers(context),
    logger: context.logger,
    complaint: 'Buyers with many tickets could not be looked for; the next run tries again',
  });
