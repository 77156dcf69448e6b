import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import fc from 'fast-check';
import {
  CODE_LENGTH_MAX,
  readTicketCode,
  signTicketCode,
  type TicketClaims,
} from '../../../src/tickets/codes/ticket-code';
import type { TicketSigningKey } from '../../../src/tickets/codes/ticket-keys';

function makeKey(kid = '1'): TicketSigningKey {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as { x: string; d: string };
  const publicJwk = { kty: 'OKP', crv: 'Ed25519', x: jwk.x };
  return {
    kid,
    header: Buffer.from(JSON.stringify({ alg: 'EdDSA', kid })).toString('base64url'),
    privateKey: createPrivateKey({ key: { ...publicJwk, d: jwk.d }, format: 'jwk' }),
    publicKey: createPublicKey({ key: publicJwk, format: 'jwk' }),
    x: jwk.x,
    signsFrom: new Date(0),
  };
}

const now = new Date('2026-11-27T20:00:00Z');
const key = makeKey();
const keyOf = async (kid: string) => (kid === key.kid ? key : null);
const claims: TicketClaims = {
  ...{ showId: randomUUID(), ticketId: randomUUID(), seatNo: 79_999, generation: 12 },
  expiresAt: new Date('2027-01-01T00:00:00Z'),
};
const good = signTicketCode(key, claims);
const text = (value: object | string) => Buffer.from(JSON.stringify(value)).toString('base64url');
const payloadOf = (code: string) => JSON.parse(Buffer.from(code.split('.')[1] ?? '', 'base64url').toString());
const signed = (header: object, payload: object | string, by = key) => {
  const body = `${text(header)}.${text(payload)}`;
  return `${body}.${sign(null, Buffer.from(body), by.privateKey).toString('base64url')}`;
};

it('a code that was signed gives its claims back, and is the same each time', async () => {
  expect(await readTicketCode(keyOf, good, now)).toEqual({ kind: 'Claims', claims });
  expect(signTicketCode(key, claims)).toBe(good);
});

it('a code of any ticket has at most 240 characters', () => {
  const uuid = fc.uuid();
  fc.assert(
    fc.property(
      uuid,
      uuid,
      fc.nat(36 ** 4 - 1),
      fc.integer({ min: 1, max: 999 }),
      fc.integer({ min: 1, max: 9 }),
      (showId, ticketId, seatNo, generation, kid) => {
        const expiresAt = new Date('2199-12-31T23:59:59Z');
        const length = signTicketCode(makeKey(String(kid)), { showId, ticketId, seatNo, generation, expiresAt }).length;
        expect(length).toBeLessThanOrEqual(CODE_LENGTH_MAX);
      },
    ),
    { numRuns: 50 },
  );
});

it.each<readonly [what: string, code: string, fault: string]>([
  ['no algorithm', `${text({ alg: 'none', kid: '1' })}.${good.split('.')[1]}.${good.split('.')[2]}`, 'algorithm'],
  [
    'an HMAC with our public key',
    (() => {
      const body = `${text({ alg: 'HS256', kid: '1' })}.${text(payloadOf(good))}`;
      return `${body}.${createHmac('sha512', Buffer.from(key.x, 'base64url')).update(body).digest('base64url')}`;
    })(),
    'algorithm',
  ],
  ['another key under our id', signTicketCode(makeKey(), claims), 'signature'],
  ['an id of no key', signTicketCode(makeKey('2'), claims), 'unknown key'],
  [
    'another generation under the old signature',
    good.replace(good.split('.')[1] ?? '', text({ ...payloadOf(good), g: 13 })),
    'signature',
  ],
  ['an expired code', signTicketCode(key, { ...claims, expiresAt: now }), 'expired'],
  ['a key in the header', signed({ alg: 'EdDSA', kid: '1', jwk: { kty: 'OKP' } }, payloadOf(good)), 'malformed'],
  ['no expiry', signed({ alg: 'EdDSA', kid: '1' }, { ...payloadOf(good), exp: undefined }), 'malformed'],
  ['an expiry as text', signed({ alg: 'EdDSA', kid: '1' }, { ...payloadOf(good), exp: '2000000000' }), 'malformed'],
  ['a seat below 0', signed({ alg: 'EdDSA', kid: '1' }, { ...payloadOf(good), n: -1 }), 'malformed'],
  ['half a seat', signed({ alg: 'EdDSA', kid: '1' }, { ...payloadOf(good), n: 0.5 }), 'malformed'],
  ['no ticket', signed({ alg: 'EdDSA', kid: '1' }, { ...payloadOf(good), t: 'x' }), 'malformed'],
  ['a list', signed({ alg: 'EdDSA', kid: '1' }, [1]), 'malformed'],
  ['a longer code', `${good}A`, 'malformed'],
  ['nothing', '', 'malformed'],
  ['words', 'https://example.org/ticket', 'malformed'],
  ['an id of a key that is an object', signed({ alg: 'EdDSA', kid: {} }, payloadOf(good)), 'malformed'],
])('%s is no ticket', async (_, code, fault) => {
  expect(await readTicketCode(keyOf, code, now)).toEqual({ kind: 'NotATicket', fault });
});

it('no change of a single character is accepted as another ticket', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.constantFrom(...'AZaz09-_.'), async (place, letter) => {
      const changed = good.slice(0, place) + letter + good.slice(place + 1);
      const read = await readTicketCode(keyOf, changed, now);
      // The last letter of the signature has bits that mean nothing: the same ticket then.
      expect(read.kind === 'NotATicket' || read.claims).toEqual(read.kind === 'NotATicket' ? true : claims);
    }),
    { numRuns: 300 },
  );
});
