import type { Outbox } from '../../platform';
import type { Topic, Topics } from '../../realtime';

/** The ticket of a seat as gates need it; of two entries of a seat the one with the greater generation, then version, is newer. */
export type TicketChange = readonly [
  seatNo: number,
  generation: number,
  version: number,
  isRevoked: boolean,
  isInside: boolean,
];

/** A scan as a conflict names it. */
export interface DoorScanRecord {
  readonly gateId: string;
  readonly deviceId: string;
  /** ISO 8601. */
  readonly scannedAt: string;
  readonly isOffline: boolean;
}

/** Two visitors with one ticket, or one with a ticket that had ended. */
export interface DoorConflictRecord {
  readonly id: string;
  readonly seatNo: number;
  readonly holderName: string | null;
  readonly reason: 'ADMITTED_TWICE' | 'ADMITTED_REVOKED';
  readonly first: DoorScanRecord | null;
  readonly second: DoorScanRecord;
  /** ISO 8601. */
  readonly foundAt: string;
}

export type DoorAlarmKind = 'TWO_GATES_WITHIN_A_MINUTE' | 'MANY_REFUSALS' | 'MANY_TICKETS_OF_ONE_BUYER';

export interface DoorAlarmRecord {
  readonly id: string;
  readonly kind: DoorAlarmKind;
  readonly message: string;
  /** ISO 8601. */
  readonly raisedAt: string;
}

/** What happened at the doors of a show, as it travels. */
export interface DoorMessage {
  readonly tickets?: readonly TicketChange[];
  readonly conflicts?: readonly DoorConflictRecord[];
  readonly alarms?: readonly DoorAlarmRecord[];
}

/** The key is the show's UUID. */
export type DoorTopic = Topic<DoorMessage>;

const BATCH_WINDOW_MS = 50;

export function openDoorTopic(topics: Topics): DoorTopic {
  return topics.openTopic<DoorMessage>({
    name: 'door',
    encode: (message) => JSON.stringify(message),
    decode: (text) => JSON.parse(text),
    merge: (messages) => [mergeMessages(messages)],
    batchWindowMilliseconds: BATCH_WINDOW_MS,
  });
}

/** Of several changes of a seat only the newest remains. */
function mergeMessages(messages: readonly DoorMessage[]): DoorMessage {
  const newest = new Map<number, TicketChange>();
  for (const change of messages.flatMap(({ tickets = [] }) => tickets)) {
    const known = newest.get(change[0]);
    if (known === undefined || isNewer(change, known)) newest.set(change[0], change);
  }
  return {
    tickets: [...newest.values()],
    conflicts: messages.flatMap(({ conflicts = [] }) => conflicts),
    alarms: messages.flatMap(({ alarms = [] }) => alarms),
  };
}

const isNewer = (a: TicketChange, b: TicketChange): boolean => a[1] > b[1] || (a[1] === b[1] && a[2] > b[2]);

/** Publishes what statements and the trigger `write_ticket_end` wrote into the outbox. */
export function publishDoorEvents(outbox: Outbox, topic: DoorTopic): void {
  outbox.on('door', async (rows) => {
    // Only the statements of this module write rows of this topic, in this shape.
    await Promise.all(rows.map(({ key, body }) => topic.append(key, body as DoorMessage)));
  });
}
