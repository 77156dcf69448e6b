import type { ConfirmedOrders } from './confirmed-orders';
import type { Snapshot } from './seat-copy';
import type { Comparison } from './watcher-thread';

/** A claim about a finished run, and whether it is so. */
export interface Proof {
  readonly claim: string;
  readonly holds: boolean;
  /** What was counted, in one sentence. */
  readonly figures: string;
}

export interface Evidence {
  readonly orders: ConfirmedOrders;
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Null where nobody watched. */
  readonly watched: { readonly comparison: Comparison; readonly disorders: number } | null;
  /** True where nobody but this run can have bought. */
  readonly isAlone: boolean;
}

/** Every claim of a run, checked against what the service itself says in the end. */
export function prove(evidence: Evidence): Proof[] {
  return [
    noSeatTwice(evidence),
    confirmedIsSold(evidence),
    ...(evidence.isAlone ? [soldIsConfirmed(evidence)] : []),
    ...(evidence.watched === null ? [] : [mapsAreEqual(evidence.watched), ...delivered(evidence, evidence.watched)]),
  ];
}

const count = (value: number): string => value.toLocaleString('en-US');

function noSeatTwice({ orders }: Evidence): Proof {
  const orderOf = new Map<number, string>();
  const doubles: string[] = [];
  let seatCount = 0;
  for (const { id, seats } of orders.confirmed.values()) {
    for (const seat of seats) {
      seatCount += 1;
      const other = orderOf.get(seat);
      if (other !== undefined) doubles.push(`seat ${seat} in ${other} and ${id}`);
      orderOf.set(seat, id);
    }
  }
  return {
    claim: 'No seat is in two confirmed orders',
    holds: doubles.length === 0,
    figures: `${count(orders.confirmed.size)} orders, ${count(seatCount)} seats, ${count(doubles.length)} twice${example(doubles)}`,
  };
}

function confirmedIsSold({ orders, after }: Evidence): Proof {
  const seats = [...orders.confirmed.values()].flatMap((order) => order.seats);
  const unsold = seats.filter((seat) => after.statuses[seat] !== 'S');
  return {
    claim: "Every confirmed order's seats are SOLD",
    holds: unsold.length === 0,
    figures: `${count(seats.length)} seats, ${count(unsold.length)} not sold${example(unsold.map((seat) => `seat ${seat} is ${after.statuses[seat]}`))}`,
  };
}

function soldIsConfirmed({ orders, before, after }: Evidence): Proof {
  const confirmed = [...orders.confirmed.values()].reduce((sum, { seats }) => sum + seats.length, 0);
  const sold = soldCount(after) - soldCount(before);
  return {
    claim: 'As many seats were sold as were confirmed',
    holds: sold === confirmed,
    figures: `${count(sold)} sold, ${count(confirmed)} confirmed`,
  };
}

function mapsAreEqual({ comparison: { equal, different, example: first } }: NonNullable<Evidence['watched']>): Proof {
  return {
    claim: "Every watcher's map equals the snapshot",
    holds: different === 0,
    figures: `${count(equal)} equal in status and version of each seat, ${count(different)} different${first === null ? '' : `: ${first}`}`,
  };
}

/** A version grows by one with each change, so the difference of two maps says how many changes there were. */
function delivered({ before, after }: Evidence, { comparison, disorders }: NonNullable<Evidence['watched']>): Proof[] {
  const published = versionSum(after) - versionSum(before);
  const watchers = comparison.equal + comparison.different;
  const learned = comparison.deliveredSteps + comparison.readSteps;
  const missing = watchers * published - learned;
  return [
    {
      claim: 'Every change that was published reached every watcher',
      holds: missing <= 0 || comparison.different === 0,
      figures: `${count(published)} changes for ${count(watchers)} watchers: ${count(comparison.deliveredSteps)} delivered live, ${count(comparison.readSteps)} by reading again, ${count(Math.max(0, missing))} known before they came`,
    },
    {
      claim: 'No watcher received an older revision after a newer one',
      holds: disorders === 0,
      figures: `${count(disorders)} out of order`,
    },
  ];
}

const versionSum = ({ versions }: Snapshot): number => versions.reduce((sum, version) => sum + version, 0);

function soldCount({ statuses }: Snapshot): number {
  let sold = 0;
  for (const letter of statuses) if (letter === 'S') sold += 1;
  return sold;
}

const example = (faults: readonly string[]): string =>
  faults.length === 0 ? '' : `: ${faults.slice(0, 3).join(', ')}`;
