import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Show } from '../catalog';
import { badUserInput, decodeId, forbidden, type RequestContext, requireRole } from '../platform';
import { configureWaitingRoom, type WaitingRoomChange } from './configure-waiting-room';
import type { WaitingRoomContext } from './context';
import { knownShow, reached } from './edge';
import { leaveShop } from './leave-shop';
import { letIn } from './let-in';
import { type RoomStatus, readStatus } from './read-status';
import {
  ConfigureWaitingRoomInput,
  ConfigureWaitingRoomPayload,
  LetBuyersInInput,
  LetBuyersInPayload,
  RevokeAdmissionInput,
  RevokeAdmissionPayload,
  WaitingRoomStatus,
} from './waiting-room.graphql';
import { ADMISSIONS_PER_BEAT_MAX } from './waiting-room.redis';

const limits = {
  admissionsPerMinute: [1, 30_000],
  shopSize: [1, 100_000],
  insideSeconds: [30, 7200],
  graceSeconds: [10, 3600],
} as const;
const PAUSE_REASON_LETTERS_MAX = 300;

/** What the organiser of a show does with its waiting room. */
@Resolver(() => Show)
export class OrganiserResolver {
  constructor(private readonly ground: WaitingRoomContext) {}

  @FieldResolver(() => WaitingRoomStatus, {
    nullable: true,
    description: 'For organisers and admins; null for others, and where the show never had a waiting room.',
    complexity: 10,
  })
  async waitingRoom(@Root() show: Show, @Ctx() context: RequestContext): Promise<RoomStatus | null> {
    return mayRun(show.organizerId, context) ? reached(readStatus(this.ground, show.showId)) : null;
  }

  @Mutation(() => ConfigureWaitingRoomPayload, {
    description: "Changes how a show's waiting room runs. It applies everywhere within a second.",
  })
  async configureWaitingRoom(
    @Arg('input', () => ConfigureWaitingRoomInput) input: ConfigureWaitingRoomInput,
    @Ctx() context: RequestContext,
  ): Promise<{ waitingRoom: RoomStatus }> {
    const showId = await this.ownShow(input.showId, context);
    const outcome = await configureWaitingRoom(this.ground, showId, changeOf(input));
    if (outcome.kind === 'TooManyRooms') {
      throw badUserInput(`At most ${outcome.roomsMax} waiting rooms are on at once. Switch one off first.`);
    }
    const waitingRoom = await reached(readStatus(this.ground, showId));
    if (waitingRoom === null) throw badUserInput('There is no such show.', { showId: input.showId });
    return { waitingRoom };
  }

  @Mutation(() => LetBuyersInPayload, {
    description:
      'Lets the first of the line in with the next second, beyond the rate, as far as there is room, even while it is paused.',
  })
  async letBuyersIn(
    @Arg('input', () => LetBuyersInInput) input: LetBuyersInInput,
    @Ctx() context: RequestContext,
  ): Promise<LetBuyersInPayload> {
    const showId = await this.ownShow(input.showId, context);
    if (input.count < 1 || input.count > ADMISSIONS_PER_BEAT_MAX) {
      throw badUserInput(`count is 1 to ${ADMISSIONS_PER_BEAT_MAX}.`, { count: input.count });
    }
    const { kind } = await reached(letIn(this.ground, showId, input.count));
    return { asked: kind === 'Asked' };
  }

  @Mutation(() => RevokeAdmissionPayload, { description: 'Sends a buyer out of the shop. Holds of theirs stay.' })
  async revokeAdmission(
    @Arg('input', () => RevokeAdmissionInput) input: RevokeAdmissionInput,
    @Ctx() context: RequestContext,
  ): Promise<RevokeAdmissionPayload> {
    const showId = await this.ownShow(input.showId, context);
    const buyerId = decodeId('viewer', input.viewerId);
    if (buyerId === null) throw badUserInput('There is no such buyer.', { viewerId: input.viewerId });
    const { kind } = await reached(leaveShop(this.ground, showId, buyerId, 'sentOut'));
    return { revoked: kind === 'Left' };
  }

  private async ownShow(id: string, context: RequestContext): Promise<string> {
    requireRole(context, 'organizer', 'admin');
    const showId = await knownShow(this.ground, id);
    const organizerId = await this.ground.rooms.organizerOf(showId);
    if (!mayRun(organizerId, context)) throw forbidden('This show is run by another organiser.');
    return showId;
  }
}

/** Admins run every show, an organiser those of their own. */
function mayRun(organizerId: string | null, { caller }: RequestContext): boolean {
  if (caller === null) return false;
  if (caller.roles.has('admin')) return true;
  return caller.roles.has('organizer') && organizerId === caller.id;
}

/** Null means "as it is", but for the reason of a pause, where it means that the pause is over. */
function changeOf(input: ConfigureWaitingRoomInput): WaitingRoomChange {
  for (const [name, [min, max]] of Object.entries(limits)) {
    // The names above are those of the input's numbers.
    const value = input[name as keyof typeof limits];
    if (value != null && (value < min || value > max))
      throw badUserInput(`${name} is ${min} to ${max}.`, { [name]: value });
  }
  const { active, admissionsPerMinute, shopSize, insideSeconds, graceSeconds, whenUnreachable, pauseReason } = input;
  const reason = pauseReason?.trim();
  if (reason === '' || (reason !== undefined && reason.length > PAUSE_REASON_LETTERS_MAX)) {
    throw badUserInput(`pauseReason has 1 to ${PAUSE_REASON_LETTERS_MAX} letters.`);
  }
  return {
    ...(active == null ? {} : { active }),
    ...(admissionsPerMinute == null ? {} : { admissionsPerMinute }),
    ...(shopSize == null ? {} : { shopSize }),
    ...(insideSeconds == null ? {} : { insideSeconds }),
    ...(graceSeconds == null ? {} : { graceSeconds }),
    ...(whenUnreachable == null ? {} : { whenUnreachable }),
    ...(pauseReason === undefined ? {} : { pauseReason: reason ?? null }),
  };
}
