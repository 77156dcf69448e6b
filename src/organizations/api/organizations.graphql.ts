import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Viewer } from '../../accounts';
import { connectionOf, DateTime, EmailAddress, Limit, Node, outcomeUnion, Problem, pageArgs } from '../../platform';
import type { AcceptInvitationOutcome } from '../invitations/accept-invitation';
import type { InviteMemberOutcome } from '../invitations/invite-member';
import type { RevokeInvitationOutcome } from '../invitations/revoke-invitation';
import type { ChangeMemberOutcome, RemoveMemberOutcome } from '../members/change-members';
import type { OrganizationRole } from '../show-permission';
import type { SignInOutcome } from '../sign-in/sign-in';

export const OrganizationRoleEnum = {
  OWNER: 'OWNER',
  MANAGER: 'MANAGER',
  BOX_OFFICE: 'BOX_OFFICE',
  FIGURES: 'FIGURES',
  SCANNER: 'SCANNER',
} as const satisfies Record<OrganizationRole, OrganizationRole>;

registerEnumType(OrganizationRoleEnum, {
  name: 'OrganizationRole',
  description: 'What a member may do with the events and shows of the organization.',
  valuesConfig: {
    OWNER: { description: 'Everything, and who is a member.' },
    MANAGER: { description: 'Everything but the members.' },
    BOX_OFFICE: { description: 'Sells at the desk, sees orders and figures.' },
    FIGURES: { description: 'Sees figures.' },
    SCANNER: { description: 'Scans tickets and pairs devices.' },
  },
});

export const NAME_LENGTH_MAX = 200;

@ObjectType({
  implements: Node,
  description: 'Those who run events and shows together. For its members and admins; null for others.',
})
export class Organization extends Node {
  /** A UUID. */
  organizationId!: string;

  @Field()
  name!: string;

  @Field(() => DateTime)
  createdAt!: Date;
}

@ObjectType()
export class OrganizationMember {
  @Field(() => ID)
  id!: string;

  @Field(() => EmailAddress, { nullable: true, description: 'Null for a caller whose token names none.' })
  email!: string | null;

  @Field(() => OrganizationRoleEnum)
  role!: OrganizationRole;

  @Field(() => DateTime)
  joinedAt!: Date;

  @Field({ description: 'True for the caller.' })
  isViewer!: boolean;
}

@ObjectType()
export class OrganizationInvitation {
  @Field(() => ID)
  id!: string;

  @Field(() => EmailAddress, { nullable: true, description: 'Null for a link that is passed on by hand.' })
  email!: string | null;

  @Field(() => OrganizationRoleEnum)
  role!: OrganizationRole;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime)
  expiresAt!: Date;
}

@ObjectType({ description: 'One change by an organizer.' })
export class AuditEntry {
  @Field(() => ID)
  id!: string;

  @Field(() => DateTime)
  at!: Date;

  @Field({ description: 'The field of the API that did it, such as `updateShow`.' })
  action!: string;

  @Field({ description: 'What was changed, by its id in this API.' })
  subject!: string;

  @Field(() => ID, { nullable: true })
  showId!: string | null;

  @Field(() => ID, { description: 'The viewer who did it.' })
  actorId!: string;

  @Field(() => EmailAddress, {
    nullable: true,
    description: 'Null where the member is none any more, or has no address.',
  })
  actorEmail!: string | null;

  @Field({ description: 'The role in which it was done: one of `OrganizationRole`, `ORGANIZER` or `ADMIN`.' })
  actorRole!: string;

  @Field(() => String, { nullable: true, description: 'What was changed, as it was: JSON. Null for something new.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'The same as it is: JSON. Null where it was removed.' })
  after!: string | null;

  @Field({ description: 'The header `x-request-id` of the answer.' })
  requestId!: string;
}

export const { ConnectionType: OrganizationMemberConnection } = connectionOf(
  'OrganizationMember',
  () => OrganizationMember,
);
export const OrganizationMembersArgs = pageArgs('OrganizationMembers', 50);
export const { ConnectionType: AuditConnection } = connectionOf('Audit', () => AuditEntry);
export const AuditArgs = pageArgs('Audit', 50);

@InputType()
export class CreateOrganizationInput {
  @Limit({ lengthMax: NAME_LENGTH_MAX })
  @Field()
  name!: string;
}

@ObjectType()
export class CreateOrganizationPayload {
  @Field(() => Organization)
  organization!: Organization;
}

@InputType()
export class InviteMemberInput {
  @Field(() => ID)
  organizationId!: string;

  @Field(() => EmailAddress, {
    nullable: true,
    description: 'Where the invitation is sent. Without it the answer has a link to pass on.',
  })
  email?: string | null;

  @Field(() => OrganizationRoleEnum)
  role!: OrganizationRole;

  @Limit({ lengthMax: 35 })
  @Field(() => String, { nullable: true, description: 'The language of the mail, such as `de-AT`.' })
  locale?: string | null;
}

@ObjectType()
export class InviteMemberPayload {
  @Field(() => OrganizationInvitation)
  invitation!: OrganizationInvitation;

  @Field(() => String, {
    nullable: true,
    description: 'To be passed on; it works once and is not shown again. Null where the invitation was mailed.',
  })
  link!: string | null;
}

@InputType()
export class RevokeInvitationInput {
  @Field(() => ID)
  invitationId!: string;
}

@ObjectType()
export class RevokeInvitationPayload {
  @Field(() => OrganizationInvitation)
  invitation!: OrganizationInvitation;
}

@InputType()
export class AcceptInvitationInput {
  @Field({ description: 'The part after `#` of the link.' })
  secret!: string;

  @Field(() => EmailAddress, {
    nullable: true,
    description: 'For a link that was passed on, without a session of an organizer: where the link to join is sent.',
  })
  email?: string | null;

  @Limit({ lengthMax: 35 })
  @Field(() => String, { nullable: true, description: 'The language of the mail.' })
  locale?: string | null;
}

@ObjectType({ description: 'A session of a member, good for twelve hours.' })
export class OrganizerSession {
  @Field({ description: 'Send it as `Authorization: Bearer …`.' })
  token!: string;

  @Field(() => DateTime)
  expiresAt!: Date;

  @Field(() => Viewer)
  viewer!: Viewer;
}

@ObjectType()
export class AcceptInvitationPayload {
  @Field(() => Organization)
  organization!: Organization;

  @Field(() => OrganizerSession, {
    nullable: true,
    description:
      'For somebody new. Null for a caller who is signed in, and for who can sign in by `requestSignIn` already.',
  })
  session!: OrganizerSession | null;
}

@ObjectType({ implements: Problem, description: 'The link to join was sent to the address that was named.' })
export class InvitationMailed extends Problem {
  @Field(() => EmailAddress)
  email!: string;
}

@ObjectType({
  implements: Problem,
  description: 'The link is not one of ours, was used, revoked, or is too old; `message` says which.',
})
export class InvitationInvalid extends Problem {}

@ObjectType({ implements: Problem })
export class AlreadyMember extends Problem {}

@ObjectType({
  implements: Problem,
  description: 'The organization has as many members and invitations as it may have.',
})
export class OrganizationFull extends Problem {}

@InputType()
export class ChangeMemberInput {
  @Field(() => ID)
  memberId!: string;

  @Field(() => OrganizationRoleEnum)
  role!: OrganizationRole;
}

@ObjectType()
export class ChangeMemberPayload {
  @Field(() => OrganizationMember)
  member!: OrganizationMember;
}

@InputType()
export class RemoveMemberInput {
  @Field(() => ID)
  memberId!: string;
}

@ObjectType()
export class RemoveMemberPayload {
  @Field(() => ID)
  memberId!: string;
}

@ObjectType({ implements: Problem, description: 'An organization keeps at least one owner.' })
export class LastOwner extends Problem {}

@ObjectType({ implements: Problem })
export class MemberNotFound extends Problem {}

@InputType()
export class RequestSignInInput {
  @Field(() => EmailAddress)
  email!: string;

  @Limit({ lengthMax: 35 })
  @Field(() => String, { nullable: true, description: 'The language of the mail.' })
  locale?: string | null;
}

@ObjectType({ description: 'The same for every address, whether somebody has it or not.' })
export class RequestSignInPayload {
  @Field(() => Int, { description: 'How long the link works that is sent to a member.' })
  linkMinutes!: number;
}

@InputType()
export class SignInInput {
  @Field({ description: 'The part after `#` of the link in a mail.' })
  secret!: string;
}

@ObjectType()
export class SignInPayload {
  @Field(() => OrganizerSession)
  session!: OrganizerSession;
}

@ObjectType({ implements: Problem, description: 'The link was used, or is too old. `requestSignIn` sends a new one.' })
export class SignInLinkInvalid extends Problem {}

export const InviteMemberResult = outcomeUnion<InviteMemberOutcome>()('InviteMemberResult', {
  InviteMemberPayload,
  AlreadyMember,
  OrganizationFull,
});
export const RevokeInvitationResult = outcomeUnion<RevokeInvitationOutcome>()('RevokeInvitationResult', {
  RevokeInvitationPayload,
  InvitationInvalid,
});
export const AcceptInvitationResult = outcomeUnion<AcceptInvitationOutcome>()('AcceptInvitationResult', {
  AcceptInvitationPayload,
  InvitationMailed,
  InvitationInvalid,
  AlreadyMember,
});
export const ChangeMemberResult = outcomeUnion<ChangeMemberOutcome>()('ChangeMemberResult', {
  ChangeMemberPayload,
  LastOwner,
  MemberNotFound,
});
export const RemoveMemberResult = outcomeUnion<RemoveMemberOutcome>()('RemoveMemberResult', {
  RemoveMemberPayload,
  LastOwner,
  MemberNotFound,
});
export const SignInResult = outcomeUnion<SignInOutcome>()('SignInResult', { SignInPayload, SignInLinkInvalid });
