import type { FreeSeats } from './free-seats';
import {
  isCompanionSeat,
  isInSections,
  isWheelchairPlace,
  type PickedSeats,
  type SeatWishes,
  takes,
} from './seat-wishes';

/**
 * A party with wheelchairs: their places with the companions beside them, by the map. The whole party side by side if it
 * fits; else, where it need not be together, the wheelchairs and companions side by side and the others near them in the
 * same section. Null where nothing fits.
 */
export function pickWheelchairParty(free: FreeSeats, wishes: SeatWishes): PickedSeats | null {
  const { quantity, wheelchairPlaces, companions } = wishes;
  const whole = findWindow(free, wishes, quantity);
  if (whole !== null) return { step: stepOf(free, whole, wishes), groups: [whole] };
  const others = quantity - wheelchairPlaces - companions;
  if (wishes.mustBeTogether || others === 0) return null;
  const core = findWindow(free, wishes, wheelchairPlaces + companions);
  if (core === null) return null;
  const beside = nearestOthers(free, wishes, core, others);
  return beside === null ? null : { step: 'SAME_SECTION', groups: [core, ...beside] };
}

const stepOf = (free: FreeSeats, chosen: readonly number[], { mayEndRow }: SeatWishes) =>
  free.singlesOf(chosen, mayEndRow).length === 0 ? ('TOGETHER_WITHOUT_SINGLE_SEAT' as const) : ('TOGETHER' as const);

/**
 * The best block with exactly the wanted wheelchair places, no more seats for companions than there are companions, and
 * no companion without a wheelchair place beside it in the block.
 */
function findWindow(free: FreeSeats, wishes: SeatWishes, size: number): number[] | null {
  const { segments, statuses } = free;
  const { featureBits, zoneNumbers } = segments.seatMap;
  const mayTake = takes(free, wishes);
  const isWanted = (index: number): boolean => {
    const bits = featureBits[index] ?? 0;
    if (!isWheelchairPlace(bits) && !isCompanionSeat(bits)) return mayTake(index);
    return statuses.isFree(index) && (wishes.zones === null || wishes.zones[zoneNumbers[index] ?? 0] === 1);
  };
  let best: { readonly first: number; readonly rank: number } | null = null;
  for (let segment = 0; segment < segments.count; segment += 1) {
    if (!isInSections(free, wishes, segment)) continue;
    const [from, to] = [segments.from[segment] ?? 0, segments.to[segment] ?? 0];
    let run = 0;
    for (let index = from; index < to; index += 1) {
      run = isWanted(index) ? run + 1 : 0;
      if (run < size) continue;
      const first = index - size + 1;
      let [places, companionSeats, cost] = [0, 0, 0];
      for (let seat = first; seat <= index; seat += 1) {
        const bits = featureBits[seat] ?? 0;
        if (isWheelchairPlace(bits)) places += 1;
        else if (isCompanionSeat(bits)) companionSeats += 1;
        cost += wishes.near === null ? (segments.cost[seat] ?? 0) : segments.distance(seat, wishes.near);
      }
      if (places !== wishes.wheelchairPlaces || companionSeats > wishes.companions) continue;
      // Seats that are meant for companions before others, then those beside the wheelchairs, then the nearest.
      const rank =
        (wishes.companions - companionSeats) * FEWER_COMPANION_SEATS +
        seatsApart(featureBits, first, index) * SEAT_APART +
        cost / size;
      if (best === null || rank < best.rank) best = { first, rank };
    }
  }
  const found = best;
  return found === null ? null : Array.from({ length: size }, (_, place) => found.first + place);
}

/** More than any distance, which is some kilometres at most; and more than any number of seats apart. */
const SEAT_APART = 1e6;
const FEWER_COMPANION_SEATS = 1e9;

/** How many seats there are, together, between each seat of the block and the wheelchair place next to it. */
function seatsApart(featureBits: ArrayLike<number>, first: number, last: number): number {
  const places: number[] = [];
  for (let seat = first; seat <= last; seat += 1) if (isWheelchairPlace(featureBits[seat] ?? 0)) places.push(seat);
  let apart = 0;
  for (let seat = first; seat <= last; seat += 1)
    apart += Math.max(0, Math.min(...places.map((place) => Math.abs(place - seat))) - 1);
  return apart;
}

/** The free seats of the section that are nearest to the wheelchairs, in groups side by side. */
function nearestOthers(free: FreeSeats, wishes: SeatWishes, core: readonly number[], count: number): number[][] | null {
  const { segments } = free;
  const [first = 0] = core;
  const section = segments.section[segments.ofSeat[first] ?? 0];
  const taken = new Set(core);
  const mayTake = takes(free, wishes);
  const seats: number[] = [];
  for (let segment = 0; segment < segments.count; segment += 1) {
    if (segments.section[segment] !== section) continue;
    for (let index = segments.from[segment] ?? 0; index < (segments.to[segment] ?? 0); index += 1)
      if (!taken.has(index) && mayTake(index)) seats.push(index);
  }
  if (seats.length < count) return null;
  const nearest = seats
    .sort((a, b) => segments.distance(a, first) - segments.distance(b, first) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
  const groups: number[][] = [];
  for (const index of nearest) {
    const last = groups.at(-1);
    if (last?.at(-1) === index - 1 && segments.ofSeat[index] === segments.ofSeat[index - 1]) last.push(index);
    else groups.push([index]);
  }
  return groups;
}
