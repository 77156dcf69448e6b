import type { OrganizationRole } from '../show-permission';

export interface InvitationRow {
  /** UUIDs. */
  readonly invitationId: string;
  readonly organizationId: string;
  /** Null for a link that is passed on by hand. */
  readonly email: string | null;
  readonly role: OrganizationRole;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Why an invitation cannot be accepted; null where it can. */
export function whyClosed({ acceptedAt, revokedAt, expiresAt }: InvitationRow, now: Date): string | null {
  if (acceptedAt !== null) return 'This invitation was accepted already.';
  if (revokedAt !== null) return 'This invitation was revoked.';
  return expiresAt <= now ? 'This invitation is too old. Ask for a new one.' : null;
}
