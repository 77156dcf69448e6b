import { hash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';
import { v5 } from 'uuid';
import {
  type Caller,
  type Clock,
  type Config,
  isUuid,
  type Logger,
  newId,
  parseEmailAddress,
  serviceUnavailable,
  tokenExpired,
  unauthenticated,
} from '../platform';
import { isRole, type Role } from './roles';
import type { SigningKey } from './signing-key';

const AUDIENCE = 'frontrow';
/** Of an outside provider: signatures with a public key alone. Never `none`, never a shared secret. */
const OUTSIDE_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** By the digests of tokens, so that an entry weighs a few hundred bytes however long its token is: 25 MB at most. */
const KNOWN_TOKENS_MAX = 50_000;
const TOKEN_BYTES_MAX = 8192;
/** Makes a UUID of an outside provider's issuer and subject. */
const SUBJECT_NAMESPACE = 'a1c0d9a4-6a53-4c0c-9a34-5b7c52cf6f0e';

export interface IssuedToken {
  readonly token: string;
  readonly caller: Caller;
}

/** Signs our own tokens, and reads ours and those of the configured identity provider. */
export class Tokens {
  /** Verified before, by digest: to check a signature costs more than the rest of a small request. */
  private readonly known = new Map<string, Caller>();
  private readonly outsideKeys: JWTVerifyGetKey | undefined;

  constructor(
    private readonly key: SigningKey,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.outsideKeys = config.OIDC_JWKS_URL ? createRemoteJWKSet(new URL(config.OIDC_JWKS_URL)) : undefined;
  }

  /** Signs a token for a new caller. `lifeSeconds` from now. */
  async issue(given: {
    email: string | null;
    roles: readonly Role[];
    lifeSeconds: number;
    id?: string;
    /** See `Caller.grant`. */
    grant?: string;
  }): Promise<IssuedToken> {
    const id = given.id ?? newId();
    const issuedAt = Math.floor(this.clock.now().getTime() / 1000);
    const expiresAt = issuedAt + given.lifeSeconds;
    const grant = given.grant === undefined ? {} : { grant: given.grant };
    const email = given.email === null ? {} : { email: given.email };
    const token = await new SignJWT({ roles: given.roles, ...email, ...grant })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.key.id, typ: 'JWT' })
      .setIssuer(this.config.TOKEN_ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(id)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.key.privateKey);
    const caller = {
      ...{ id, roles: new Set(given.roles), email: given.email, ...grant },
      expiresAt: new Date(expiresAt * 1000),
    };
    if (token.length > TOKEN_BYTES_MAX) throw new Error('A token was issued that would be refused for its length');
    // Its bearer comes back with it, most likely to this process.
    this.keep(digestOf(token), caller);
    return { token, caller };
  }

  /**
   * Who sends this header (or, for a socket, this connection parameter): null without one.
   *
   * @throws UNAUTHENTICATED where there is a token and it is not good
   */
  async authenticate(authorization: string | undefined): Promise<Caller | null> {
    if (authorization === undefined || authorization === '') return null;
    const [, token] = /^Bearer +([^\s]+)$/i.exec(authorization) ?? [];
    if (token === undefined || token.length > TOKEN_BYTES_MAX) {
      throw unauthenticated('The authorization is not a bearer token. Send "Authorization: Bearer …".');
    }
    const digest = digestOf(token);
    const known = this.known.get(digest);
    if (known !== undefined && known.expiresAt > this.clock.now()) return known;
    this.known.delete(digest);
    const caller = await this.verify(token);
    this.keep(digest, caller);
    return caller;
  }

  private keep(digest: string, caller: Caller): void {
    const [oldest] = this.known.keys();
    if (oldest !== undefined && this.known.size >= KNOWN_TOKENS_MAX) this.known.delete(oldest);
    this.known.set(digest, caller);
  }

  private async verify(token: string): Promise<Caller> {
    try {
      const caller =
        this.outsideKeys !== undefined && decodeJwt(token).iss === this.config.OIDC_ISSUER
          ? await this.verifyOutside(token, this.outsideKeys)
          : await this.verifyOurs(token);
      if (caller !== null) return caller;
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw tokenExpired();
      }
      if (!isFaultOfToken(error)) {
        this.logger.warn({ err: error }, 'The keys of the identity provider could not be read');
        throw serviceUnavailable('The identity provider of this token does not answer. Try again in a moment.');
      }
    }
    throw unauthenticated('The token is not valid. Get a new one from createGuestSession.');
  }

  private async verifyOurs(token: string): Promise<Caller | null> {
    const { payload } = await jwtVerify(token, this.key.publicKey, {
      issuer: this.config.TOKEN_ISSUER,
      audience: AUDIENCE,
      algorithms: ['EdDSA'],
      currentDate: this.clock.now(),
    });
    const caller = callerOf(payload, payload.roles, payload.sub ?? '');
    // Not from an outside provider, whose claims are its own.
    return caller !== null && typeof payload.grant === 'string' ? { ...caller, grant: payload.grant } : caller;
  }

  private async verifyOutside(token: string, keys: JWTVerifyGetKey): Promise<Caller | null> {
    const { OIDC_ISSUER = '', OIDC_AUDIENCE = '', OIDC_ROLES_CLAIM } = this.config;
    const { payload } = await jwtVerify(token, keys, {
      issuer: OIDC_ISSUER,
      audience: OIDC_AUDIENCE,
      algorithms: OUTSIDE_ALGORITHMS,
      currentDate: this.clock.now(),
      // Its clock is not ours.
      clockTolerance: 5,
    });
    return callerOf(payload, payload[OIDC_ROLES_CLAIM], v5(`${payload.iss} ${payload.sub}`, SUBJECT_NAMESPACE));
  }
}

const digestOf = (token: string): string => hash('sha256', token, 'base64url');

/** Everything else that may fail is the way to the provider's keys, or the keys. */
function isFaultOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError && /^ERR_(JWT|JWS|JOSE_(ALG|NOT)|JWKS_(NO|MULTIPLE)_MATCHING)/.test(error.code)
  );
}

/** Null where a claim is missing without which nobody is named. */
function callerOf(payload: JWTPayload, claimedRoles: unknown, id: string): Caller | null {
  if (!isUuid(id) || typeof payload.sub !== 'string' || payload.sub === '' || payload.exp === undefined) return null;
  const claimed = Array.isArray(claimedRoles) ? claimedRoles.filter(isRole) : [];
  return {
    id,
    roles: new Set<string>(claimed.length > 0 ? claimed : ['buyer']),
    // An identity provider may send anything; what is no address is left out.
    email: typeof payload.email === 'string' ? parseEmailAddress(payload.email) : null,
    expiresAt: new Date(payload.exp * 1000),
  };
}
