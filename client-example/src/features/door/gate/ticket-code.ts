import { fromBase64Url, toBase64Url } from './base64';

/** What a code claims. Nothing of it is true before the signature is verified. */
export interface TicketCode {
  readonly kid: string;
  /** The show's UUID in 22 characters of base64url, as `DoorBundle.showCode`. */
  readonly showCode: string;
  readonly seatNo: number;
  readonly generation: number;
  readonly expiresAtMs: number;
  /** The bytes that are signed, and their signature. */
  readonly signed: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

const CODE_LENGTH_MAX = 240;
const SHOW_BYTES = 16;
const TICKET_BYTES = 32;
const SIGNATURE_BYTES = 64;

/**
 * Reads a compact JWS with exactly the algorithm and the claims of a ticket; null for everything else. The algorithm is
 * compared, never looked up: a code without a signature, or one that is "signed" with a public key as an HMAC secret,
 * ends here.
 */
export function parseTicketCode(text: string): TicketCode | null {
  if (text.length > CODE_LENGTH_MAX) return null;
  const [head = '', body = '', tail = '', ...more] = text.split('.');
  if (more.length > 0) return null;
  const header = parseObject(head);
  const claims = parseObject(body);
  const signature = fromBase64Url(tail);
  if (header === null || claims === null || signature?.length !== SIGNATURE_BYTES) return null;
  const { alg, kid, ...others } = header;
  // Others would be extensions, or a key that the code brings itself.
  if (alg !== 'EdDSA' || typeof kid !== 'string' || Object.keys(others).length > 0) return null;
  const { t, n, g, exp } = claims;
  const ticket = typeof t === 'string' ? fromBase64Url(t) : null;
  if (ticket?.length !== TICKET_BYTES || !isCount(n) || !isCount(g) || g === 0 || !isCount(exp)) return null;
  return {
    kid,
    showCode: toBase64Url(ticket.subarray(0, SHOW_BYTES)),
    seatNo: n,
    generation: g,
    expiresAtMs: exp * 1000,
    signed: new TextEncoder().encode(`${head}.${body}`),
    signature,
  };
}

function parseObject(part: string): Record<string, unknown> | null {
  const bytes = fromBase64Url(part);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
