import type { SeatMapDocument } from '../../seating';
import { arena } from './arena';
import { hall } from './hall';
import { seededRandom } from './random';
import { stadium } from './stadium';
import { theatre } from './theatre';

export const venueKinds = ['theatre', 'hall', 'arena', 'stadium-50000', 'stadium-80000'] as const;
export type VenueKind = (typeof venueKinds)[number];

const NAMES: Readonly<Record<VenueKind, string>> = {
  theatre: 'Theatre',
  hall: 'Concert Hall',
  arena: 'Arena',
  'stadium-50000': 'Stadium',
  'stadium-80000': 'National Stadium',
};

/**
 * A venue of real shape and size: 1,350, 5,000, 18,000, 50,000 or 80,000 places. The same kind, seed and name always
 * give the same map; another seed gives a venue that differs in its rows, gaps and pillars and not in its size.
 */
export function generateVenueMap(kind: VenueKind, seed: number, name: string = NAMES[kind]): SeatMapDocument {
  const random = seededRandom(seed);
  switch (kind) {
    case 'theatre':
      return theatre(random, name);
    case 'hall':
      return hall(random, name);
    case 'arena':
      return arena(random, name);
    case 'stadium-50000':
      return stadium(random, name, 50_000);
    case 'stadium-80000':
      return stadium(random, name, 80_000);
  }
}
