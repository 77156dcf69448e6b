import type { IssuedToken } from '../../accounts';
import type { OrganizationsContext } from '../context';
import { issueSession } from './session';
import { useLink } from './sign-in.sql';

export type SignInOutcome =
  | { readonly kind: 'SignInPayload'; readonly session: IssuedToken }
  | { readonly kind: 'SignInLinkInvalid'; readonly message: string };

/** Opens a session by the link in a mail, once. */
export async function signIn(
  { database, clock, links, tokens, logger }: OrganizationsContext,
  secret: string,
): Promise<SignInOutcome> {
  const id = links.idOf(secret);
  const isOurs = id !== null && links.isSigned(secret, { purpose: 'sign in', id });
  const [used] = isOurs ? await database.run<{ accountId: string; email: string }>(useLink, [id, clock.now()]) : [];
  if (used === undefined) {
    return { kind: 'SignInLinkInvalid', message: 'This link was used already, or is too old. Ask for a new one.' };
  }
  logger.info({ accountId: used.accountId }, 'A member has signed in by the link in a mail');
  return { kind: 'SignInPayload', session: await issueSession(tokens, used) };
}
