import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import {
  badUserInput,
  decodeId,
  type RequestContext,
  type ResultOf,
  requireOrganizer,
  requireRole,
} from '../../platform';
import { authorOf } from '../audit/record-audit';
import type { OrganizationsContext } from '../context';
import { acceptInvitation } from '../invitations/accept-invitation';
import type { InvitationRow } from '../invitations/invitation';
import { readInvitation } from '../invitations/invitations.sql';
import { inviteMember } from '../invitations/invite-member';
import { revokeInvitation } from '../invitations/revoke-invitation';
import { changeMember, removeMember } from '../members/change-members';
import { createOrganization } from '../members/create-organization';
import { decodeMemberId } from '../members/member';
import { decodeOrganizationId, requireOrganizationRole } from '../require-organization';
import {
  AcceptInvitationInput,
  AcceptInvitationResult,
  ChangeMemberInput,
  ChangeMemberResult,
  CreateOrganizationInput,
  CreateOrganizationPayload,
  InviteMemberInput,
  InviteMemberResult,
  NAME_LENGTH_MAX,
  RemoveMemberInput,
  RemoveMemberResult,
  RevokeInvitationInput,
  RevokeInvitationResult,
} from './organizations.graphql';
import { invitationView, memberView, organizationView, sessionView } from './views';

/** Who belongs to an organization. Its owners decide it, and admins. */
@Resolver()
export class MembersResolver {
  constructor(private readonly context: OrganizationsContext) {}

  @Mutation(() => CreateOrganizationPayload, {
    description: 'Creates an organization; the caller is its first owner. For organizers and admins.',
  })
  async createOrganization(
    @Arg('input', () => CreateOrganizationInput) input: CreateOrganizationInput,
    @Ctx() request: RequestContext,
  ): Promise<CreateOrganizationPayload> {
    const caller = requireRole(request, 'organizer', 'admin');
    const name = input.name.trim();
    if (name === '' || name.length > NAME_LENGTH_MAX) {
      throw badUserInput(`"name" must have 1 to ${NAME_LENGTH_MAX} letters.`);
    }
    const organization = await createOrganization(this.context, { caller, requestId: request.requestId }, name);
    return { organization: organizationView(organization) };
  }

  @Mutation(() => InviteMemberResult, {
    description:
      'Invites somebody by mail, or by a link to pass on. An invitation works once, for seven days, until it is revoked. For owners.',
  })
  async inviteMember(
    @Arg('input', () => InviteMemberInput) { organizationId: id, email, role, locale }: InviteMemberInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof InviteMemberResult>> {
    const { organizationId } = await this.requireOwner(request, decodeOrganizationId(id));
    const outcome = await inviteMember(
      this.context,
      { organizationId, email: email ?? null, role, locale: locale ?? null },
      requireOrganizer(request),
      await authorOf(request, organizationId),
    );
    return outcome.kind === 'InviteMemberPayload'
      ? { ...outcome, invitation: invitationView(outcome.invitation) }
      : outcome;
  }

  @Mutation(() => RevokeInvitationResult, { description: 'Ends an invitation that nobody has accepted. For owners.' })
  async revokeInvitation(
    @Arg('input', () => RevokeInvitationInput) { invitationId }: RevokeInvitationInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof RevokeInvitationResult>> {
    requireOrganizer(request);
    const uuid = decodeId('invitation', invitationId);
    const [invitation] = uuid === null ? [] : await this.context.database.run<InvitationRow>(readInvitation, [uuid]);
    const { organizationId } = await this.requireOwner(request, invitation?.organizationId ?? null);
    const author = await authorOf(request, organizationId);
    const outcome = await revokeInvitation(this.context, invitation?.invitationId ?? '', author);
    return outcome.kind === 'RevokeInvitationPayload'
      ? { ...outcome, invitation: invitationView(outcome.invitation) }
      : outcome;
  }

  @Mutation(() => AcceptInvitationResult, {
    description:
      'Joins an organization by the link of an invitation. Whoever is signed in as an organizer joins as who they are; everybody else by the address to which the link was mailed.',
  })
  async acceptInvitation(
    @Arg('input', () => AcceptInvitationInput) { secret, email, locale }: AcceptInvitationInput,
    @Ctx() { caller, requestId }: RequestContext,
  ): Promise<ResultOf<typeof AcceptInvitationResult>> {
    const acceptance = { secret, email: email ?? null, locale: locale ?? null, caller, requestId };
    const outcome = await acceptInvitation(this.context, acceptance);
    if (outcome.kind !== 'AcceptInvitationPayload') return outcome;
    return {
      kind: outcome.kind,
      organization: organizationView(outcome.organization),
      session: outcome.session === null ? null : sessionView(outcome.session),
    };
  }

  @Mutation(() => ChangeMemberResult, { description: 'Gives a member another role. For owners.' })
  async changeMember(
    @Arg('input', () => ChangeMemberInput) { memberId, role }: ChangeMemberInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof ChangeMemberResult>> {
    requireOrganizer(request);
    const key = decodeMemberId(memberId);
    const { organizationId } = await this.requireOwner(request, key?.organizationId ?? null);
    if (key === null) throw new Error('An organization was found by an id that names none');
    const outcome = await changeMember(this.context, key, role, await authorOf(request, organizationId));
    return outcome.kind === 'ChangeMemberPayload'
      ? { ...outcome, member: memberView(outcome.member, request.caller) }
      : outcome;
  }

  @Mutation(() => RemoveMemberResult, {
    description:
      'Removes a member, who has no access from then on; what a subscription sends ends within two seconds. For owners, and for members who leave.',
  })
  async removeMember(
    @Arg('input', () => RemoveMemberInput) { memberId }: RemoveMemberInput,
    @Ctx() request: RequestContext,
  ): Promise<ResultOf<typeof RemoveMemberResult>> {
    const caller = requireOrganizer(request);
    const key = decodeMemberId(memberId);
    const leaves = key !== null && key.memberId === caller.id;
    const { organizationId } = leaves ? key : await this.requireOwner(request, key?.organizationId ?? null);
    if (key === null) throw new Error('An organization was found by an id that names none');
    return removeMember(this.context, key, await authorOf(request, organizationId));
  }

  private requireOwner(request: RequestContext, organizationId: string | null) {
    return requireOrganizationRole(this.context.database, request, organizationId, ['OWNER']);
  }
}
