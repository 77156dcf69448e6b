import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { EndpointRow } from './endpoint';

/** DER of an Ed25519 private key (RFC 8410) up to its 32 bytes. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

type KeyOwner = Pick<EndpointRow, 'id' | 'secretGeneration' | 'formerSecretUntil' | 'signing'>;

/**
 * The secrets and signatures of endpoints, in the form of Standard Webhooks. Each secret is derived from a key of the
 * service, so that nothing secret is stored with an endpoint.
 */
export class EndpointKeys {
  /** @param key 32 secret bytes that every process of the service has */
  constructor(private readonly key: Buffer) {}

  /** `whsec_…`, which its owner sees once; null where the receiver needs the public key alone. */
  secretOf({ id, secretGeneration, signing }: KeyOwner): string | null {
    return signing === 'ED25519' ? null : `whsec_${this.bytesOf(id, secretGeneration).toString('base64')}`;
  }

  /** `whpk_…`, which is not secret; null where messages are signed with a secret. */
  publicKeyOf({ id, secretGeneration, signing }: KeyOwner): string | null {
    if (signing !== 'ED25519') return null;
    const { x = '' } = createPublicKey(this.privateKeyOf(id, secretGeneration)).export({ format: 'jwk' });
    return `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
  }

  /** The header `webhook-signature`: by the secret, and by the one before while it is valid as well. */
  sign(
    endpoint: KeyOwner,
    message: { readonly id: string; readonly timestamp: number; readonly body: string },
  ): string {
    const { id, secretGeneration, formerSecretUntil } = endpoint;
    const signed = Buffer.from(`${message.id}.${message.timestamp}.${message.body}`);
    const isFormerValid = formerSecretUntil !== null && message.timestamp * 1000 < formerSecretUntil.getTime();
    const generations = isFormerValid ? [secretGeneration, secretGeneration - 1] : [secretGeneration];
    return generations
      .map((generation) =>
        endpoint.signing === 'ED25519'
          ? `v1a,${sign(null, signed, this.privateKeyOf(id, generation)).toString('base64')}`
          : `v1,${createHmac('sha256', this.bytesOf(id, generation)).update(signed).digest('base64')}`,
      )
      .join(' ');
  }

  private bytesOf(id: string, generation: number): Buffer {
    return createHmac('sha256', this.key).update(`${id} ${generation}`).digest();
  }

  private privateKeyOf(id: string, generation: number): KeyObject {
    const der = Buffer.concat([PKCS8_PREFIX, this.bytesOf(id, generation)]);
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  }
}
