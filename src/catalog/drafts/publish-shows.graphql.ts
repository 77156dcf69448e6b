import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Limit, outcomeUnion, Problem, Work } from '../../platform';
import { ShowNotReady } from './drafts.graphql';
import { PUBLISH_MAX, type PublishOneOutcome } from './publish-shows';

/** Of one show, for the cost that the answer names. */
const SEATS_ASSUMED = 1000;

@InputType()
export class PublishShowsInput {
  @Limit({ itemsMax: PUBLISH_MAX })
  @Field(() => [ID], {
    description: `Up to ${PUBLISH_MAX} drafts, each once, in the order in which they are published.`,
  })
  draftIds!: string[];
}

@ObjectType()
export class PublishedShow {
  @Field(() => ID)
  showId!: string;

  @Field({ description: 'False where it was published before: a request may be repeated.' })
  isNew!: boolean;
}

@ObjectType({ implements: Problem, description: 'There is no such draft of the caller.' })
export class DraftNotFound extends Problem {}

@ObjectType({
  implements: Problem,
  description: 'The request has done as much as one may. Nothing was changed: send the draft again.',
})
export class PublishLater extends Problem {}

export const PublishShowsResult = outcomeUnion<PublishOneOutcome>()('PublishShowsResult', {
  PublishedShow,
  ShowNotReady,
  DraftNotFound,
  PublishLater,
});

@ObjectType({ description: 'What became of one draft.' })
export class PublishedDraft {
  @Field(() => ID, { description: 'As it was given.' })
  draftId!: string;

  @Work({ records: SEATS_ASSUMED })
  @Field(() => PublishShowsResult)
  result!: PublishOneOutcome;
}

@ObjectType()
export class PublishShowsPayload {
  @Field(() => Int, { description: 'So many are shows now that were drafts before.' })
  publishedCount!: number;

  @Field(() => [PublishedDraft], { description: 'One for each draft, in their order.' })
  drafts!: PublishedDraft[];
}
