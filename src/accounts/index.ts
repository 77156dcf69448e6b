/** Who is asking: tokens and viewers, for HTTP and sockets alike. */
import { type AppModule, decodeId, type Platform } from '../platform';
import { AccountsResolver, viewerOf } from './accounts.resolver';
import { openSigningKey } from './signing-key';
import { Tokens } from './tokens';

export { Viewer } from './accounts.graphql';
export { viewerOf } from './accounts.resolver';
export { isRole, type Role, roles } from './roles';
export type { IssuedToken, Tokens } from './tokens';

export interface Accounts extends AppModule {
  readonly tokens: Tokens;
  /** 32 bytes that every process of the service has, and nobody else: others for each purpose. */
  deriveSecret(purpose: string): Buffer;
}

type AccountsContext = Pick<Platform, 'config' | 'clock' | 'database' | 'logger'>;

export async function openAccounts({ config, clock, database, logger }: AccountsContext): Promise<Accounts> {
  const key = await openSigningKey(config.TOKEN_PRIVATE_KEY, database);
  const tokens = new Tokens(key, config, clock, logger);
  return {
    tokens,
    deriveSecret: key.deriveSecret,
    resolvers: [new AccountsResolver(tokens, config.GUEST_SESSION_HOURS * 3600)],
    nodes: [
      {
        kind: 'viewer',
        typeName: 'Viewer',
        fetch: async (id, { caller }) =>
          caller !== null && decodeId('viewer', id) === caller.id ? viewerOf(caller) : null,
      },
    ],
    routes: (http) => {
      http.get('/.well-known/jwks.json', async (_request, reply) =>
        reply.header('cache-control', 'public, max-age=300').send({ keys: [key.publicJwk] }),
      );
    },
  };
}
