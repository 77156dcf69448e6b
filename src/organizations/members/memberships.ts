import type { Caller, SqlExecutor } from '../../platform';
import { isOrganizationRole, type OrganizationRole } from '../show-permission';
import { readMemberships } from './members.sql';

/** How long a running operation, such as a subscription, goes on with what it has read. */
export const MEMBERSHIPS_AGE_MS_MAX = 2000;

export type Memberships = ReadonlyMap<string, OrganizationRole>;

/** Nobody else can be a member: a guest who buys, or a device at a door, never costs a statement. */
export const mayHaveMemberships = ({ roles }: Caller): boolean => roles.has('organizer') || roles.has('member');

/** The roles of a caller by organization, read from the primary: a member who was removed has none from the commit on. */
export async function membershipsOf(database: SqlExecutor, { id }: Caller): Promise<Memberships> {
  const rows = await database.run<{ organizationId: string; role: string }>(readMemberships, [id]);
  return new Map(
    rows.flatMap(({ organizationId, role }) => (isOrganizationRole(role) ? [[organizationId, role]] : [])),
  );
}

/**
 * The caller of one operation. Their memberships are read when the first question about them comes, and once for the
 * operation; one that lasts longer than two seconds reads them again.
 */
export function withMemberships(database: SqlExecutor, caller: Caller | null): Caller | null {
  if (caller === null || !mayHaveMemberships(caller)) return caller;
  let memberships: Promise<Memberships> | undefined;
  let readAtMs = 0;
  return {
    ...caller,
    async roleIn(organizationId) {
      const nowMs = performance.now();
      if (memberships === undefined || nowMs - readAtMs > MEMBERSHIPS_AGE_MS_MAX) {
        memberships = membershipsOf(database, caller);
        readAtMs = nowMs;
      }
      return (await memberships).get(organizationId) ?? null;
    },
  };
}
