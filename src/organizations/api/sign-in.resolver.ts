import { Arg, Mutation, Resolver } from 'type-graphql';
import type { ResultOf } from '../../platform';
import type { OrganizationsContext } from '../context';
import { LINK_MINUTES, requestSignIn } from '../sign-in/request-sign-in';
import { signIn } from '../sign-in/sign-in';
import { RequestSignInInput, RequestSignInPayload, SignInInput, SignInResult } from './organizations.graphql';
import { sessionView } from './views';

/** Members sign in by a link in a mail. No token is required. */
@Resolver()
export class SignInResolver {
  constructor(private readonly context: OrganizationsContext) {}

  @Mutation(() => RequestSignInPayload, {
    description:
      'Mails a link to sign in, if a member can be reached at the address: once a minute at most, and twenty times a day.',
  })
  async requestSignIn(
    @Arg('input', () => RequestSignInInput) { email, locale }: RequestSignInInput,
  ): Promise<RequestSignInPayload> {
    await requestSignIn(this.context, { email, locale: locale ?? null });
    return { linkMinutes: LINK_MINUTES };
  }

  @Mutation(() => SignInResult, { description: 'Opens a session by the link in a mail. Each link works once.' })
  async signIn(@Arg('input', () => SignInInput) { secret }: SignInInput): Promise<ResultOf<typeof SignInResult>> {
    const outcome = await signIn(this.context, secret);
    return outcome.kind === 'SignInPayload' ? { kind: outcome.kind, session: sessionView(outcome.session) } : outcome;
  }
}
