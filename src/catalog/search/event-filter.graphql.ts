import { ArgsType, Field, Float, ID, InputType, registerEnumType } from 'type-graphql';
import { CurrencyCode, DateTime, pageArgs, SafeInt } from '../../platform';
import { EARTH_RADIUS_KM_MAX } from './near';

export const EventSort = {
  DATE: 'DATE',
  DISTANCE: 'DISTANCE',
  RELEVANCE: 'RELEVANCE',
  ON_SALE: 'ON_SALE',
  PRICE: 'PRICE',
  TRENDING: 'TRENDING',
} as const;
export type EventSort = keyof typeof EventSort;

registerEnumType(EventSort, {
  name: 'EventSort',
  description: 'In each order, events that are equal come by the start of the matching show.',
  valuesConfig: {
    DATE: { description: 'By the start of the next show that matches the filter.' },
    DISTANCE: { description: 'The nearest venue of a matching show first. Needs `filter.near`.' },
    RELEVANCE: {
      description:
        'First the events whose own name and performers have all words, then those where the venue has some. Needs `filter.text`.',
    },
    ON_SALE: {
      description:
        'By the instant at which the sale opens, the earliest first. With `onSaleFrom` set to the current time: the sales that open next.',
    },
    PRICE: {
      description:
        'The cheapest show first, shows without a price last. Amounts are compared as they are: set `currency` if the shows have several.',
    },
    TRENDING: {
      description:
        'First the events that most buyers have chosen lately for their size, then the others. Worked out every five minutes.',
    },
  },
});

@InputType({ description: 'A place, in degrees by WGS 84, and a distance from it.' })
export class NearInput {
  @Field(() => Float, { description: 'From -90 to 90.' })
  latitude!: number;

  @Field(() => Float, { description: 'From -180 to 180.' })
  longitude!: number;

  @Field(() => Float, {
    nullable: true,
    defaultValue: 50,
    description: `More than 0, and at most ${EARTH_RADIUS_KM_MAX}.`,
  })
  radiusKm?: number | null;
}

@InputType({
  description:
    'Matches events that have at least one show that meets all conditions. Conditions that are left out or blank are ignored.',
})
export class EventFilter {
  @Field(() => String, {
    nullable: true,
    description:
      'Words from the name of the event, of a performer or of the venue. Misspelled words match the nearest known words. Punctuation within a name may be left out: `acdc` matches AC/DC.',
  })
  text?: string | null;

  @Field(() => String, { nullable: true, description: 'Case and accents are ignored.' })
  city?: string | null;

  @Field(() => String, { nullable: true, description: 'Case and accents are ignored.' })
  category?: string | null;

  @Field(() => String, { nullable: true, description: 'Words that must all occur in the name of one performer.' })
  performer?: string | null;

  @Field(() => ID, { nullable: true })
  venueId?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Matches events with a show that starts at or after this instant. Defaults to the current time.',
  })
  startsAfter?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Matches events with a show that starts before this instant.' })
  startsBefore?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'The month of the show where its venue is, as `2026-11`: a value of `facets.months`.',
  })
  month?: string | null;

  @Field(() => NearInput, { nullable: true, description: 'Matches events with a show in a venue near a place.' })
  near?: NearInput | null;

  @Field(() => CurrencyCode, {
    nullable: true,
    description: 'Matches events with a show that is sold in this currency.',
  })
  currency?: string | null;

  @Field(() => SafeInt, {
    nullable: true,
    description:
      'Matches events with a show whose cheapest price is at least this, in the smallest unit of its currency. Set `currency` as well if the shows have several.',
  })
  priceMinorMin?: number | null;

  @Field(() => SafeInt, { nullable: true, description: 'The same, with a cheapest price of at most this.' })
  priceMinorMax?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True keeps events with a show that has free seats and is not cancelled, as counted some seconds ago. False is ignored.',
  })
  available?: boolean | null;

  /** Names of features of seats: a field of the module that knows seats. */
  features?: readonly string[] | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Matches events with a show whose sale opens at or after this instant.',
  })
  onSaleFrom?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Matches events with a show whose sale opens before this instant.',
  })
  onSaleBefore?: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'True keeps trending events alone. False is ignored.' })
  trending?: boolean | null;
}

@ArgsType()
export class EventsArgs extends pageArgs('Events', 20) {
  @Field(() => EventFilter, { nullable: true })
  filter?: EventFilter | null;

  @Field(() => EventSort, {
    nullable: true,
    defaultValue: EventSort.DATE,
    description: 'A cursor belongs to the order of the list that returned it.',
  })
  sort?: EventSort | null;
}
