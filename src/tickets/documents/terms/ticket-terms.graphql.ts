import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Show } from '../../../catalog';
import { Limit } from '../../../platform';

/** About a page of small print, which is what fits below the code. */
export const TICKET_TERMS_CHARS_MAX = 4000;

@InputType()
export class SetTicketTermsInput {
  @Field(() => ID)
  showId!: string;

  @Limit({ lengthMax: TICKET_TERMS_CHARS_MAX })
  @Field(() => String, {
    nullable: true,
    description: `At most ${TICKET_TERMS_CHARS_MAX} characters. Line breaks are kept. Null or a blank text removes the terms.`,
  })
  terms?: string | null;
}

@ObjectType()
export class SetTicketTermsPayload {
  @Field(() => Show)
  show!: Show;
}
