import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { organizerOfNew, Show } from '../../catalog';
import { connect, pageOf, type RequestContext, Work } from '../../platform';
import type { WebhooksContext } from '../context';
import { type EventRow, eventBody, eventCursor } from '../log/event';
import { encodeEventId } from '../log/event-id';
import { nameOfType } from '../log/event-type';
import { DAYS_KEPT, readEvents } from '../log/read-events';
import { OrganizerEvent, OrganizerEventPage, OrganizerEventsArgs } from './events.graphql';

const EVENTS_PER_PAGE_MAX = 500;

@Resolver(() => OrganizerEvent)
export class OrganizerEventResolver {
  constructor(private readonly context: WebhooksContext) {}

  @Work({ statements: 2 })
  @Query(() => OrganizerEventPage, {
    description: `What happened in the shows that the caller organizes, in order for each show, for ${DAYS_KEPT} days: the log that webhooks send. Without \`after\` it begins with the oldest event. A page without events is the end of the log for now: ask again with the same \`after\`. For organizers.`,
  })
  async organizerEvents(
    @Args(() => OrganizerEventsArgs) args: InstanceType<typeof OrganizerEventsArgs>,
    @Arg('organizationId', () => ID, {
      nullable: true,
      description: 'Those of an organization that the caller manages.',
    })
    organizationId: string | null,
    @Ctx() request: RequestContext,
  ): Promise<OrganizerEventPage> {
    const { organizerId } = await organizerOfNew(request, organizationId);
    const page = pageOf(args, EVENTS_PER_PAGE_MAX);
    const { rows, isIncomplete } = await readEvents(this.context, organizerId, page);
    const { edges, nodes, pageInfo } = connect(rows.map(eventView), page, ({ cursor }) => cursor);
    return { edges: [...edges], nodes: [...nodes], pageInfo, isIncomplete };
  }

  @Work({ statementsTogether: 1 })
  @FieldResolver(() => Show)
  async show(@Root() { showId }: OrganizerEvent, @Ctx() request: RequestContext): Promise<Show> {
    const show = await this.context.catalog.showById(showId, request);
    if (show === null) throw new Error(`There is no show ${showId}`);
    return show;
  }
}

const eventView = (row: EventRow): OrganizerEvent => ({
  ...{ showId: row.showId, position: row.position, sequence: row.sequence, occurredAt: row.createdAt },
  id: encodeEventId(row),
  type: nameOfType(row.type),
  cursor: eventCursor(row),
  get body() {
    return eventBody(row);
  },
});
