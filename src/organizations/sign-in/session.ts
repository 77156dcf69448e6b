import type { IssuedToken, Tokens } from '../../accounts';

const SESSION_SECONDS = 12 * 3600;

/** A session of a working day. What it allows, the memberships say at each request. */
export const issueSession = (
  tokens: Pick<Tokens, 'issue'>,
  { accountId, email }: { readonly accountId: string; readonly email: string },
): Promise<IssuedToken> => tokens.issue({ id: accountId, email, roles: ['member'], lifeSeconds: SESSION_SECONDS });
