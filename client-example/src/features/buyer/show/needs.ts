import type { SeatFeature } from '../../../messages/en/seat-features';
import type { Geometry } from '../../../seat-map';

/** What the buyer needs of a seat, and how many of the party come with a wheelchair. */
export interface Needs {
  readonly features: readonly SeatFeature[];
  /** 0 unless `ACCESSIBLE` is among the features. */
  readonly wheelchairPlaces: number;
}

export const noNeeds: Needs = { features: [], wheelchairPlaces: 0 };

/** As many may sit beside each wheelchair. */
const COMPANIONS_PER_PLACE_MAX = 3;

export const companionsOf = ({ wheelchairPlaces }: Needs, partySize: number): number =>
  Math.max(0, Math.min(partySize - wheelchairPlaces, COMPANIONS_PER_PLACE_MAX * wheelchairPlaces));

/** Not needs: what a place is, what nobody looks for, and what comes with a wheelchair place. */
const NOT_NEEDS = ['STANDING', 'OBSTRUCTED_VIEW', 'COMPANION'];

/** The features that at least one seat of the map has. The names in the file are those of the API's enum. */
export function needsOf({ features, featuresOf }: Geometry): SeatFeature[] {
  let found = 0;
  for (const bits of featuresOf) found |= bits;
  return features
    .filter(({ name }, bit) => found & (1 << bit) && !NOT_NEEDS.includes(name))
    .map(({ name }) => name as SeatFeature);
}

/** What a buyer should read before a seat is reserved: whom it is for, and what one does not see from it. */
const NOTICES = ['ACCESSIBLE', 'COMPANION', 'OBSTRUCTED_VIEW'];

export function noticesOf({ features, featuresOf }: Geometry, index: number): SeatFeature[] {
  const bits = featuresOf[index] ?? 0;
  return features
    .filter(({ name }, bit) => bits & (1 << bit) && NOTICES.includes(name))
    .map(({ name }) => name as SeatFeature);
}
