import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { DateTime, pageArgs } from '../../platform';

@InputType({
  description:
    'Keeps events with one show that meets all conditions. A condition that is left out or blank is ignored.',
})
export class EventFilter {
  @Field(() => String, {
    nullable: true,
    description:
      "Words of the event's, a performer's or the venue's name. Misspelled words find the nearest ones; marks within a name may be left out (`acdc` finds AC/DC).",
  })
  text?: string | null;

  @Field(() => String, { nullable: true, description: 'Upper and lower case and accents are ignored.' })
  city?: string | null;

  @Field(() => String, { nullable: true, description: 'Upper and lower case and accents are ignored.' })
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
