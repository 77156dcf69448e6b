import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import {
  type Clock,
  type Connection,
  connect,
  decodeId,
  listCost,
  pageOf,
  type RequestContext,
  type SqlExecutor,
} from '../platform';
import { Event, EventConnection, EventsArgs, type Show, ShowConnection, ShowsArgs } from './catalog.graphql';
import { loadersOf } from './catalog.loaders';
import { encodeShowCursor } from './cursors';
import { listEvents } from './list-events';
import { EVENTS_FIRST_MAX } from './list-events.sql';

const SHOWS_FIRST_MAX = 100;

@Resolver(() => Event)
export class EventResolver {
  constructor(
    private readonly reader: SqlExecutor,
    private readonly clock: Clock,
  ) {}

  @Query(() => Event, { nullable: true })
  async event(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext): Promise<Event | null> {
    const eventId = decodeId('event', id);
    return eventId === null ? null : loadersOf(context, this.reader).events.load(eventId);
  }

  @Query(() => EventConnection, {
    complexity: listCost,
    description: `Events by the start of their next show that is as the filter says; at most ${EVENTS_FIRST_MAX} a page.`,
  })
  async events(
    @Args(() => EventsArgs) { filter, ...page }: EventsArgs,
    @Ctx() context: RequestContext,
  ): Promise<Connection<Event>> {
    const events = await listEvents(this.reader, filter ?? {}, pageOf(page, EVENTS_FIRST_MAX), this.clock.now());
    const loader = loadersOf(context, this.reader).events;
    for (const event of events.nodes) loader.prime(event.eventId, event);
    return events;
  }

  @FieldResolver(() => ShowConnection, {
    complexity: listCost,
    description: `In order of time; at most ${SHOWS_FIRST_MAX} a page.`,
  })
  async shows(
    @Root() event: Event,
    @Args(() => ShowsArgs) { startsAfter, ...args }: ShowsArgs,
    @Ctx() context: RequestContext,
  ): Promise<Connection<Show>> {
    const page = pageOf(args, SHOWS_FIRST_MAX);
    const shows = await loadersOf(context, this.reader).showsOfEvent(event.eventId, page, startsAfter ?? null);
    return connect(shows, page, encodeShowCursor);
  }
}
