import DataLoader from 'dataloader';
import type { PriceTier, SaleTerms } from '../catalog';
import { type Database, encodeId, type RequestContext } from '../platform';
import type { SeatMap } from '../seating';
import type { SeatState } from './hold-seats';
import { type Seat, type SeatHold, SeatHoldStatus } from './inventory.graphql';
import { type LedgerSeat, readSeats } from './read-ledger';
import type { Hold } from './seat-hold';
import { encodeSeatId, type SeatKey, seatIdPrefix } from './seat-id';
import { seatStatusOf } from './seat-status';

/** How seats of one show look: what never changes from the map, what they cost from the terms. */
export class SeatViews {
  private readonly idPrefix: string;
  private readonly tiers: readonly PriceTier[];

  constructor(
    private readonly terms: SaleTerms,
    private readonly seatMap: SeatMap,
  ) {
    this.idPrefix = seatIdPrefix(terms.showId);
    this.tiers = seatMap.zones.map((zone) => {
      const tier = terms.tiers.get(zone);
      return {
        zone,
        name: tier?.name ?? zone,
        price: { amountMinor: tier?.amountMinor ?? 0, currency: terms.currency },
      };
    });
  }

  /** The seat as the API shows it, or null where the map has none of this number. */
  view({ seatNo, letter, version }: Omit<SeatState, 'showId'>): Seat | null {
    const place = this.seatMap.seat(seatNo);
    const tier = this.tiers[this.seatMap.zoneOf(seatNo)];
    if (place === null || tier === undefined) return null;
    const { label, description, section, row, number, features } = place;
    return {
      id: this.idPrefix + seatNo.toString(36),
      showId: this.terms.showId,
      index: seatNo,
      label,
      description,
      section,
      row,
      number,
      features,
      tier,
      known: letter === undefined || version === undefined ? null : { status: seatStatusOf(letter), version },
    };
  }
}

/** Reads the seats that one operation asks for in one statement. */
export function seatLoaderOf(
  context: RequestContext,
  database: Database,
): DataLoader<SeatKey, LedgerSeat | null, string> {
  return context.once(seatLoaderOf, () => {
    const keyOf = ({ showId, seatNo }: SeatKey) => encodeSeatId(showId, seatNo);
    return new DataLoader<SeatKey, LedgerSeat | null, string>(
      async (keys) => {
        const found = new Map((await readSeats(database, keys)).map((seat) => [keyOf(seat), seat]));
        return keys.map((key) => found.get(keyOf(key)) ?? null);
      },
      { cacheKeyFn: keyOf, maxBatchSize: 5000 },
    );
  });
}

/** A hold as the API shows it at this moment. */
export function holdView(hold: Hold, now: Date): SeatHold {
  return {
    id: encodeId('hold', hold.id),
    hold,
    total: { amountMinor: hold.totalMinor, currency: hold.currency },
    expiresAt: hold.expiresAt,
    expiresAtMax: hold.expiresAtMax,
    status: statusOf(hold, now),
  };
}

function statusOf({ letter, expiresAt }: Hold, now: Date): SeatHoldStatus {
  switch (letter) {
    case 'A':
      return expiresAt > now ? SeatHoldStatus.ACTIVE : SeatHoldStatus.EXPIRED;
    case 'E':
      return SeatHoldStatus.EXPIRED;
    case 'L':
      return SeatHoldStatus.RELEASED;
    case 'R':
    case 'C':
    case 'X':
      return SeatHoldStatus.CONVERTED;
  }
}
