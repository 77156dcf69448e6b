import { ArgsType, Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import { connectionOf, Limit, Node, pageArgs } from '../../platform';
import { DESCRIPTION_LENGTH_MAX } from './event-limits';

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

  @Field(() => Float, {
    nullable: true,
    description:
      'In a list with `filter.near`: kilometres from there to the nearest venue of a matching show, within 0.5 %. Null elsewhere.',
  })
  distanceKm?: number | null;
}

export const { ConnectionType: EventConnection } = connectionOf('Event', () => Event);

@InputType()
export class CreateEventInput {
  @Field()
  name!: string;

  @Limit({ lengthMax: DESCRIPTION_LENGTH_MAX })
  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field({ description: 'Such as `Concert`.' })
  category!: string;

  @Field(() => [String], { defaultValue: [], description: 'In billing order, the main performer first.' })
  performers!: string[];

  @Field(() => ID, {
    nullable: true,
    description:
      'The organization that it belongs to: its owners and managers run it. Without it the caller does, alone.',
  })
  organizationId?: string | null;
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateEventInput {
  @Field(() => ID)
  eventId!: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Limit({ lengthMax: DESCRIPTION_LENGTH_MAX })
  @Field(() => String, { nullable: true, description: 'Null removes it.' })
  description?: string | null;

  @Field(() => String, { nullable: true })
  category?: string | null;

  @Field(() => [String], { nullable: true, description: 'All of them, in billing order.' })
  performers?: string[] | null;
}

@ArgsType()
export class OrganizedEventsArgs extends pageArgs('OrganizedEvents', 20) {}

@ObjectType()
export class UpdateEventPayload {
  @Field(() => Event)
  event!: Event;
}

@ObjectType()
export class CreateEventPayload {
  @Field(() => Event)
  event!: Event;
}
