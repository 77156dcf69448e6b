import { hkdfSync } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { type Database, statement } from '../platform';

/** The pair of keys that signs guest sessions, and the public half as it is published. */
export interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
  /** 32 bytes that every process of the service has, and nobody else: others for each purpose (HKDF, RFC 5869). */
  deriveSecret(purpose: string): Buffer;
}

const keepKey = statement(
  'accounts_keep_signing_key',
  'insert into signing_key (id, private_jwk) values ($1, $2) on conflict do nothing',
);
const readKey = statement('accounts_read_signing_key', 'select private_jwk from signing_key');

/**
 * The key from the configuration, else the one that the first process of this database made and kept there: processes
 * that share a database accept each other's tokens.
 */
export async function openSigningKey(configured: string | undefined, database: Database): Promise<SigningKey> {
  if (configured !== undefined) return importPair(JSON.parse(configured));
  const [kept] = await database.run<{ private_jwk: JWK }>(readKey);
  if (kept !== undefined) return importPair(kept.private_jwk);
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  await database.run(keepKey, [true, jwk]);
  // Another process may have been faster; its key is the one then.
  const [row] = await database.run<{ private_jwk: JWK }>(readKey);
  if (row === undefined) throw new Error('The signing key was not kept');
  return importPair(row.private_jwk);
}

async function importPair(jwk: JWK): Promise<SigningKey> {
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || jwk.d === undefined || jwk.x === undefined)
    throw new Error('Not an Ed25519 key');
  const id = jwk.kid ?? jwk.x.slice(0, 16);
  const seed = Buffer.from(jwk.d, 'base64url');
  const publicHalf = { kty: jwk.kty, crv: jwk.crv, x: jwk.x };
  return {
    id,
    // With an asymmetric JWK the import gives a key object, never raw bytes.
    privateKey: (await importJWK(jwk, 'EdDSA')) as CryptoKey,
    publicKey: (await importJWK(publicHalf, 'EdDSA')) as CryptoKey,
    publicJwk: { ...publicHalf, kid: id, alg: 'EdDSA', use: 'sig' },
    deriveSecret: (purpose) => Buffer.from(hkdfSync('sha256', seed, '', `frontrow ${purpose}`, 32)),
  };
}
