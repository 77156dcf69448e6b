import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { type Clock, KeptForAMoment, type Readers, type RequestContext, Work } from '../../platform';
import { SUGGESTIONS_MAX, suggest } from './suggest';
import { Suggestion } from './suggest.graphql';

const FIRST_DEFAULT = 8;

@Resolver()
export class SuggestResolver {
  constructor(
    private readonly readers: Readers,
    private readonly clock: Clock,
  ) {}

  @KeptForAMoment()
  @Work({ statements: 1, records: 1000 })
  @Query(() => [Suggestion], {
    description: `Names that begin with what was typed, for a search box: of events, performers, venues and cities with a show to come. From four letters on one may be wrong. At most ${SUGGESTIONS_MAX}; none for a blank text.`,
  })
  async suggest(
    @Arg('text', () => String) text: string,
    @Arg('first', () => Int, { nullable: true, defaultValue: FIRST_DEFAULT }) first: number | null,
    @Ctx() request: RequestContext,
  ): Promise<Suggestion[]> {
    return suggest(this.readers.of(request), text, first ?? FIRST_DEFAULT, this.clock.now());
  }
}
