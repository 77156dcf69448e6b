import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../platform';
import type { OrganizationsContext } from '../context';
import { requestLink } from './sign-in.sql';

export const LINK_MINUTES = 15;
const SECONDS_BETWEEN = 60;
const LINKS_PER_DAY_MAX = 20;
/** Longer than the statement takes, with or without a row: the time of the answer says nothing about the address. */
const ANSWER_MS = 250;

/** Mails a link to sign in, to an address of a member. The answer is the same for every address. */
export async function requestSignIn(
  { database, clock }: Pick<OrganizationsContext, 'database' | 'clock'>,
  { email, locale }: { readonly email: string; readonly locale: string | null },
): Promise<void> {
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + LINK_MINUTES * 60_000);
  const values = [email, newId(), locale, now, expiresAt, SECONDS_BETWEEN, LINKS_PER_DAY_MAX];
  await Promise.all([database.run(requestLink, values), delay(ANSWER_MS)]);
}
