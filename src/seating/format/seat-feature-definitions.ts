/**
 * The features of seats, defined here alone: bits and their order, the GraphQL enum, the JSON Schema of the format, the
 * sentence for a seat, the geometry, the words that importers understand, and the words of tickets and of the site are all
 * derived from this table. To add a feature, add an entry at the end, so that the bits of the others stay, and a line to
 * `docs/seat-map-format.md`.
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
  /** Its name in lists, filters and at the door. */
  readonly names: InEachLanguage;
  /** Printed on tickets. Left out where the name is printed; null where the staff at the entrance has nothing to do for it. */
  readonly onTicket?: InEachLanguage | null;
  /** Whether the staff at the door sees it with a scan. */
  readonly isForStaff: boolean;
}

export type PlaceKind = 'seat' | 'standingArea';

/** A language that is missing here does not compile. */
export type WordLanguage = 'en' | 'de' | 'fr';
export type InEachLanguage = Readonly<Record<WordLanguage, string>>;

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
    names: { en: 'Standing', de: 'Stehplatz', fr: 'Debout' },
    onTicket: null,
    isForStaff: false,
  },
  AISLE: {
    description: 'Next to an aisle.',
    phrase: 'on the aisle',
    allowedOn: ['seat'],
    importWords: ['GANG', 'GANGPLATZ', 'COULOIR'],
    names: { en: 'On the aisle', de: 'Am Gang', fr: 'Côté allée' },
    onTicket: null,
    isForStaff: false,
  },
  ACCESSIBLE: {
    description: 'Reached without a step, with space for a wheelchair.',
    phrase: 'step-free',
    allowedOn: ['seat', 'standingArea'],
    importWords: ['WHEELCHAIR', 'STEP_FREE', 'ROLLSTUHL', 'ROLLSTUHLPLATZ', 'PMR'],
    names: { en: 'Place for a wheelchair', de: 'Rollstuhlplatz', fr: 'Place pour fauteuil roulant' },
    onTicket: {
      en: 'Step-free access, space for a wheelchair',
      de: 'Stufenloser Zugang, Platz für einen Rollstuhl',
      fr: 'Accès de plain-pied, emplacement pour fauteuil roulant',
    },
    isForStaff: true,
  },
  COMPANION: {
    description: 'For a person who accompanies the visitor in an accessible seat.',
    phrase: 'for a companion',
    allowedOn: ['seat'],
    importWords: ['CARER', 'BEGLEITPERSON', 'ACCOMPAGNATEUR'],
    names: { en: 'Companion', de: 'Begleitung', fr: 'Accompagnateur' },
    onTicket: {
      en: 'Place for a companion',
      de: 'Platz für eine Begleitperson',
      fr: 'Place pour un accompagnateur',
    },
    isForStaff: true,
  },
  OBSTRUCTED_VIEW: {
    description: 'The view of the stage is restricted.',
    phrase: 'restricted view',
    allowedOn: ['seat', 'standingArea'],
    importWords: ['RESTRICTED_VIEW', 'SICHTBEHINDERUNG', 'SICHTBEHINDERT', 'VISIBILITE_REDUITE'],
    names: { en: 'Restricted view', de: 'Eingeschränkte Sicht', fr: 'Visibilité réduite' },
    isForStaff: false,
  },
  HEARING_LOOP: {
    description: 'Within a hearing loop, for hearing aids with a telecoil.',
    phrase: 'with a hearing loop',
    allowedOn: ['seat', 'standingArea'],
    importWords: ['INDUCTION_LOOP', 'T_COIL', 'INDUKTIONSSCHLEIFE', 'HOERSCHLEIFE', 'BOUCLE_MAGNETIQUE'],
    names: { en: 'Hearing loop', de: 'Induktionsschleife', fr: 'Boucle magnétique' },
    isForStaff: false,
  },
  TRANSFER_SEAT: {
    description: 'A seat into which a visitor can move from a wheelchair, which the staff then keeps.',
    phrase: 'for a transfer from a wheelchair',
    allowedOn: ['seat'],
    importWords: ['TRANSFER', 'UMSETZPLATZ', 'SIEGE_DE_TRANSFERT'],
    names: { en: 'Transfer from a wheelchair', de: 'Umsetzen aus dem Rollstuhl', fr: 'Transfert depuis un fauteuil' },
    isForStaff: true,
  },
  LIFT_UP_ARMREST: {
    description: 'The armrest on the side of the aisle can be lifted.',
    phrase: 'with a lift-up armrest',
    allowedOn: ['seat'],
    importWords: ['LIFTING_ARMREST', 'FOLDING_ARMREST', 'KLAPPBARE_ARMLEHNE', 'ACCOUDOIR_RELEVABLE'],
    names: { en: 'Lift-up armrest', de: 'Hochklappbare Armlehne', fr: 'Accoudoir relevable' },
    onTicket: null,
    isForStaff: false,
  },
  NEAR_EXIT: {
    description: 'A short way to an exit.',
    phrase: 'near an exit',
    allowedOn: ['seat', 'standingArea'],
    importWords: ['EXIT', 'AUSGANG', 'AUSGANGSNAH', 'PRES_DE_LA_SORTIE'],
    names: { en: 'Near an exit', de: 'Nahe am Ausgang', fr: 'Près d’une sortie' },
    onTicket: null,
    isForStaff: false,
  },
} as const satisfies Readonly<Record<string, SeatFeatureDefinition>>;

export type SeatFeature = keyof typeof seatFeatureDefinitions;
export type AnySeatFeature = SeatFeatureDefinition;
