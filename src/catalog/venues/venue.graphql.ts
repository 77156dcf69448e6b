import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { Node } from '../../platform';

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
      'An IANA name, such as `Europe/Paris`. Other spellings and former names are stored as the present name.',
  })
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
