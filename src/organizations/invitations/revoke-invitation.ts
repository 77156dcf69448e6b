import { encodeId } from '../../platform';
import { type Author, recordAudit } from '../audit/record-audit';
import type { OrganizationsContext } from '../context';
import type { InvitationRow } from './invitation';
import { revokeInvitationRow } from './invitations.sql';

export type RevokeInvitationOutcome =
  | { readonly kind: 'RevokeInvitationPayload'; readonly invitation: InvitationRow }
  | { readonly kind: 'InvitationInvalid'; readonly message: string };

/** Ends an invitation that nobody has accepted. */
export function revokeInvitation(
  { database, clock }: Pick<OrganizationsContext, 'database' | 'clock'>,
  invitationId: string,
  author: Author,
): Promise<RevokeInvitationOutcome> {
  return database.transaction(async (transaction): Promise<RevokeInvitationOutcome> => {
    const now = clock.now();
    const [invitation] = await transaction.run<InvitationRow>(revokeInvitationRow, [invitationId, now]);
    if (invitation === undefined) {
      return { kind: 'InvitationInvalid', message: 'This invitation was accepted or revoked before.' };
    }
    const { organizationId, email, role } = invitation;
    await recordAudit(
      transaction,
      author,
      {
        organizerId: organizationId,
        action: 'revokeInvitation',
        subject: encodeId('invitation', invitationId),
        before: { email, role },
      },
      now,
    );
    return { kind: 'RevokeInvitationPayload', invitation };
  });
}
