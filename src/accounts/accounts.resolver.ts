import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { type Caller, encodeId, type RequestContext } from '../platform';
import { CreateGuestSessionInput, CreateGuestSessionPayload, Viewer } from './accounts.graphql';
import type { Tokens } from './tokens';

/** The caller as the API shows them. */
export const viewerOf = ({ id, email }: Caller): Viewer => ({ id: encodeId('viewer', id), callerId: id, email });

@Resolver()
export class AccountsResolver {
  constructor(
    private readonly tokens: Tokens,
    private readonly sessionSeconds: number,
  ) {}

  @Query(() => Viewer, { nullable: true, description: 'Null without a token.' })
  viewer(@Ctx() { caller }: RequestContext): Viewer | null {
    return caller === null ? null : viewerOf(caller);
  }

  @Mutation(() => CreateGuestSessionPayload, { description: 'A token for a buyer without an account.' })
  async createGuestSession(
    @Arg('input', () => CreateGuestSessionInput) input: CreateGuestSessionInput,
  ): Promise<CreateGuestSessionPayload> {
    const { token, caller } = await this.tokens.issue({
      email: input.email ?? null,
      roles: ['buyer'],
      lifeSeconds: this.sessionSeconds,
    });
    return { token, expiresAt: caller.expiresAt, viewer: viewerOf(caller) };
  }
}
