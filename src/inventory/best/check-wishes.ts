import type { SaleTerms } from '../../catalog';
import { badUserInput } from '../../platform';
import { COMPANIONS_PER_PLACE_MAX } from '../accessible/accessible-places';
import { SECTIONS_PER_FILTER_MAX } from '../availability/seat-filter';
import type { InventoryContext } from '../context';
import { decodeSeatId } from '../ledger/seat-id';
import type { SeatLayout } from '../seat-map/seat-layouts';
import type { SeatWishes } from './seat-wishes';

/** What a buyer asks for, as the API has it. */
export interface BestSeatsWishes {
  readonly quantity: number;
  readonly sections?: readonly string[] | null;
  readonly zones?: readonly string[] | null;
  readonly priceMinorMax?: number | null;
  /** Public id of a seat. */
  readonly near?: string | null;
  readonly together: 'REQUIRED' | 'PREFERRED';
  readonly wheelchairPlaces: number;
  readonly companions: number;
  readonly obstructedView: boolean;
}

/** As many as a map may have. */
export const ZONES_MAX = 100;

/** Refuses wishes that no state of the ledger could fulfil, and finds what they name in the map of the show. */
export async function checkWishes(
  context: InventoryContext,
  input: BestSeatsWishes & { readonly showId: string },
  terms: SaleTerms,
): Promise<{ readonly layout: SeatLayout; readonly wishes: SeatWishes }> {
  const { quantity, wheelchairPlaces, companions } = input;
  const { seatsPerBuyerMax } = terms;
  if (quantity < 1 || quantity > seatsPerBuyerMax)
    throw badUserInput(
      `"quantity" must be 1 to ${seatsPerBuyerMax}: one buyer may have ${seatsPerBuyerMax} in this show.`,
    );
  if (wheelchairPlaces < 0 || companions < 0 || wheelchairPlaces + companions > quantity)
    throw badUserInput('"wheelchairPlaces" and "companions" are parts of "quantity", and not negative.');
  if (companions > COMPANIONS_PER_PLACE_MAX * wheelchairPlaces)
    throw badUserInput(
      `Beside each wheelchair place there are up to ${COMPANIONS_PER_PLACE_MAX} companions; without one there are none.`,
    );
  const layout = await context.seatLayouts.of(terms);
  if (layout === null) throw badUserInput('This show has no seats.');
  const { seatMap } = layout;
  const sections = named(
    'sections',
    seatMap.sections.map(({ name }) => name),
    input.sections,
    SECTIONS_PER_FILTER_MAX,
  );
  const zones = named('zones', seatMap.zones, input.zones, ZONES_MAX);
  return {
    layout,
    wishes: {
      quantity,
      sections,
      zones: withinPrice(terms, seatMap.zones, zones, input.priceMinorMax ?? null),
      wantedZones: zones,
      near: nearOf(input, layout),
      mustBeTogether: input.together === 'REQUIRED',
      obstructedView: input.obstructedView,
      wheelchairPlaces,
      companions,
      mayEndRow: terms.allowsSingleAtAisle,
    },
  };
}

/** For each known name 1 where it is wanted. Null where nothing is said. An empty list wants none. */
function named(
  field: string,
  known: readonly string[],
  wanted: readonly string[] | null | undefined,
  max: number,
): Uint8Array | null {
  if (wanted == null) return null;
  if (wanted.length > max) throw badUserInput(`"${field}" may have at most ${max} entries.`);
  const unknown = [...new Set(wanted)].filter((name) => !known.includes(name));
  if (unknown.length > 0) throw badUserInput(`The seat map has no such ${field}: ${unknown.join(', ')}.`);
  return Uint8Array.from(known, (name) => (wanted.includes(name) ? 1 : 0));
}

function withinPrice(
  terms: SaleTerms,
  zones: readonly string[],
  wanted: Uint8Array | null,
  priceMinorMax: number | null,
): Uint8Array | null {
  if (priceMinorMax === null) return wanted;
  return Uint8Array.from(zones, (zone, index) => {
    const price = terms.tiers.get(zone)?.amountMinor;
    return (wanted === null || wanted[index] === 1) && price !== undefined && price <= priceMinorMax ? 1 : 0;
  });
}

function nearOf({ near, showId }: { near?: string | null; showId: string }, { numbering }: SeatLayout): number | null {
  if (near == null) return null;
  const seat = decodeSeatId(near);
  const index = seat?.showId === showId ? numbering.indexOf(seat.seatNo) : -1;
  if (index < 0) throw badUserInput(`"near" is not a seat of this show: ${near}.`);
  return index;
}
