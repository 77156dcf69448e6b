import { createHmac } from 'node:crypto';
import type { Direction } from '../../../../client-example/src/features/door/gate/answer';
import type { Bundle } from '../../../../client-example/src/features/door/gate/bundle';
import { decide } from '../../../../client-example/src/features/door/gate/decide';
import { DoorSeats } from '../../../../client-example/src/features/door/gate/door-seats';
import { verifyWithLibrary } from '../../../../client-example/src/features/door/gate/ed25519-library';
import { parseTicketCode } from '../../../../client-example/src/features/door/gate/ticket-code';
import { bundleOf } from './fake-door';
import { claimsOf, codeOf, encode, HOUR_SECONDS, makeKey, NOW_MS, signed } from './ticket-keys';

const key = makeKey('1');
const facts = { seat: 'Stalls A 1', description: '', holderName: null, entrance: 'North', needs: [] };

async function answerTo(
  code: string,
  options: { bundle?: Partial<Bundle>; direction?: Direction; seats?: DoorSeats; nowMs?: number } = {},
) {
  const bundle = { ...bundleOf([key]), ...options.bundle };
  const seats = options.seats ?? new DoorSeats();
  if (!options.seats) seats.open(bundle, 0);
  const context = { bundle, seats, nowMs: options.nowMs ?? NOW_MS, factsOf: () => facts };
  return (await decide(code, options.direction ?? 'IN', context)).answer;
}

it('admits a ticket of this show, and says where its seat is', async () => {
  const code = codeOf(key, 7);
  expect(code.length).toBeLessThanOrEqual(240);
  expect(await answerTo(code)).toEqual({ kind: 'accepted', ticket: facts });
});

it('refuses every forgery', async () => {
  const stranger = makeKey('1');
  const claims = claimsOf(7);
  const good = codeOf(key, 7);
  const [head = '', body = '', tail = ''] = good.split('.');
  const hmac = (alg: string, secret: Buffer | string) => {
    const text = `${encode({ alg, kid: '1' })}.${encode(claims)}`;
    return `${text}.${createHmac('sha512', secret).update(text).digest('base64url')}`;
  };
  const forgeries = {
    'no algorithm': `${encode({ alg: 'none', kid: '1' })}.${encode(claims)}.`,
    'no algorithm, with the signature of another code': `${encode({ alg: 'none', kid: '1' })}.${body}.${tail}`,
    'HMAC with our public key': hmac('HS256', key.x),
    'HMAC with our public key, said to be EdDSA': hmac('EdDSA', Buffer.from(key.x, 'base64url')),
    'the key of somebody else under our name': codeOf(stranger, 7),
    'a key that is not in the bundle': codeOf({ ...key, kid: '2' }, 7),
    'another seat under the same signature': `${head}.${encode({ ...claims, n: 8 })}.${tail}`,
    'another case of the algorithm': signed(key.privateKey, { alg: 'eddsa', kid: '1' }, claims),
    'a number for the name of the key': signed(key.privateKey, { alg: 'EdDSA', kid: 1 }, claims),
    'an extension that nobody knows': signed(key.privateKey, { alg: 'EdDSA', kid: '1', crit: ['b64'] }, claims),
    'a key of its own in the header': signed(
      stranger.privateKey,
      { alg: 'EdDSA', kid: '3', jwk: { x: stranger.x } },
      claims,
    ),
    'a signature cut short': good.slice(0, -4),
    padding: `${good}==`,
    'a fourth part': `${good}.${tail}`,
    'a web address': 'https://example.com/tickets/1',
    nothing: '',
    'a very long text': `${good}${'A'.repeat(300)}`,
  };
  for (const [name, code] of Object.entries(forgeries)) {
    expect([name, await answerTo(code)]).toEqual([name, { kind: 'notATicket', ticket: null }]);
  }
});

it('refuses claims that are not those of a ticket, signed or not', async () => {
  const wrong = [
    { n: -1 },
    { n: 1.5 },
    { n: '7' },
    { g: 0 },
    { g: null },
    { exp: 'never' },
    { exp: Number.MAX_VALUE },
    { t: 'AAAA' },
    { t: 7 },
    { t: undefined },
  ];
  for (const claims of wrong) expect(await answerTo(codeOf(key, 7, claims))).toMatchObject({ kind: 'notATicket' });
  for (const claims of [null, [], 'text', 7]) {
    const code = signed(key.privateKey, { alg: 'EdDSA', kid: '1' }, claims);
    expect(await answerTo(code)).toMatchObject({ kind: 'notATicket' });
  }
});

it('refuses a ticket of another show, an expired one and one that comes too early', async () => {
  const t = Buffer.alloc(32, 9).toString('base64url');
  expect(await answerTo(codeOf(key, 7, { t }))).toMatchObject({ kind: 'wrongShow' });
  const exp = NOW_MS / 1000 - 1;
  expect(await answerTo(codeOf(key, 7, { exp }))).toMatchObject({ kind: 'expired', ticket: facts });
  const early = NOW_MS - 3 * HOUR_SECONDS * 1000;
  expect(await answerTo(codeOf(key, 7), { nowMs: early })).toMatchObject({ kind: 'tooEarly' });
});

it('refuses what was revoked, every ticket before the latest that it has seen, and all of a cancelled show', async () => {
  const bundle = { revokedSeats: [7], revokedGenerations: [2] };
  expect(await answerTo(codeOf(key, 7, { generation: 2 }), { bundle })).toMatchObject({ kind: 'revoked' });
  expect(await answerTo(codeOf(key, 7, { generation: 3 }), { bundle })).toMatchObject({ kind: 'accepted' });
  expect(await answerTo(codeOf(key, 7), { bundle: { isCancelled: true } })).toMatchObject({ kind: 'revoked' });

  const seats = new DoorSeats();
  seats.open(bundleOf([key]), 0);
  expect(await answerTo(codeOf(key, 9, { generation: 2 }), { seats })).toMatchObject({ kind: 'accepted' });
  expect(await answerTo(codeOf(key, 9, { generation: 1 }), { seats })).toMatchObject({ kind: 'revoked' });
});

it('lets in who is out, and out who is in', async () => {
  const bundle = { inside: Buffer.from([0b1000_0000]).toString('base64') };
  const code = codeOf(key, 7);
  expect(await answerTo(code, { bundle })).toMatchObject({ kind: 'alreadyScanned', scannedAt: null });
  expect(await answerTo(code, { bundle, direction: 'OUT' })).toMatchObject({ kind: 'accepted' });
  expect(await answerTo(codeOf(key, 6), { bundle, direction: 'OUT' })).toMatchObject({ kind: 'notInside' });
});

it('verifies the same without the browser’s Ed25519', async () => {
  const code = parseTicketCode(codeOf(key, 7));
  if (code === null) throw new Error('It is a code');
  const publicKey = Buffer.from(key.x, 'base64url');
  expect(await verifyWithLibrary(publicKey, code.signed, code.signature)).toBe(true);
  expect(await verifyWithLibrary(publicKey, code.signed.subarray(1), code.signature)).toBe(false);
  expect(await verifyWithLibrary(Buffer.from(makeKey('2').x, 'base64url'), code.signed, code.signature)).toBe(false);
});
