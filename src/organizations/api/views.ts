import { type IssuedToken, viewerOf } from '../../accounts';
import { type Caller, encodeId } from '../../platform';
import type { InvitationRow } from '../invitations/invitation';
import { encodeMemberId, type MemberRow } from '../members/member';
import type { OrganizationRow } from '../require-organization';
import type {
  AuditEntry,
  Organization,
  OrganizationInvitation,
  OrganizationMember,
  OrganizerSession,
} from './organizations.graphql';

/** The rows of this module as the API shows them. */
export const organizationView = ({ organizationId, name, createdAt }: OrganizationRow): Organization => ({
  ...{ id: encodeId('organization', organizationId), organizationId, name, createdAt },
});

export const memberView = (row: MemberRow, caller: Caller | null): OrganizationMember => ({
  ...{ id: encodeMemberId(row), email: row.email, role: row.role, joinedAt: row.joinedAt },
  isViewer: row.memberId === caller?.id,
});

export const invitationView = (row: InvitationRow): OrganizationInvitation => ({
  ...{ id: encodeId('invitation', row.invitationId), email: row.email, role: row.role },
  ...{ createdAt: row.createdAt, expiresAt: row.expiresAt },
});

export const sessionView = ({ token, caller }: IssuedToken): OrganizerSession => ({
  ...{ token, expiresAt: caller.expiresAt, viewer: viewerOf(caller) },
});

export interface AuditRow {
  readonly position: string;
  readonly showId: string | null;
  readonly actorId: string;
  readonly actorEmail: string | null;
  readonly actorRole: string;
  readonly action: string;
  readonly subject: string;
  readonly before: object | null;
  readonly after: object | null;
  readonly requestId: string;
  readonly at: Date;
}

export const auditView = (row: AuditRow): AuditEntry => ({
  ...{ id: `audit_${row.position}`, at: row.at, action: row.action, subject: row.subject, requestId: row.requestId },
  ...{ actorId: encodeId('viewer', row.actorId), actorEmail: row.actorEmail, actorRole: row.actorRole },
  showId: row.showId === null ? null : encodeId('show', row.showId),
  before: row.before === null ? null : JSON.stringify(row.before),
  after: row.after === null ? null : JSON.stringify(row.after),
});
