import { restoreUuid, shortenUuid } from '../../platform';
import type { OrganizationRole } from '../show-permission';

/** UUIDs. */
export interface MemberKey {
  readonly organizationId: string;
  /** The caller. */
  readonly memberId: string;
}

export interface MemberRow extends MemberKey {
  readonly email: string | null;
  readonly role: OrganizationRole;
  readonly joinedAt: Date;
}

const PREFIX = 'member_';
const UUID_CHARS = 22;

/** The public id of a membership: a person has one in each organization. */
export const encodeMemberId = ({ organizationId, memberId }: MemberKey): string =>
  `${PREFIX}${shortenUuid(organizationId)}${shortenUuid(memberId)}`;

export function decodeMemberId(id: string): MemberKey | null {
  if (!id.startsWith(PREFIX)) return null;
  const organizationId = restoreUuid(id.slice(PREFIX.length, PREFIX.length + UUID_CHARS));
  const memberId = restoreUuid(id.slice(PREFIX.length + UUID_CHARS));
  return organizationId === null || memberId === null ? null : { organizationId, memberId };
}
