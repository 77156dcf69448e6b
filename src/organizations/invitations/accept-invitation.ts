import type { IssuedToken } from '../../accounts';
import { badUserInput, type Caller, encodeId, newId, type Transaction } from '../../platform';
import { recordAudit } from '../audit/record-audit';
import type { OrganizationsContext } from '../context';
import { encodeMemberId } from '../members/member';
import { insertMember, lockOrganization } from '../members/members.sql';
import { mayHaveMemberships } from '../members/memberships';
import type { OrganizationRow } from '../require-organization';
import { issueSession } from '../sign-in/session';
import { type InvitationRow, whyClosed } from './invitation';
import { lockInvitation, markAccepted, nameAddress, openAccount } from './invitations.sql';

export type AcceptInvitationOutcome =
  | {
      readonly kind: 'AcceptInvitationPayload';
      readonly organization: OrganizationRow;
      /** For somebody new. Null for a caller who is signed in, and for who has an account and signs in by mail. */
      readonly session: IssuedToken | null;
    }
  | { readonly kind: 'InvitationMailed'; readonly message: string; readonly email: string }
  | { readonly kind: 'InvitationInvalid'; readonly message: string }
  | { readonly kind: 'AlreadyMember'; readonly message: string };

export interface Acceptance {
  readonly secret: string;
  /** Of somebody who is not signed in and has a link that was passed on. */
  readonly email: string | null;
  readonly locale: string | null;
  readonly caller: Caller | null;
  readonly requestId: string;
}

/** Who joins: a caller, by the session that they have; or the reader of an address, by the mail that was sent there. */
interface Joining {
  readonly memberId: string;
  readonly email: string | null;
  readonly needsSession: boolean;
}

const invalid = (message: string) => ({ kind: 'InvitationInvalid', message }) as const;
const noInvitation = invalid('This link leads to no invitation. Copy the whole of it.');

/**
 * Accepts an invitation, once. Whoever is signed in joins as who they are. Otherwise the address decides, and it is proved
 * by a mail alone: a link that was passed on asks for an address, and sends another link there.
 */
export async function acceptInvitation(
  context: OrganizationsContext,
  acceptance: Acceptance,
): Promise<AcceptInvitationOutcome> {
  const { database, clock, links, tokens, logger } = context;
  const { secret, email, caller } = acceptance;
  const id = links.idOf(secret);
  if (id === null) return noInvitation;
  const signedIn = caller !== null && mayHaveMemberships(caller) ? caller : null;
  const joined = await database.transaction(
    async (
      transaction,
    ): Promise<AcceptInvitationOutcome | { kind: 'Joined'; organization: OrganizationRow; joining: Joining }> => {
      const [invitation] = await transaction.run<InvitationRow>(lockInvitation, [id]);
      if (invitation === undefined) return noInvitation;
      const isMailed =
        invitation.email !== null &&
        links.isSigned(secret, { purpose: 'mailed invitation', id, email: invitation.email });
      if (!isMailed && !links.isSigned(secret, { purpose: 'shared invitation', id })) return noInvitation;
      const now = clock.now();
      const closed = whyClosed(invitation, now);
      if (closed !== null) return invalid(closed);
      if (signedIn === null && !isMailed) return sendMail(transaction, invitation, acceptance);
      const joining = signedIn === null ? await joiningReader(transaction, invitation) : joiningCaller(signedIn);
      return join(transaction, invitation, joining, now);
    },
  );
  if (joined.kind !== 'Joined') return joined;
  const { organization, joining } = joined;
  logger.info({ organizationId: organization.organizationId, memberId: joining.memberId }, 'A member has joined');
  const session = joining.needsSession
    ? await issueSession(tokens, { accountId: joining.memberId, email: joining.email ?? email ?? '' })
    : null;
  return { kind: 'AcceptInvitationPayload', organization, session };

  async function join(transaction: Transaction, invitation: InvitationRow, joining: Joining, now: Date) {
    const { invitationId, organizationId, role } = invitation;
    const { memberId } = joining;
    const [organization] = await transaction.run<OrganizationRow>(lockOrganization, [organizationId]);
    if (organization === undefined) throw new Error(`Organization ${organizationId} is gone`);
    const inserted = await transaction.run(insertMember, [organizationId, memberId, joining.email, role, now]);
    if (inserted.length === 0) {
      return { kind: 'AlreadyMember', message: 'You are a member of this organization already.' } as const;
    }
    await transaction.run(markAccepted, [invitationId, now]);
    await recordAudit(
      transaction,
      { callerId: memberId, role, requestId: acceptance.requestId },
      {
        organizerId: organizationId,
        action: 'acceptInvitation',
        subject: encodeMemberId({ organizationId, memberId }),
        before: { invitation: encodeId('invitation', invitationId) },
        after: { role, email: joining.email },
      },
      now,
    );
    return { kind: 'Joined', organization, joining } as const;
  }
}

const joiningCaller = ({ id, email }: Caller): Joining => ({ memberId: id, email, needsSession: false });

/** An account that is there already is opened by `requestSignIn` alone: that link is good for minutes, not for days. */
async function joiningReader(transaction: Transaction, { email }: InvitationRow): Promise<Joining> {
  const [account] = await transaction.run<{ id: string; isNew: boolean }>(openAccount, [email, newId()]);
  if (account === undefined) throw new Error('An account was not opened');
  return { memberId: account.id, email, needsSession: account.isNew };
}

async function sendMail(
  transaction: Transaction,
  { invitationId, email: named }: InvitationRow,
  { email, locale }: Acceptance,
): Promise<AcceptInvitationOutcome> {
  if (named !== null)
    return invalid('A link was sent to the address that was named for this invitation. Open that one.');
  if (email === null) throw badUserInput('"email" is missing: sign in, or name the address by which you want to.');
  await transaction.run(nameAddress, [invitationId, email, locale]);
  return { kind: 'InvitationMailed', message: 'Open the link in the mail that was sent to you.', email };
}
