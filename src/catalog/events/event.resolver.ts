import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import {
  type Clock,
  type Connection,
  connect,
  decodeId,
  KeptForAMoment,
  pageOf,
  type Readers,
  type RequestContext,
  Work,
} from '../../platform';
import { EVENTS_PER_STATEMENT_MAX, loadersOf } from '../catalog.loaders';
import { encodeShowCursor } from '../cursors';
import { EVENTS_FIRST_MAX } from '../listing/list-context.sql';
import { type EventPage, listEvents } from '../listing/list-events';
import { EventSort, EventsArgs } from '../search/event-filter.graphql';
import { type Show, ShowConnection, ShowsArgs } from '../shows/show.graphql';
import { Event, EventConnection } from './event.graphql';

const SHOWS_FIRST_MAX = 100;

@Resolver(() => Event)
export class EventResolver {
  constructor(
    private readonly readers: Readers,
    private readonly clock: Clock,
    /** What features of seats are as bits. */
    private readonly bitsOf: (features: readonly string[]) => number,
  ) {}

  @KeptForAMoment()
  @Query(() => Event, { nullable: true })
  async event(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<Event | null> {
    const eventId = decodeId('event', id);
    return eventId === null ? null : loadersOf(request, this.readers).events.load(eventId);
  }

  @KeptForAMoment()
  @Query(() => EventConnection, {
    description: `Events in the order of \`sort\`: by default of the start of their next show that matches the filter; at most ${EVENTS_FIRST_MAX} per page.`,
  })
  async events(
    @Args(() => EventsArgs) { filter, sort, ...page }: EventsArgs,
    @Ctx() request: RequestContext,
  ): Promise<EventPage> {
    const events = await listEvents(
      this.readers.of(request),
      filter ?? {},
      sort ?? EventSort.DATE,
      pageOf(page, EVENTS_FIRST_MAX),
      this.clock.now(),
      this.bitsOf(filter?.features ?? []),
    );
    const loader = loadersOf(request, this.readers).events;
    // What is near in this list is not what is near elsewhere in the operation.
    for (const event of events.nodes) loader.prime(event.eventId, { ...event, distanceKm: null });
    return events;
  }

  @KeptForAMoment()
  @Work({ statementsTogether: EVENTS_FIRST_MAX / EVENTS_PER_STATEMENT_MAX })
  @FieldResolver(() => ShowConnection, {
    description: `In chronological order; at most ${SHOWS_FIRST_MAX} per page.`,
  })
  async shows(
    @Root() event: Event,
    @Args(() => ShowsArgs) { startsAfter, ...args }: ShowsArgs,
    @Ctx() request: RequestContext,
  ): Promise<Connection<Show>> {
    const page = pageOf(args, SHOWS_FIRST_MAX);
    const shows = await loadersOf(request, this.readers).showsOfEvent(event.eventId, page, startsAfter ?? null);
    return connect(shows, page, encodeShowCursor);
  }
}
