/** What is said about a seat: the label on its ticket, and a sentence for somebody who cannot see the map. */
import type { SectionOfMap } from './seat-map-format';

/**
 * In the order of their bits in `SeatMap` and in the geometry, which is the order in which they are spoken: what one
 * sits on before what one can do there, "on the aisle, step-free".
 */
export const seatFeatures = ['STANDING', 'AISLE', 'ACCESSIBLE', 'COMPANION', 'OBSTRUCTED_VIEW'] as const;
export type SeatFeature = (typeof seatFeatures)[number];

export const featureWords: Readonly<Record<SeatFeature, string>> = {
  ACCESSIBLE: 'step-free',
  COMPANION: 'for a companion',
  OBSTRUCTED_VIEW: 'restricted view',
  AISLE: 'on the aisle',
  STANDING: 'standing',
};

export const bitOf = (feature: SeatFeature): number => 1 << seatFeatures.indexOf(feature);

export const bitsOf = (features: readonly SeatFeature[]): number =>
  features.reduce((bits, feature) => bits | bitOf(feature), 0);

export const featuresOf = (bits: number): SeatFeature[] => seatFeatures.filter((feature) => bits & bitOf(feature));

/** Places that share all words but the number: a row, a table or a standing area. */
export type Group = { readonly kind: 'row' | 'table' | 'standing'; readonly name: string | null };

/**
 * What stands before the number on a ticket: `Stalls F ` (12), `Block 112 Row 14 Seat ` (7), `Lounge Table 7 Seat `
 * (3). Two numbers in a row need words between them; a letter and a number do not. Of a standing area it is all.
 */
export function labelBefore(section: string, { kind, name }: Group): string {
  if (kind === 'standing') return name === section || name === null ? section : `${section} ${name}`;
  if (name === null) return `${section} Seat `;
  if (kind === 'table') return `${section} Table ${name} Seat `;
  return /\p{L}/u.test(name) ? `${section} ${name} ` : `${section} Row ${name} Seat `;
}

/** What is said before the number: `Stalls, row F, seat ` (12). Of a standing area it is all. */
export function wordsBefore(section: string, { kind, name }: Group): string {
  if (kind === 'standing') return name === section || name === null ? section : `${section}, ${name}`;
  if (name === null) return `${section}, seat `;
  return `${section}, ${kind} ${name}, seat `;
}

/** What is said after the features: how to get there. */
export function wordsAfter({ level, entrance }: Pick<SectionOfMap, 'level' | 'entrance'>): string {
  const storey = level === undefined || level === 0 ? '' : `, level ${level}`;
  return entrance === undefined ? storey : `${storey}, entrance ${entrance}`;
}

/** Such as `Stalls, row F, seat 12, on the aisle, step-free, entrance A`. */
export function describeSeat(before: string, number: string | null, features: number, after: string): string {
  const words = featuresOf(features).map((feature) => `, ${featureWords[feature]}`);
  return `${before}${number ?? ''}${words.join('')}${after}`;
}
