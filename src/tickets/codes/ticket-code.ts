/**
 * What is in the QR code of a ticket: a compact JWS (RFC 7515) with an Ed25519 signature. It is made when it is read and
 * never stored; Ed25519 is deterministic, so the same ticket has the same code each time.
 *
 * ```
 * header   {"alg":"EdDSA","kid":"1"}
 * payload  {"t":"<43 letters: UUIDs of show and ticket>","n":<seat number>,"g":<generation>,"exp":<seconds>}
 * ```
 *
 * At most 240 characters, so that the QR code stays at version 11 with error correction M (251 bytes). That is why the
 * claims have one letter and why the number of the key is its id: a longer header or claim would not fit.
 */
import { sign, verify } from 'node:crypto';
import { restoreUuid, shortenUuid } from '../../platform';
import type { TicketKey } from '../ledger/ticket';
import type { TicketSigningKey } from './ticket-keys';

export const CODE_LENGTH_MAX = 240;

export interface TicketClaims extends TicketKey {
  readonly seatNo: number;
  readonly generation: number;
  readonly expiresAt: Date;
}

/** Why a code is no ticket. */
export type CodeFault = 'malformed' | 'algorithm' | 'unknown key' | 'signature' | 'expired';

export type ReadCode =
  | { readonly kind: 'Claims'; readonly claims: TicketClaims }
  | { readonly kind: 'NotATicket'; readonly fault: CodeFault };

const JWS = /^([\w-]+)\.([\w-]+)\.([\w-]{86})$/;
const LETTERS = /^[\w-]{43}$/;
const SEAT_NO_MAX = 36 ** 4;

export function signTicketCode(key: TicketSigningKey, claims: TicketClaims): string {
  const { showId, ticketId, seatNo: n, generation: g, expiresAt } = claims;
  const t = Buffer.from((showId + ticketId).replaceAll('-', ''), 'hex').toString('base64url');
  const payload = JSON.stringify({ t, n, g, exp: Math.floor(expiresAt.getTime() / 1000) });
  const signed = `${key.header}.${Buffer.from(payload).toString('base64url')}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

/** Verifies a code. Nothing in it is believed before its signature was checked, but for the id of the key. */
export async function readTicketCode(
  keyOf: (kid: string) => Promise<TicketSigningKey | null>,
  code: string,
  now: Date,
): Promise<ReadCode> {
  const [, header = '', payload = '', signature = ''] = (code.length <= CODE_LENGTH_MAX && JWS.exec(code)) || [];
  const fields = parse(header);
  if (fields === null) return notATicket('malformed');
  if (fields.alg !== 'EdDSA') return notATicket('algorithm');
  if (Object.keys(fields).length !== 2 || typeof fields.kid !== 'string') return notATicket('malformed');
  const key = await keyOf(fields.kid);
  if (key === null) return notATicket('unknown key');
  if (!verify(null, Buffer.from(`${header}.${payload}`), key.publicKey, Buffer.from(signature, 'base64url')))
    return notATicket('signature');
  const claims = claimsOf(parse(payload));
  if (claims === null) return notATicket('malformed');
  return claims.expiresAt > now ? { kind: 'Claims', claims } : notATicket('expired');
}

const notATicket = (fault: CodeFault): ReadCode => ({ kind: 'NotATicket', fault });

function parse(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function claimsOf(payload: Record<string, unknown> | null): TicketClaims | null {
  if (payload === null) return null;
  const { t, n: seatNo, g: generation, exp } = payload;
  if (typeof t !== 'string' || !LETTERS.test(t)) return null;
  if (!isCount(seatNo, 0, SEAT_NO_MAX) || !isCount(generation, 1, 2 ** 31) || !isCount(exp, 0, 2 ** 42)) return null;
  const bytes = Buffer.from(t, 'base64url');
  const [showId, ticketId] = [bytes.subarray(0, 16), bytes.subarray(16)].map((id) =>
    restoreUuid(id.toString('base64url')),
  );
  if (showId == null || ticketId == null) return null;
  return { showId, ticketId, seatNo, generation, expiresAt: new Date(exp * 1000) };
}

const isCount = (value: unknown, min: number, below: number): value is number =>
  Number.isInteger(value) && Number(value) >= min && Number(value) < below;

/** How codes name a show: the first half of `t` has the same bytes. */
export const showCodeOf = (showId: string): string => shortenUuid(showId);
