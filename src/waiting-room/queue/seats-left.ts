/** The seats of a show as they were counted some seconds ago. */
export interface SeatsLeft {
  readonly total: number;
  /** Seats that can be held now. */
  readonly left: number;
  /** Seats that buyers hold or are paying for: some of them come back. */
  readonly promised: number;
  /** Those of `left`, for each price zone in the order of the seat map. */
  readonly byZone: readonly { readonly zone: string; readonly left: number }[];
}

/**
 * Whether the seats left can be enough for a buyer. GOOD: for everyone up to this buyer, at the number of seats that
 * admitted buyers have taken so far. POOR: fewer seats are left or promised than there are buyers ahead. TIGHT: between.
 */
export type QueueOutlook = 'GOOD' | 'TIGHT' | 'POOR';

/** Until so many were admitted, their average says nothing. */
const ADMITTED_MIN = 20;
/** Most parties are pairs. */
const SEATS_PER_BUYER_GUESS = 2;

export function outlookOf(position: number, seats: SeatsLeft, admittedCount: number): QueueOutlook {
  const { total, left, promised } = seats;
  if (left + promised < position) return 'POOR';
  const taken = total - left;
  const seatsPerBuyer = admittedCount < ADMITTED_MIN ? SEATS_PER_BUYER_GUESS : taken / admittedCount;
  return left >= position * seatsPerBuyer ? 'GOOD' : 'TIGHT';
}

const SHOWS_MAX = 1000;

/** The latest count of each show that has a waiting room, as this process knows it. */
export class SeatsLeftCache {
  private readonly counts = new Map<string, SeatsLeft>();

  put(showId: string, seats: SeatsLeft): void {
    this.counts.delete(showId);
    this.counts.set(showId, seats);
    const [oldest] = this.counts.keys();
    if (this.counts.size > SHOWS_MAX && oldest !== undefined) this.counts.delete(oldest);
  }

  /** Null where the seats have not been counted yet. */
  of(showId: string): SeatsLeft | null {
    return this.counts.get(showId) ?? null;
  }
}
