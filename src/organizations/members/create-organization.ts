import { type Caller, encodeId, newId } from '../../platform';
import { recordAudit } from '../audit/record-audit';
import type { OrganizationsContext } from '../context';
import type { OrganizationRow } from '../require-organization';
import { insertMember, insertOrganization } from './members.sql';

/** Creates an organization whose first owner is the caller. */
export async function createOrganization(
  { database, clock }: Pick<OrganizationsContext, 'database' | 'clock'>,
  { caller, requestId }: { readonly caller: Caller; readonly requestId: string },
  name: string,
): Promise<OrganizationRow> {
  const organizationId = newId();
  const createdAt = clock.now();
  const author = { callerId: caller.id, role: caller.roles.has('admin') ? 'ADMIN' : 'OWNER', requestId };
  await database.transaction(async (transaction) => {
    await transaction.run(insertOrganization, [organizationId, name, createdAt]);
    await transaction.run(insertMember, [organizationId, caller.id, caller.email, 'OWNER', createdAt]);
    await recordAudit(
      transaction,
      author,
      {
        organizerId: organizationId,
        action: 'createOrganization',
        subject: encodeId('organization', organizationId),
        after: { name },
      },
      createdAt,
    );
  });
  return { organizationId, name, createdAt };
}
