import type { SeatChoiceStep } from '../holds/hold';
import { type FreeSeats, seatStates } from './free-seats';
import { ACCESSIBLE_BIT, COMPANION_BIT } from './seat-segments';

/** What a buyer asks for, checked. Sections and zones by their numbers in the map; absent ones do not restrict. */
export interface SeatWishes {
  readonly quantity: number;
  readonly sections: Uint8Array | null;
  /** Those that the buyer wants, and that cost no more than the buyer wants. */
  readonly zones: Uint8Array | null;
  /** Those that the buyer wants, whatever they cost. */
  readonly wantedZones: Uint8Array | null;
  /** The index of a seat to be near to. */
  readonly near: number | null;
  readonly mustBeTogether: boolean;
  readonly obstructedView: boolean;
  readonly wheelchairPlaces: number;
  readonly companions: number;
  /** By the rule of the show: whether a single seat at the end of a row is none. */
  readonly mayEndRow: boolean;
}

/** Seats for the whole party: groups of indexes, side by side within a group. */
export interface PickedSeats {
  readonly step: SeatChoiceStep;
  readonly groups: readonly (readonly number[])[];
}

/** Which seats are given to these wishes without being asked for by name. */
export function takes(
  { states, segments }: FreeSeats,
  { zones, obstructedView }: SeatWishes,
): (index: number) => boolean {
  const { zoneNumbers } = segments.seatMap;
  const last = obstructedView ? seatStates.OBSTRUCTED : seatStates.FREE;
  const isState = (index: number) => {
    const state = states[index] ?? seatStates.TAKEN;
    return state !== seatStates.TAKEN && state <= last;
  };
  return zones === null ? isState : (index) => isState(index) && zones[zoneNumbers[index] ?? 0] === 1;
}

export const isWheelchairPlace = (bits: number): boolean => (bits & ACCESSIBLE_BIT) !== 0;
export const isCompanionSeat = (bits: number): boolean => (bits & COMPANION_BIT) !== 0;

/** Whether seats of the segment are among the wanted sections. */
export const isInSections = ({ segments }: FreeSeats, { sections }: SeatWishes, segment: number): boolean =>
  sections === null || sections[segments.section[segment] ?? 0] === 1;
