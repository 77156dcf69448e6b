import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { decodeId, type RequestContext, type Runs } from '../platform';
import { Event } from './catalog.graphql';
import { loadersOf } from './catalog.loaders';

@Resolver(() => Event)
export class EventResolver {
  constructor(private readonly reader: Runs) {}

  @Query(() => Event, { nullable: true })
  async event(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext): Promise<Event | null> {
    const eventId = decodeId('event', id);
    return eventId === null ? null : loadersOf(context, this.reader).events.load(eventId);
  }
}
