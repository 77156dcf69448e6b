import { Args, Ctx, Query, Resolver } from 'type-graphql';
import {
  type Connection,
  connect,
  pageOf,
  type Readers,
  type RequestContext,
  requireOrganizer,
  Work,
} from '../../platform';
import { encodeShowCursor } from '../cursors';
import { organizedShows } from './organized-shows';
import { OrganizedShowsArgs, type Show, ShowConnection } from './show.graphql';

const SHOWS_FIRST_MAX = 100;

@Resolver()
export class OrganizedShowsResolver {
  constructor(private readonly readers: Readers) {}

  @Work({ statements: 1 })
  @Query(() => ShowConnection, {
    description: `The shows that the caller or an organization of theirs runs, in chronological order, and every show for an admin; at most ${SHOWS_FIRST_MAX} per page. For organizers.`,
  })
  async organizedShows(
    @Args(() => OrganizedShowsArgs) { from, ...args }: OrganizedShowsArgs,
    @Ctx() request: RequestContext,
  ): Promise<Connection<Show>> {
    const caller = requireOrganizer(request);
    const page = pageOf(args, SHOWS_FIRST_MAX);
    const shows = await organizedShows(this.readers.of(request), caller, page, from ?? null);
    return connect(shows, page, encodeShowCursor);
  }
}
