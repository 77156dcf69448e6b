import { createPrivateKey, createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';

/** One environment variable: what it may be, its purpose, and an example for error messages. */
export interface Setting {
  readonly parse: z.ZodType;
  readonly expected: string;
  readonly example: string;
  readonly about: string;
  readonly secret?: true;
  /** The name that the variable had before. Still read for one release. */
  readonly formerName?: string;
}

/** A longer list is a mistake, such as a file that was pasted into the variable. */
const LIST_ITEMS_MAX = 100;

export const integer = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

export const seconds = (fallback: number, max = 86_400) => integer(1, max, fallback);

export const onOff = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform((word) => word === 'on');

/** Items separated by commas. Blank items are skipped. */
export const list = (isItem: (item: string) => boolean) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    )
    .refine((items) => items.length <= LIST_ITEMS_MAX && items.every(isItem));

export const isAddress =
  (...protocols: string[]) =>
  (text: string) =>
    protocols.some((protocol) => text.startsWith(`${protocol}://`)) && URL.canParse(text);

export const address = (...protocols: string[]) =>
  z
    .string()
    .refine(isAddress(...protocols))
    .optional();

/** As a browser sends it: scheme, host and port, no path. */
export const isOrigin = (text: string) =>
  text === '*' || (isAddress('http', 'https')(text) && new URL(text).origin === text);

/**
 * An IP address, with or without the length of a network's prefix. A prefix of zero bits would trust every client to
 * name its own address, so it is refused.
 */
export function isNetwork(text: string): boolean {
  const [host = '', bits, ...more] = text.split('/');
  const bitsMax = isIP(host) === 4 ? 32 : 128;
  if (isIP(host) === 0 || more.length > 0 || host.includes('%')) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= bitsMax);
}

/** Both halves of a key pair, and the public half matches the private one. */
export function isEd25519PrivateJwk(text: string): boolean {
  try {
    const key = JSON.parse(text);
    const derived = createPublicKey(createPrivateKey({ key, format: 'jwk' })).export({ format: 'jwk' });
    return derived.crv === 'Ed25519' && derived.x === key.x;
  } catch {
    return false;
  }
}

/** `tickets@example.com` or `Example Tickets <tickets@example.com>`, on one line. */
export const isMailSender = (text: string): boolean =>
  /^(?:[^<>"\p{Cc}]{1,100} <[^<>\s\p{Cc}]+@[^<>\s\p{Cc}]+>|[^<>\s\p{Cc}]+@[^<>\s\p{Cc}]+)$/u.test(text);
