import { ArgsType, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionOf, Node, pageArgs } from '../../platform';

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

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateVenueInput {
  @Field(() => ID)
  venueId!: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Null removes it.' })
  address?: string | null;

  @Field(() => String, { nullable: true })
  city?: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  countryCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'An IANA time zone name. Shows and drafts keep their instants; their clocks show other times.',
  })
  timeZone?: string | null;

  @Field(() => Float, {
    nullable: true,
    description: 'In degrees north, WGS 84; together with `longitude`. Null removes it.',
  })
  latitude?: number | null;

  @Field(() => Float, { nullable: true, description: 'In degrees east, WGS 84. Null removes it.' })
  longitude?: number | null;

  @Field(() => Int, { nullable: true })
  capacity?: number | null;
}

export const { ConnectionType: VenueConnection } = connectionOf('Venue', () => Venue);

@ArgsType()
export class OrganizedVenuesArgs extends pageArgs('OrganizedVenues', 20) {}

@ObjectType()
export class UpdateVenuePayload {
  @Field(() => Venue)
  venue!: Venue;
}

@ObjectType()
export class CreateVenuePayload {
  @Field(() => Venue)
  venue!: Venue;
}
