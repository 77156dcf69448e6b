import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { CurrencyCode, DateTime, SafeInt } from '../platform';
import { Event, Show, Venue } from './catalog.graphql';

@InputType()
export class CreateVenueInput {
  @Field()
  name!: string;

  @Field(() => String, { nullable: true })
  address?: string | null;

  @Field()
  city!: string;

  @Field({ description: 'ISO 3166-1 alpha-2.' })
  countryCode!: string;

  @Field({ description: 'An IANA name, such as `Europe/Paris`.' })
  timeZone!: string;

  @Field(() => Float, { nullable: true, description: 'In degrees north, WGS 84; together with `longitude`.' })
  latitude?: number | null;

  @Field(() => Float, { nullable: true, description: 'In degrees east, WGS 84.' })
  longitude?: number | null;

  @Field(() => Int)
  capacity!: number;
}

@ObjectType()
export class CreateVenuePayload {
  @Field(() => Venue)
  venue!: Venue;
}

@InputType()
export class CreateEventInput {
  @Field()
  name!: string;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field({ description: 'Such as `Concert`.' })
  category!: string;

  @Field(() => [String], { defaultValue: [], description: 'In the order of the poster.' })
  performers!: string[];
}

@ObjectType()
export class CreateEventPayload {
  @Field(() => Event)
  event!: Event;
}

@InputType()
export class PriceTierInput {
  @Field({ description: "The seat map's name for the price zone. Seats of a zone without a price are not for sale." })
  zone!: string;

  @Field()
  name!: string;

  @Field(() => SafeInt, { description: "In the smallest unit of the show's currency." })
  amountMinor!: number;
}

@InputType()
export class CreateShowInput {
  @Field(() => ID)
  eventId!: string;

  @Field(() => ID)
  venueId!: string;

  @Field(() => String, { nullable: true, description: 'The version of a published seat map.' })
  seatMapVersion?: string | null;

  @Field(() => DateTime)
  startsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'An hour before the start if left out.' })
  doorsAt?: Date | null;

  @Field(() => DateTime)
  salesOpenAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'The start if left out.' })
  salesCloseAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Until then buyers may give orders back. Never if left out.' })
  refundUntil?: Date | null;

  @Field(() => CurrencyCode)
  currency!: string;

  @Field(() => Int, { defaultValue: 8 })
  seatsPerBuyerMax!: number;

  @Field(() => Int, { defaultValue: 600 })
  holdSeconds!: number;

  @Field(() => [PriceTierInput])
  priceTiers!: PriceTierInput[];
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateShowInput {
  @Field(() => ID)
  showId!: string;

  @Field(() => DateTime, { nullable: true })
  startsAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  doorsAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  salesOpenAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  salesCloseAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  refundUntil?: Date | null;

  @Field(() => Int, { nullable: true })
  seatsPerBuyerMax?: number | null;

  @Field(() => Int, { nullable: true })
  holdSeconds?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'While true nobody can hold or buy seats.' })
  salesPaused?: boolean | null;

  @Field(() => [PriceTierInput], {
    nullable: true,
    description: 'Prices from now on; zones that are not named keep theirs, and so do seats that are held.',
  })
  priceTiers?: PriceTierInput[] | null;
}

@InputType()
export class CancelShowInput {
  @Field(() => ID)
  showId!: string;
}

@ObjectType()
export class ShowPayload {
  @Field(() => Show)
  show!: Show;
}
