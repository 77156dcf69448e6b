import type { Caller } from '../../platform';
import type { NotificationsContext } from '../context';
import { readContact, removeContact, writeContact } from './organizers.sql';

export interface OrganizerContactRow {
  readonly email: string;
  readonly locale: string | null;
}

/** Where mail to an organizer goes; null where they want none. */
export async function readOrganizerContact(
  { database }: Pick<NotificationsContext, 'database'>,
  { id }: Caller,
): Promise<OrganizerContactRow | null> {
  const [row] = await database.run<OrganizerContactRow>(readContact, [id]);
  return row ?? null;
}

export async function setOrganizerContact(
  context: Pick<NotificationsContext, 'database'>,
  caller: Caller,
  { email, locale }: { readonly email: string | null; readonly locale: string | null },
): Promise<OrganizerContactRow | null> {
  const { database } = context;
  if (email === null) await database.run(removeContact, [caller.id]);
  else await database.run(writeContact, [caller.id, email, locale]);
  return readOrganizerContact(context, caller);
}
