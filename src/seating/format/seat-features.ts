/**
 * The features of seats, defined here alone: bits and their order, the GraphQL enum, the JSON Schema of the format, the
 * sentence for a seat, the geometry and the words that importers understand are all derived from this table. To add a
 * feature, add an entry at the end, so that the bits of the others stay, and a line to `docs/seat-map-format.md`.
 */
interface SeatFeatureDefinition {
  /** In the GraphQL schema and in the JSON Schema of the format. */
  readonly description: string;
  /** In the sentence for somebody who cannot see the map. */
  readonly phrase: string;
  /** Where a seat map may name it. */
  readonly allowedOn: readonly PlaceKind[];
  /** What tables call it beside its name, and the names of categories in plans that have no features. In any case. */
  readonly importWords: readonly string[];
}

export type PlaceKind = 'seat' | 'standingArea';

/**
 * The order is that of the bits in `SeatMap` and in the geometry, and that of the sentence: what one sits on before
 * what one can do there, "on the aisle, step-free".
 */
export const seatFeatureDefinitions = {
  STANDING: {
    description:
      'A place in a standing area, without a number. It is derived from the area and is never set on a seat.',
    phrase: 'standing',
    allowedOn: [],
    importWords: ['STEHPLATZ', 'DEBOUT'],
  },
  AISLE: {
    description: 'Next to an aisle.',
    phrase: 'on the aisle',
    allowedOn: ['seat'],
    importWords: ['GANG', 'GANGPLATZ', 'COULOIR'],
  },
  ACCESSIBLE: {
    description: 'Reached without a step, with space for a wheelchair.',
    phrase: 'step-free',
    allowedOn: ['seat', 'standingArea'],
    importWords: ['WHEELCHAIR', 'STEP_FREE', 'ROLLSTUHL', 'ROLLSTUHLPLATZ', 'PMR'],
  },
  COMPANION: {
    description: 'For a person who accompanies the visitor in an accessible seat.',
    phrase: 'for a companion',
    allowedOn: ['seat'],
    importWords: ['CARER', 'BEGLEITPERSON', 'ACCOMPAGNATEUR'],
  },
  OBSTRUCTED_VIEW: {
    description: 'The view of the stage is restricted.',
    phrase: 'restricted view',
    allowedOn: ['seat', 'standingArea'],
    importWords: ['RESTRICTED_VIEW', 'SICHTBEHINDERUNG', 'SICHTBEHINDERT', 'VISIBILITE_REDUITE'],
  },
} as const satisfies Readonly<Record<string, SeatFeatureDefinition>>;

export type SeatFeature = keyof typeof seatFeatureDefinitions;

/** The features that a seat, or a standing area, of a document may name. */
export type FeatureOn<Kind extends PlaceKind> = {
  [Feature in SeatFeature]: Kind extends (typeof seatFeatureDefinitions)[Feature]['allowedOn'][number]
    ? Feature
    : never;
}[SeatFeature];

// The keys of the table are the features, in the order in which they are written.
export const seatFeatures = Object.keys(seatFeatureDefinitions) as readonly SeatFeature[];
if (seatFeatures.length > 8)
  throw new Error('The features of a seat are the bits of one byte: there is room for eight');

const definitionOf = (feature: SeatFeature): SeatFeatureDefinition => seatFeatureDefinitions[feature];

export const featurePhrase = (feature: SeatFeature): string => definitionOf(feature).phrase;

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
