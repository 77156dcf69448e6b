import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The addresses of a host name; rejects where there are none. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

export interface TargetPolicy {
  /** Whether http, any port and addresses that are not public are allowed: in development and tests. */
  readonly allowsLocal: boolean;
  readonly resolve: ResolveHost;
}

/** Where a request goes: to this address, whatever the name stands for by then. */
export interface Target {
  readonly url: URL;
  readonly address: string;
}

export type TargetOutcome =
  | { readonly kind: 'Target'; readonly target: Target }
  /** It must not be called, whatever its name stands for now. */
  | { readonly kind: 'Refused'; readonly message: string }
  /** Its name stands for no address now. */
  | { readonly kind: 'NotFound'; readonly message: string };

export const URL_CHARS_MAX = 1000;
const PORTS = new Set(['', '443', '8443']);

/**
 * Whether a URL may be an endpoint, by what it says itself. The parser has turned decimal, octal and hexadecimal
 * hosts into addresses. Returns the reason why not, or null.
 */
export function urlFault(text: string, { allowsLocal }: Pick<TargetPolicy, 'allowsLocal'>): string | null {
  if (text.length > URL_CHARS_MAX || !URL.canParse(text)) return 'This is not a URL.';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'The URL must not have a user name or a password.';
  if (url.hash !== '') return 'The URL must not have a fragment.';
  if (allowsLocal)
    return url.protocol === 'https:' || url.protocol === 'http:' ? null : 'The URL must begin with https.';
  if (url.protocol !== 'https:') return 'The URL must begin with https.';
  if (!PORTS.has(url.port)) return 'The port must be 443 or 8443.';
  const host = hostOf(url);
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : NOT_PUBLIC;
  // Names without a dot, and those that are reserved for other uses than the public internet (RFC 6761, 6762, 8375, 9476).
  const name = host.replace(/\.$/, '').toLowerCase();
  const isReserved = /(^|\.)(localhost|local|internal|alt|test|invalid|example|onion|home\.arpa)$/.test(name);
  return !name.includes('.') || isReserved ? NOT_PUBLIC : null;
}

const NOT_PUBLIC = 'The host is not on the public internet.';

/**
 * Resolves the host of an endpoint and checks every address that it stands for: one that is not public refuses all of
 * them. To be called before each attempt; the request then goes to the address that was checked.
 */
export async function checkTarget(text: string, policy: TargetPolicy): Promise<TargetOutcome> {
  const fault = urlFault(text, policy);
  if (fault !== null) return { kind: 'Refused', message: fault };
  const url = new URL(text);
  const host = hostOf(url);
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await policy.resolve(host) : [host];
  } catch {
    addresses = [];
  }
  const [address] = addresses;
  if (address === undefined) return { kind: 'NotFound', message: 'The host has no address.' };
  if (!policy.allowsLocal && !addresses.every(isPublicAddress)) return { kind: 'Refused', message: NOT_PUBLIC };
  return { kind: 'Target', target: { url, address } };
}

/** Without the brackets of an IPv6 address. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

/** Today's global unicast IPv6 addresses. All translations of IPv4 addresses into IPv6 that are in it are refused below. */
const IPV6_GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is global unicast: nothing private, shared, local, reserved or for documentation, and no way around
 * that by an IPv6 form of an IPv4 address.
 */
export function isPublicAddress(text: string): boolean {
  // A zone (`fe80::1%eth0`) names an interface of this machine.
  if (isIP(text) === 0 || text.includes('%')) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(IPV6_GLOBAL);
}

const RESOLVE_MS_MAX = 2000;

/**
 * Asks the name servers of this machine. Not by `dns.lookup`, which occupies one of the few threads of the process until a
 * slow name server answers. The file of hosts is not read, which is for names inside of a network.
 */
export function openResolver(): ResolveHost {
  const resolver = new dns.Resolver({ timeout: RESOLVE_MS_MAX, tries: 2 });
  return async (host) => {
    if (host === 'localhost') return ['127.0.0.1'];
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    return [v4, v6].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}
