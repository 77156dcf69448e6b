import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export const SHOW_BYTES = Buffer.from('0123456789abcdef0123456789abcdef', 'hex');
export const NOW_MS = Date.parse('2026-12-01T19:00:00.000Z');
export const HOUR_SECONDS = 3600;

export interface Claims {
  readonly t?: unknown;
  readonly n?: unknown;
  readonly g?: unknown;
  readonly exp?: unknown;
}

/** A key pair as the service has them. */
export function makeKey(kid: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { kid, x: publicKey.export({ format: 'jwk' }).x ?? '', privateKey, publicKey };
}
export type TicketKeyPair = ReturnType<typeof makeKey>;

export const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export const claimsOf = (seatNo: number, generation = 1): Required<Claims> => ({
  t: Buffer.concat([SHOW_BYTES, Buffer.alloc(16, seatNo)]).toString('base64url'),
  n: seatNo,
  g: generation,
  exp: NOW_MS / 1000 + 5 * HOUR_SECONDS,
});

/** A code of the seat, with claims changed as wished. */
export function codeOf(
  key: TicketKeyPair,
  seatNo: number,
  { generation = 1, ...changed }: Claims & { generation?: number } = {},
) {
  return signed(key.privateKey, { alg: 'EdDSA', kid: key.kid }, { ...claimsOf(seatNo, generation), ...changed });
}

export function signed(privateKey: KeyObject, header: unknown, claims: unknown): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
}
