import { isIPv6 } from 'node:net';

/** How many leading bits of an IPv6 address count as one network: what providers assign to one household or server. */
const IPV6_NETWORK_BITS = 56;

/**
 * The network that limits by address count: an IPv4 address, or the first 56 bits of an IPv6 address. One subscriber
 * is usually given a /64 or a /56 and can use every address in it, so counting single addresses would count nothing.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  const whole = groups.slice(0, Math.floor(IPV6_NETWORK_BITS / 16));
  const partial = ((groups[whole.length] ?? 0) & 0xff00).toString(16);
  return `${[...whole.map((group) => group.toString(16)), partial].join(':')}::/${IPV6_NETWORK_BITS}`;
}

/** The eight groups of an IPv6 address, without its zone. */
function groupsOf(address: string): number[] {
  const [front = '', back] = (address.split('%')[0] ?? '').split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const first = parse(front);
  const last = parse(back ?? '');
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
