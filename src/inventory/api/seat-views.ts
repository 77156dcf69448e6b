import DataLoader from 'dataloader';
import type { PriceTier, SaleTerms } from '../../catalog';
import type { Database, RequestContext } from '../../platform';
import type { SeatMap } from '../../seating';
import { type LedgerSeat, readSeats } from '../availability/read-seats.sql';
import { type Hold, holdKey } from '../holds/hold';
import { encodeHoldId } from '../holds/hold-id';
import { encodeSeatId, type SeatKey, seatIdPrefix } from '../ledger/seat-id';
import type { SeatState } from '../ledger/seat-state';
import type { SeatLayout } from '../seat-map/seat-layouts';
import { type SeatHold, SeatHoldStatus } from './holds.graphql';
import type { Seat } from './seats.graphql';

/** The seats of one show as the API shows them: fixed properties from the map, prices from the terms. */
export class SeatViews {
  private readonly idPrefix: string;
  private readonly tiers = new Map<string, PriceTier>();

  constructor(
    private readonly terms: SaleTerms,
    private readonly layout: SeatLayout,
  ) {
    this.idPrefix = seatIdPrefix(terms.showId);
  }

  /** The seat as the API shows it, or null where the map has none of this number. */
  view(seat: Omit<SeatState, 'showId'>): Seat | null {
    const index = this.layout.numbering.indexOf(seat.seatNo);
    return this.viewAt(seat, this.layout.seatMap, index, index);
  }

  /** A seat that the show's map has no more, as an older map of the show had it. */
  viewRetired(seat: Omit<SeatState, 'showId'>, oldMap: SeatMap, oldIndex: number): Seat | null {
    return this.viewAt(seat, oldMap, oldIndex, GONE);
  }

  private viewAt(
    { seatNo, status, version }: Omit<SeatState, 'showId'>,
    seatMap: SeatMap,
    mapIndex: number,
    index: number,
  ): Seat | null {
    const place = mapIndex < 0 ? null : seatMap.seat(mapIndex);
    if (place === null) return null;
    const { label, description, section, row, number, features, entrance } = place;
    return {
      id: this.idPrefix + seatNo.toString(36),
      showId: this.terms.showId,
      seatNo,
      index,
      label,
      description,
      section,
      row,
      number,
      features,
      entrance,
      tier: this.tierOf(seatMap.zones[seatMap.zoneOf(mapIndex)] ?? ''),
      known: status === undefined || version === undefined ? null : { status, version },
    };
  }

  private tierOf(zone: string): PriceTier {
    const known = this.tiers.get(zone);
    if (known !== undefined) return known;
    const { name = zone, amountMinor = 0 } = this.terms.tiers.get(zone) ?? {};
    const tier = { zone, name, price: { amountMinor, currency: this.terms.currency } };
    this.tiers.set(zone, tier);
    return tier;
  }
}

/** The index of a seat that the map has no more. */
const GONE = -1;

/** Reads the seats that one operation asks for in one statement. */
export function seatLoaderOf(
  request: RequestContext,
  database: Database,
): DataLoader<SeatKey, LedgerSeat | null, string> {
  return request.once(seatLoaderOf, () => {
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
    id: encodeHoldId(holdKey(hold)),
    hold,
    total: { amountMinor: hold.totalMinor, currency: hold.currency },
    expiresAt: hold.expiresAt,
    expiresAtMax: hold.expiresAtMax,
    status: statusOf(hold, now),
  };
}

function statusOf({ status, expiresAt }: Hold, now: Date): SeatHoldStatus {
  switch (status) {
    case 'ACTIVE':
      return expiresAt > now ? SeatHoldStatus.ACTIVE : SeatHoldStatus.EXPIRED;
    case 'EXPIRED':
      return SeatHoldStatus.EXPIRED;
    case 'RELEASED':
      return SeatHoldStatus.RELEASED;
    case 'RESERVED':
    case 'CONVERTED':
    case 'RETURNED':
      return SeatHoldStatus.CONVERTED;
  }
}
