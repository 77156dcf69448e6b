import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { EndpointKeys } from '../../../src/webhooks/endpoints/endpoint-keys';

const keys = new EndpointKeys(Buffer.alloc(32, 7));
const owner = {
  id: '0190a000-0000-7000-8000-000000000001',
  secretGeneration: 1,
  formerSecretUntil: null,
  signing: 'HMAC_SHA256',
} as const;
const message = (body = '{"type":"order.confirmed"}') => ({
  ...{ id: 'evt_1', timestamp: Math.floor(Date.now() / 1000), body },
});
const headersOf = (sent: ReturnType<typeof message>, signature: string) => ({
  ...{ 'webhook-id': sent.id, 'webhook-timestamp': String(sent.timestamp), 'webhook-signature': signature },
});

it('the package standardwebhooks accepts our signatures, and nothing that was changed', () => {
  const judge = new Webhook(keys.secretOf(owner) ?? '');
  const sent = message();
  const headers = headersOf(sent, keys.sign(owner, sent));
  expect(judge.verify(sent.body, headers)).toEqual({ type: 'order.confirmed' });
  expect(() => judge.verify(`${sent.body} `, headers)).toThrow();
  expect(() => judge.verify(sent.body, { ...headers, 'webhook-id': 'evt_2' })).toThrow();
  const other = new Webhook(keys.secretOf({ ...owner, id: '0190a000-0000-7000-8000-000000000002' }) ?? '');
  expect(() => other.verify(sent.body, headers)).toThrow();
});

it('while a secret rotates both verify, afterwards the new one alone', () => {
  const [former, next] = [keys.secretOf(owner) ?? '', keys.secretOf({ ...owner, secretGeneration: 2 }) ?? ''];
  expect(next).not.toBe(former);
  const sent = message();
  const rotating = { ...owner, secretGeneration: 2, formerSecretUntil: new Date(Date.now() + 3_600_000) };
  const headers = headersOf(sent, keys.sign(rotating, sent));
  expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
  for (const secret of [former, next]) new Webhook(secret).verify(sent.body, headers);
  const rotated = { ...rotating, formerSecretUntil: new Date(Date.now() - 1000) };
  const later = headersOf(sent, keys.sign(rotated, sent));
  new Webhook(next).verify(sent.body, later);
  expect(() => new Webhook(former).verify(sent.body, later)).toThrow();
});

it('signatures v1a are verified by the public key', () => {
  const asymmetric = { ...owner, signing: 'ED25519' } as const;
  expect(keys.secretOf(asymmetric)).toBeNull();
  const publicKey = keys.publicKeyOf(asymmetric) ?? '';
  expect(publicKey).toMatch(/^whpk_[\w+/]{43}=$/);
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const sent = message();
  const [version, signature = ''] = keys.sign(asymmetric, sent).split(',');
  expect(version).toBe('v1a');
  const isGenuine = (body: string) =>
    verify(null, Buffer.from(`${sent.id}.${sent.timestamp}.${body}`), key, Buffer.from(signature, 'base64'));
  expect(isGenuine(sent.body)).toBe(true);
  expect(isGenuine(`${sent.body} `)).toBe(false);
});
