/** The texts of a seat: the label on its ticket, and a sentence for somebody who cannot see the map. */
import { featurePhrase, featuresOf } from './seat-features';
import type { SectionOfMap } from './seat-map-format';

/** Places whose texts differ in the number alone: a row, a table or a standing area. */
export type Group = { readonly kind: 'row' | 'table' | 'standing'; readonly name: string | null };

/**
 * The label up to the number: `Stalls F ` (12), `Block 112 Row 14 Seat ` (7), `Lounge Table 7 Seat `
 * (3). Two numbers in a row need words between them; a letter and a number do not. For a standing area, the whole label.
 */
export function labelPrefix(section: string, { kind, name }: Group): string {
  if (kind === 'standing') return name === section || name === null ? section : `${section} ${name}`;
  if (name === null) return `${section} Seat `;
  if (kind === 'table') return `${section} Table ${name} Seat `;
  return /\p{L}/u.test(name) ? `${section} ${name} ` : `${section} Row ${name} Seat `;
}

/** The sentence up to the number: `Stalls, row F, seat ` (12). For a standing area, all that precedes the features. */
export function descriptionPrefix(section: string, { kind, name }: Group): string {
  if (kind === 'standing') return name === section || name === null ? section : `${section}, ${name}`;
  if (name === null) return `${section}, seat `;
  return `${section}, ${kind} ${name}, seat `;
}

/** The end of the sentence, after the features: how to get there. */
export function descriptionSuffix({ level, entrance }: Pick<SectionOfMap, 'level' | 'entrance'>): string {
  const storey = level === undefined || level === 0 ? '' : `, level ${level}`;
  return entrance === undefined ? storey : `${storey}, entrance ${entrance}`;
}

/** Such as `Stalls, row F, seat 12, on the aisle, step-free, entrance A`. */
export function describeSeat(prefix: string, number: string | null, features: number, suffix: string): string {
  const phrases = featuresOf(features).map((feature) => `, ${featurePhrase(feature)}`);
  return `${prefix}${number ?? ''}${phrases.join('')}${suffix}`;
}
