import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root, Subscription } from 'type-graphql';
import { Show } from '../catalog';
import { type RequestContext, requireCaller, streamOfModule } from '../platform';
import type { WaitingRoomContext } from './context';
import { knownShow, reached } from './edge';
import { joinQueue } from './join-queue';
import { leaveQueue } from './leave-queue';
import type { QueuePosition } from './queue-position';
import { type PublicDraw, readDraws } from './read-draws';
import {
  JoinQueueInput,
  JoinQueueResult,
  LeaveQueueInput,
  LeaveQueuePayload,
  QueueDraw,
  QueuePositionUnion,
} from './waiting-room.graphql';

/** What buyers do, and what anybody may know. */
@Resolver(() => Show)
export class QueueResolver {
  constructor(private readonly ground: WaitingRoomContext) {}

  @Mutation(() => JoinQueueResult)
  async joinQueue(
    @Arg('input', () => JoinQueueInput) input: JoinQueueInput,
    @Ctx() context: RequestContext,
  ): Promise<typeof JoinQueueResult> {
    const caller = requireCaller(context);
    const showId = await knownShow(this.ground, input.showId);
    return reached(joinQueue(this.ground, showId, caller.id));
  }

  @Mutation(() => LeaveQueuePayload)
  async leaveQueue(
    @Arg('input', () => LeaveQueueInput) input: LeaveQueueInput,
    @Ctx() context: RequestContext,
  ): Promise<LeaveQueuePayload> {
    const caller = requireCaller(context);
    const showId = await knownShow(this.ground, input.showId);
    return reached(leaveQueue(this.ground, showId, caller.id));
  }

  @Subscription(() => QueuePositionUnion, {
    subscribe: streamOfModule,
    description: "First the buyer's place now, then each change of it. Ends after `QueueClosed`.",
  })
  queuePosition(@Arg('showId', () => ID) _showId: string, @Root() position: QueuePosition): typeof QueuePositionUnion {
    return position;
  }

  @FieldResolver(() => Boolean, {
    description: 'True while buyers must pass the waiting room before they may hold seats.',
  })
  async waitingRoomActive(@Root() { showId }: Show): Promise<boolean> {
    return (await this.ground.rooms.find(showId)) !== null;
  }

  @FieldResolver(() => [QueueDraw], {
    complexity: 10,
    description: 'The draws of lots for the places in the queue, the latest first.',
  })
  async queueDraws(@Root() { showId }: Show): Promise<PublicDraw[]> {
    return readDraws(this.ground, showId);
  }
}
