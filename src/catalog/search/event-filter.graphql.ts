import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { DateTime, pageArgs } from '../../platform';

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
}

@ArgsType()
export class EventsArgs extends pageArgs('Events', 20) {
  @Field(() => EventFilter, { nullable: true })
  filter?: EventFilter | null;
}
