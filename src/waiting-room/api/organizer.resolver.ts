import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { type Catalog, mayRunShow, Show } from '../../catalog';
import { type AuditWriter, auditWriter } from '../../organizations';
import { badUserInput, decodeId, type RequestContext, Work } from '../../platform';
import { admitManually } from '../admission/admit-manually';
import { endAdmission } from '../admission/end-admission';
import type { WaitingRoomContext } from '../context';
import { configureWaitingRoom, type WaitingRoomChange } from '../settings/configure-waiting-room';
import { readStatus, type WaitingRoomStatusView } from '../settings/read-status';
import { ADMISSIONS_PER_TICK_MAX } from '../store/waiting-room.redis';
import { orUnavailable } from './request-guards';
import { PAUSE_REASON_LENGTH_MAX, settingsLimits } from './settings-limits';
import {
  ConfigureWaitingRoomInput,
  ConfigureWaitingRoomPayload,
  LetBuyersInInput,
  LetBuyersInPayload,
  RevokeAdmissionInput,
  RevokeAdmissionPayload,
  WaitingRoomStatus,
} from './waiting-room.graphql';

/** The waiting room, for the organizer of the show. */
@Resolver(() => Show)
export class OrganizerResolver {
  constructor(
    private readonly context: WaitingRoomContext,
    private readonly catalog: Pick<Catalog, 'requireShowOrganizer'>,
  ) {}

  @Work({ statements: 1 })
  @FieldResolver(() => WaitingRoomStatus, {
    nullable: true,
    description: 'For the organizer of the show and admins; null for others, and if the show never had a waiting room.',
  })
  async waitingRoom(@Root() show: Show, @Ctx() request: RequestContext): Promise<WaitingRoomStatusView | null> {
    return (await mayRunShow(request.caller, show)) ? orUnavailable(readStatus(this.context, show.showId)) : null;
  }

  @Mutation(() => ConfigureWaitingRoomPayload, {
    description: "Changes the settings of a show's waiting room. They apply everywhere within a second.",
  })
  async configureWaitingRoom(
    @Arg('input', () => ConfigureWaitingRoomInput) input: ConfigureWaitingRoomInput,
    @Ctx() request: RequestContext,
  ): Promise<{ waitingRoom: WaitingRoomStatusView }> {
    const { showId, auditAs } = await this.requireOwnShow(input.showId, request);
    const change = changeOf(input);
    const outcome = await configureWaitingRoom(
      this.context,
      showId,
      change,
      await auditAs('configureWaitingRoom', change),
    );
    if (outcome.kind === 'TooManyActive') {
      throw badUserInput(`At most ${outcome.activeMax} waiting rooms can be active. Switch one off first.`);
    }
    const waitingRoom = await orUnavailable(readStatus(this.context, showId));
    if (waitingRoom === null) throw badUserInput('There is no such show.', { showId: input.showId });
    return { waitingRoom };
  }

  @Mutation(() => LetBuyersInPayload, {
    description:
      'Admits the first buyers of the queue within a second, in addition to `admissionsPerMinute` and even while admission is paused, but never more than `shopSize` allows.',
  })
  async letBuyersIn(
    @Arg('input', () => LetBuyersInInput) input: LetBuyersInInput,
    @Ctx() request: RequestContext,
  ): Promise<LetBuyersInPayload> {
    const { showId, auditAs } = await this.requireOwnShow(input.showId, request);
    requireWithin('count', input.count, { min: 1, max: ADMISSIONS_PER_TICK_MAX });
    await (await auditAs('letBuyersIn', { count: input.count }))(this.context.database);
    const { kind } = await orUnavailable(admitManually(this.context, showId, input.count));
    return { asked: kind === 'Scheduled' };
  }

  @Mutation(() => RevokeAdmissionPayload, {
    description: "Ends a buyer's admission. Seats that the buyer holds stay held.",
  })
  async revokeAdmission(
    @Arg('input', () => RevokeAdmissionInput) input: RevokeAdmissionInput,
    @Ctx() request: RequestContext,
  ): Promise<RevokeAdmissionPayload> {
    const { showId, auditAs } = await this.requireOwnShow(input.showId, request);
    const buyerId = decodeId('viewer', input.viewerId);
    if (buyerId === null) throw badUserInput('There is no such buyer.', { viewerId: input.viewerId });
    await (await auditAs('revokeAdmission', { viewerId: input.viewerId }))(this.context.database);
    const { kind } = await orUnavailable(endAdmission(this.context, showId, buyerId, 'revoked'));
    return { revoked: kind === 'Ended' };
  }

  /**
   * A show that the caller runs, and how to audit what they do with its waiting room. What changes in Redis alone is
   * audited just before: no transaction has both.
   */
  private async requireOwnShow(
    id: string,
    request: RequestContext,
  ): Promise<{ showId: string; auditAs: (action: string, after: object) => Promise<AuditWriter> }> {
    const { showId, organizerId } = await this.catalog.requireShowOrganizer(request, decodeId('show', id));
    return {
      showId,
      auditAs: (action, after) =>
        auditWriter(request, this.context.clock, { organizerId, showId, action, subject: id, after }),
    };
  }
}

/** Null means "as it is", except for the reason of a pause, where it ends the pause. */
function changeOf(input: ConfigureWaitingRoomInput): WaitingRoomChange {
  for (const [name, limits] of Object.entries(settingsLimits)) {
    // The names of the limits are those of the input's numbers.
    const value = input[name as keyof typeof settingsLimits];
    if (value != null) requireWithin(name, value, limits);
  }
  const { active, admissionsPerMinute, shopSize, insideSeconds, graceSeconds, whenUnreachable, pauseReason } = input;
  const reason = pauseReason?.trim();
  if (reason === '' || (reason !== undefined && reason.length > PAUSE_REASON_LENGTH_MAX)) {
    throw badUserInput(`pauseReason must have 1 to ${PAUSE_REASON_LENGTH_MAX} characters.`);
  }
  if (reason?.includes('\0') || (reason != null && Buffer.from(reason).toString() !== reason)) {
    throw badUserInput('pauseReason must not contain U+0000 or half of a surrogate pair.');
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

function requireWithin(
  name: string,
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (value < min || value > max) throw badUserInput(`${name} must be ${min} to ${max}.`, { [name]: value });
}
