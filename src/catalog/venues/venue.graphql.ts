import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Node } from '../../platform';

@ObjectType({ implements: Node })
export class Venue extends Node {
  /** A UUID. */
  venueId!: string;
  organizerId!: string | null;

  @Field()
  name!: string;

  @Field(() => String, { nullable: true, description: 'Street and number.' })
  address!: string | null;

  @Field()
  city!: string;

  @Field({ description: 'ISO 3166-1 alpha-2.' })
  countryCode!: string;

  @Field({
    description:
      'An IANA time zone name, such as `Europe/Paris`. The times of shows are in UTC; display them in this time zone.',
  })
  timeZone!: string;

  @Field(() => Float, { nullable: true, description: 'In degrees north, WGS 84.' })
  latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'In degrees east, WGS 84.' })
  longitude!: number | null;

  @Field(() => Int)
  capacity!: number;
}

@InputType()
export class CreateVenueInput {
  @Field()
  name!: string;

  @Field(() => String, { nullable: true })
  address?: string | null;

  @Field()
  city!: string;

  @Field({ description: 'ISO 3166-1 alpha-2, such as `GB` for the United Kingdom.' })
  countryCode!: string;

  @Field({
    description:
      'An IANA time zone name, such as `Europe/Paris`. Former names and other spellings are stored as the current name.',
  })
  timeZone!: string;

  @Field(() => Float, { nullable: true, description: 'In degrees north, WGS 84; together with `longitude`.' })
  latitude?: number | null;

  @Field(() => Float, { nullable: true, description: 'In degrees east, WGS 84.' })
  longitude?: number | null;

  @Field(() => Int)
  capacity!: number;

  @Field(() => ID, {
    nullable: true,
    description:
      'The organization that it belongs to: its owners and managers run it. Without it the caller does, alone.',
  })
  organizationId?: string | null;
}

@ObjectType()
export class CreateVenuePayload {
  @Field(() => Venue)
  venue!: Venue;
}
