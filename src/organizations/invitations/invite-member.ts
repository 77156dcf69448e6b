import { type Caller, encodeId, newId } from '../../platform';
import { type Author, recordAudit } from '../audit/record-audit';
import type { OrganizationsContext } from '../context';
import { countMembers, lockOrganization, readMemberOfAddress } from '../members/members.sql';
import type { OrganizationRole } from '../show-permission';
import type { InvitationRow } from './invitation';
import { insertInvitation, listOpenInvitations } from './invitations.sql';

export type InviteMemberOutcome =
  | {
      readonly kind: 'InviteMemberPayload';
      readonly invitation: InvitationRow;
      /** Null where it was mailed: that link proves who reads the address. */
      readonly link: string | null;
    }
  | { readonly kind: 'AlreadyMember'; readonly message: string }
  | { readonly kind: 'OrganizationFull'; readonly message: string };

export interface InvitationWish {
  readonly organizationId: string;
  /** Null for a link that is passed on by hand. */
  readonly email: string | null;
  readonly role: OrganizationRole;
  readonly locale: string | null;
}

const DAYS_MAX = 7;
const DAY_MS = 86_400_000;
export const MEMBERS_MAX = 500;
const OPEN_INVITATIONS_MAX = 100;

/** Invites somebody: by a mail to their address, or by a link. Each works once, for seven days, until it is revoked. */
export function inviteMember(
  { database, clock, links, publicUrl }: OrganizationsContext,
  { organizationId, email, role, locale }: InvitationWish,
  caller: Caller,
  author: Author,
): Promise<InviteMemberOutcome> {
  return database.transaction(async (transaction): Promise<InviteMemberOutcome> => {
    await transaction.run(lockOrganization, [organizationId]);
    const now = clock.now();
    const known = email === null ? [] : await transaction.run(readMemberOfAddress, [organizationId, email]);
    if (known.length > 0) return { kind: 'AlreadyMember', message: 'Somebody with this address is a member already.' };
    const open = await transaction.run<InvitationRow>(listOpenInvitations, [organizationId, now]);
    const [counted] = await transaction.run<{ memberCount: number }>(countMembers, [organizationId]);
    if (open.length >= OPEN_INVITATIONS_MAX || (counted?.memberCount ?? 0) + open.length >= MEMBERS_MAX) {
      return {
        kind: 'OrganizationFull',
        message: `An organization has at most ${MEMBERS_MAX} members and ${OPEN_INVITATIONS_MAX} open invitations. Remove or revoke some.`,
      };
    }
    const expiresAt = new Date(now.getTime() + DAYS_MAX * DAY_MS);
    const values = [newId(), organizationId, email, role, locale, caller.id, now, expiresAt];
    const [invitation] = await transaction.run<InvitationRow>(insertInvitation, values);
    if (invitation === undefined) throw new Error('An invitation was not written');
    const { invitationId } = invitation;
    await recordAudit(
      transaction,
      author,
      {
        organizerId: organizationId,
        action: 'inviteMember',
        subject: encodeId('invitation', invitationId),
        after: { email, role },
      },
      now,
    );
    const link =
      email === null
        ? `${publicUrl()}/organizer/invitation#${links.sign({ purpose: 'shared invitation', id: invitationId })}`
        : null;
    return { kind: 'InviteMemberPayload', invitation, link };
  });
}
