import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root, Subscription } from 'type-graphql';
import { Show } from '../../catalog';
import { type RequestContext, type ResultOf, requireCaller, streamOfModule, Work } from '../../platform';
import type { WaitingRoomContext } from '../context';
import { type PublicDraw, readDraws } from '../draw/read-draws';
import { joinQueue } from '../queue/join-queue';
import { leaveQueue } from '../queue/leave-queue';
import {
  JoinQueueInput,
  JoinQueueResult,
  LeaveQueueInput,
  LeaveQueuePayload,
  QueueDraw,
  QueuePositionUnion,
} from './queue.graphql';
import { orUnavailable, requireShow } from './request-guards';

/** The queue, for buyers and the public. */
@Resolver(() => Show)
export class QueueResolver {
  constructor(private readonly context: WaitingRoomContext) {}

  @Mutation(() => JoinQueueResult, {
    description: 'Takes a place in the queue of a show. A repeated call keeps the place.',
  })
  async joinQueue(
    @Arg('input', () => JoinQueueInput) input: JoinQueueInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof JoinQueueResult>> {
    const caller = requireCaller(request);
    const showId = await requireShow(this.context, input.showId);
    return orUnavailable(joinQueue(this.context, showId, caller.id));
  }

  @Mutation(() => LeaveQueuePayload, {
    description:
      "Gives up the buyer's place in the queue, or ends their admission. Seats that the buyer holds stay held.",
  })
  async leaveQueue(
    @Arg('input', () => LeaveQueueInput) input: LeaveQueueInput,
    @Ctx() request: RequestContext,
  ): Promise<LeaveQueuePayload> {
    const caller = requireCaller(request);
    const showId = await requireShow(this.context, input.showId);
    return orUnavailable(leaveQueue(this.context, showId, caller.id));
  }

  @Subscription(() => QueuePositionUnion, {
    subscribe: streamOfModule,
    description: "Sends the buyer's current position first, then each change of it. Completes after `QueueClosed`.",
  })
  queuePosition(
    @Arg('showId', () => ID) _showId: string,
    @Root() position: ResultOf<typeof QueuePositionUnion>,
  ): ResultOf<typeof QueuePositionUnion> {
    return position;
  }

  @FieldResolver(() => Boolean, {
    description: 'True while buyers must pass the waiting room before they may hold seats.',
  })
  async waitingRoomActive(@Root() { showId }: Show): Promise<boolean> {
    return (await this.context.settingsCache.find(showId)) !== null;
  }

  @Work({ statements: 1 })
  @FieldResolver(() => [QueueDraw], {
    description: 'The draws that decided the order of the queue, the latest first.',
  })
  async queueDraws(@Root() { showId }: Show): Promise<PublicDraw[]> {
    return readDraws(this.context, showId);
  }
}
