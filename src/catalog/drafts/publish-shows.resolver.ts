import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { encodeId, type RequestContext, Work } from '../../platform';
import type { CatalogContext } from '../context';
import { publishShows } from './publish-shows';
import { PublishShowsInput, PublishShowsPayload } from './publish-shows.graphql';

/**
 * Until it has run: its work is spent from the budget of the request while it is done. Its time is that of PostgreSQL, so it must not
 * be one of the large operations, which run one at a time: those of others would wait for all of it.
 */
const STATEMENTS_ASSUMED = 20;

@Resolver()
export class PublishShowsResolver {
  constructor(private readonly context: CatalogContext) {}

  @Work({ statements: STATEMENTS_ASSUMED })
  @Mutation(() => PublishShowsPayload, {
    description:
      "Makes shows of many drafts, such as those of a run of dates, each by itself: for one that cannot be published the answer names all that is missing, and the others are published. May be repeated. For the drafts' organizers.",
  })
  async publishShows(
    @Arg('input', () => PublishShowsInput) { draftIds }: PublishShowsInput,
    @Ctx() request: RequestContext,
  ): Promise<PublishShowsPayload> {
    const published = await publishShows(this.context, request, draftIds);
    const drafts = published.map(({ draftId, result }) => ({
      draftId,
      result: result.kind === 'PublishedShow' ? { ...result, showId: encodeId('show', result.showId) } : result,
    }));
    const isNew = ({ result }: (typeof drafts)[number]) => result.kind === 'PublishedShow' && result.isNew;
    return { drafts, publishedCount: drafts.filter(isNew).length };
  }
}
