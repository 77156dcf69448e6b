import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, DateTime, MoneyType, Node, pageArgs } from '../platform';
import type { StatusTerms } from './show-status';

/** The names of `ShowStatus` as GraphQL sees them. */
export const showStatuses = {
  SCHEDULED: 'SCHEDULED',
  ON_SALE: 'ON_SALE',
  SALES_PAUSED: 'SALES_PAUSED',
  SOLD_OUT: 'SOLD_OUT',
  SALES_CLOSED: 'SALES_CLOSED',
  CANCELLED: 'CANCELLED',
} as const;

registerEnumType(showStatuses, {
  name: 'ShowStatus',
  valuesConfig: {
    SCHEDULED: { description: 'Announced; `salesOpenAt` is in the future.' },
    SOLD_OUT: { description: 'No seat is available now; held seats may come back.' },
  },
});

@ObjectType({ implements: Node })
export class Venue extends Node {
  /** A UUID. */
  venueId!: string;
  organizerId!: string | null;

  @Field()
  name!: string;

  @Field(() => String, { nullable: true, description: 'Street and number, as on an envelope.' })
  address!: string | null;

  @Field()
  city!: string;

  @Field({ description: 'ISO 3166-1 alpha-2.' })
  countryCode!: string;

  @Field({ description: 'An IANA name, such as `Europe/Paris`. Show times are UTC; show them in this zone.' })
  timeZone!: string;

  @Field(() => Float, { nullable: true, description: 'In degrees north, WGS 84.' })
  latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'In degrees east, WGS 84.' })
  longitude!: number | null;

  @Field(() => Int)
  capacity!: number;
}

@ObjectType({ implements: Node })
export class Event extends Node {
  /** A UUID. */
  eventId!: string;
  organizerId!: string | null;

  @Field()
  name!: string;

  @Field(() => String, { nullable: true })
  description!: string | null;

  @Field()
  category!: string;

  @Field(() => [String])
  performers!: string[];
}

@ObjectType({
  implements: Node,
  description: 'One performance of an event, in one venue, with its own seats.',
})
export class Show extends Node implements StatusTerms {
  /** UUIDs. */
  showId!: string;
  eventId!: string;
  venueId!: string;
  organizerId!: string | null;
  seatMapVersion!: string | null;
  seatNumberingId!: string | null;
  currency!: string;
  salesPaused!: boolean;
  cancelledAt!: Date | null;
  termsVersion!: number;
  seatsTotal!: number | null;
  seatsLeft!: number | null;

  @Field(() => DateTime)
  startsAt!: Date;

  @Field(() => DateTime)
  doorsAt!: Date;

  @Field(() => DateTime)
  salesOpenAt!: Date;

  @Field(() => DateTime)
  salesCloseAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until then an order may be given back; null where never.' })
  refundUntil!: Date | null;

  @Field(() => Int, { description: 'The largest number of seats that one buyer may hold or own in this show.' })
  seatsPerBuyerMax!: number;

  @Field(() => Int, { description: 'How long a fresh hold lives.' })
  holdSeconds!: number;
}

@ObjectType({ description: 'What a seat of one price zone costs.' })
export class PriceTier {
  @Field({ description: "The seat map's name for the price zone." })
  zone!: string;

  @Field()
  name!: string;

  @Field(() => MoneyType)
  price!: MoneyType;
}

export const { ConnectionType: ShowConnection } = connectionOf('Show', () => Show);
export const { ConnectionType: EventConnection } = connectionOf('Event', () => Event);

@InputType({
  description: 'Keeps events with one show that is all of this. What is left out or blank does not matter.',
})
export class EventFilter {
  @Field(() => String, {
    nullable: true,
    description: "Words of the event's, a performer's or the venue's name; misspellings are forgiven.",
  })
  text?: string | null;

  @Field(() => String, { nullable: true, description: 'Upper and lower case and accents do not matter.' })
  city?: string | null;

  @Field(() => String, { nullable: true, description: 'Upper and lower case and accents do not matter.' })
  category?: string | null;

  @Field(() => String, { nullable: true, description: "All these words are in one performer's name." })
  performer?: string | null;

  @Field(() => ID, { nullable: true })
  venueId?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Keeps events with a show at or after this instant. Without it: from now on.',
  })
  startsAfter?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Keeps events with a show before this instant.' })
  startsBefore?: Date | null;
}

@ArgsType()
export class EventsArgs extends pageArgs('Events', 20) {
  @Field(() => EventFilter, { nullable: true })
  filter?: EventFilter | null;
}

@ArgsType()
export class ShowsArgs extends pageArgs('Shows', 20) {
  @Field(() => DateTime, {
    nullable: true,
    description: 'Keeps shows at or after this instant, such as the present one.',
  })
  startsAfter?: Date | null;
}
