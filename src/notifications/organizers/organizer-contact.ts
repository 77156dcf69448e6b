import type { NewOrganizer } from '../../catalog';
import { recordAudit } from '../../organizations';
import { encodeId } from '../../platform';
import type { NotificationsContext } from '../context';
import { readContact, removeContact, writeContact } from './organizers.sql';

export interface OrganizerContactRow {
  readonly email: string;
  readonly locale: string | null;
}

/** Where mail to an organizer goes; null where they want none. */
export async function readOrganizerContact(
  { database }: Pick<NotificationsContext, 'database'>,
  organizerId: string,
): Promise<OrganizerContactRow | null> {
  const [row] = await database.run<OrganizerContactRow>(readContact, [organizerId]);
  return row ?? null;
}

export async function setOrganizerContact(
  context: Pick<NotificationsContext, 'database' | 'clock'>,
  { organizerId, author }: NewOrganizer,
  { email, locale }: { readonly email: string | null; readonly locale: string | null },
): Promise<OrganizerContactRow | null> {
  const { database, clock } = context;
  await database.transaction(async (transaction) => {
    if (email === null) await transaction.run(removeContact, [organizerId]);
    else await transaction.run(writeContact, [organizerId, email, locale]);
    const change = {
      organizerId,
      action: 'setOrganizerContact',
      subject: encodeId(organizerId === author.callerId ? 'viewer' : 'organization', organizerId),
      after: { email, locale },
    };
    await recordAudit(transaction, author, change, clock.now());
  });
  return readOrganizerContact(context, organizerId);
}
