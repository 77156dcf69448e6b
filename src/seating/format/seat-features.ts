/** What follows from the table of seat features: bits, words, and where each is allowed. */
import {
  type AnySeatFeature,
  type PlaceKind,
  type SeatFeature,
  seatFeatureDefinitions,
  type WordLanguage,
} from './seat-feature-definitions';

export {
  type PlaceKind,
  type SeatFeature,
  seatFeatureDefinitions,
  type WordLanguage,
} from './seat-feature-definitions';

/** The features that a seat, or a standing area, of a document may name. */
export type FeatureOn<Kind extends PlaceKind> = {
  [Feature in SeatFeature]: Kind extends (typeof seatFeatureDefinitions)[Feature]['allowedOn'][number]
    ? Feature
    : never;
}[SeatFeature];

// The keys of the table are the features, in the order in which they are written.
export const seatFeatures = Object.keys(seatFeatureDefinitions) as readonly SeatFeature[];
if (seatFeatures.length > 16)
  throw new Error('The features of a seat are the bits of two bytes: there is room for sixteen');

const definitionOf = (feature: SeatFeature): AnySeatFeature => seatFeatureDefinitions[feature];

export const featurePhrase = (feature: SeatFeature): string => definitionOf(feature).phrase;

/** Their names in a language, for lists and filters. */
export const featureNames = (language: WordLanguage): Readonly<Record<SeatFeature, string>> =>
  eachFeature((feature) => definitionOf(feature).names[language]);

/** What tickets say of them in a language; null where they say nothing. */
export const featuresOnTickets = (language: WordLanguage): Readonly<Record<SeatFeature, string | null>> =>
  eachFeature((feature) => {
    const { names, onTicket = names } = definitionOf(feature);
    return onTicket?.[language] ?? null;
  });

/** Those that the staff at the door should know of. */
export const staffFeatures: ReadonlySet<SeatFeature> = new Set(
  seatFeatures.filter((feature) => definitionOf(feature).isForStaff),
);

const eachFeature = <T>(read: (feature: SeatFeature) => T) =>
  // The keys are all features.
  Object.fromEntries(seatFeatures.map((feature) => [feature, read(feature)])) as Record<SeatFeature, T>;

export const isFeatureOn = <Kind extends PlaceKind>(kind: Kind, feature: SeatFeature): feature is FeatureOn<Kind> =>
  definitionOf(feature).allowedOn.includes(kind);

export const featuresOn = <Kind extends PlaceKind>(kind: Kind): FeatureOn<Kind>[] =>
  seatFeatures.filter((feature) => isFeatureOn(kind, feature));

export const bitOf = (feature: SeatFeature): number => 1 << seatFeatures.indexOf(feature);

export const bitsOf = (features: readonly SeatFeature[]): number =>
  features.reduce((bits, feature) => bits | bitOf(feature), 0);

export const featuresOf = (bits: number): SeatFeature[] => seatFeatures.filter((feature) => bits & bitOf(feature));

const featureByWord = new Map<string, SeatFeature>(
  seatFeatures.flatMap((feature) =>
    [feature, ...definitionOf(feature).importWords].map((word): [string, SeatFeature] => [word, feature]),
  ),
);

/** The feature that a word of a foreign file means: `restricted view`, `Step-free`, `WHEELCHAIR`. */
export function featureOfWord(word: string): SeatFeature | undefined {
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
  return featureByWord.get(plain.replace(/[\s_-]+/g, '_'));
}
