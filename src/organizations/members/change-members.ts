import type { Transaction } from '../../platform';
import { type Author, recordAudit } from '../audit/record-audit';
import type { OrganizationsContext } from '../context';
import { revokeInvitationsBy } from '../invitations/invitations.sql';
import type { OrganizationRole } from '../show-permission';
import { encodeMemberId, type MemberKey, type MemberRow } from './member';
import { countMembers, deleteMember, lockOrganization, readMember, writeRole } from './members.sql';

interface Refused {
  readonly kind: 'LastOwner' | 'MemberNotFound';
  readonly message: string;
}

export type ChangeMemberOutcome = { readonly kind: 'ChangeMemberPayload'; readonly member: MemberRow } | Refused;
export type RemoveMemberOutcome = { readonly kind: 'RemoveMemberPayload'; readonly memberId: string } | Refused;

const notFound: Refused = { kind: 'MemberNotFound', message: 'There is no such member.' };
const lastOwner: Refused = {
  kind: 'LastOwner',
  message: 'An organization keeps at least one owner. Make somebody else an owner first.',
};

/** Gives a member another role. It holds on every process from the commit on. */
export function changeMember(
  context: Pick<OrganizationsContext, 'database' | 'clock'>,
  key: MemberKey,
  role: OrganizationRole,
  author: Author,
): Promise<ChangeMemberOutcome> {
  return change(context, key, role !== 'OWNER', async (transaction, member, now) => {
    if (member.role === role) return { kind: 'ChangeMemberPayload', member };
    const [changed] = await transaction.run<MemberRow>(writeRole, [key.organizationId, key.memberId, role]);
    if (changed === undefined) throw new Error('A member is gone while the organization is locked');
    await recordAudit(
      transaction,
      author,
      {
        organizerId: key.organizationId,
        action: 'changeMember',
        subject: encodeMemberId(key),
        before: { role: member.role },
        after: { role },
      },
      now,
    );
    return { kind: 'ChangeMemberPayload', member: changed };
  });
}

/** Removes a member, or lets the caller leave. The person has no access from the commit on, on any process. */
export function removeMember(
  context: Pick<OrganizationsContext, 'database' | 'clock'>,
  key: MemberKey,
  author: Author,
): Promise<RemoveMemberOutcome> {
  return change(context, key, true, async (transaction, { role, email }, now) => {
    await transaction.run(deleteMember, [key.organizationId, key.memberId]);
    const subject = encodeMemberId(key);
    await recordAudit(
      transaction,
      author,
      { organizerId: key.organizationId, action: 'removeMember', subject, before: { role, email } },
      now,
    );
    return { kind: 'RemoveMemberPayload', memberId: subject };
  });
}

/**
 * The organization is locked first, then its members are looked at: of two owners who remove each other at once one
 * stays. Whoever is an owner no more leaves no invitation behind by which they could come back.
 */
function change<Outcome>(
  { database, clock }: Pick<OrganizationsContext, 'database' | 'clock'>,
  { organizationId, memberId }: MemberKey,
  endsOwner: boolean,
  work: (transaction: Transaction, member: MemberRow, now: Date) => Promise<Outcome>,
): Promise<Outcome | Refused> {
  return database.transaction(async (transaction) => {
    await transaction.run(lockOrganization, [organizationId]);
    const [member] = await transaction.run<MemberRow>(readMember, [organizationId, memberId]);
    if (member === undefined) return notFound;
    const now = clock.now();
    if (member.role === 'OWNER' && endsOwner) {
      const [counted] = await transaction.run<{ ownerCount: number }>(countMembers, [organizationId]);
      if ((counted?.ownerCount ?? 0) <= 1) return lastOwner;
      await transaction.run(revokeInvitationsBy, [organizationId, memberId, now]);
    }
    return work(transaction, member, now);
  });
}
