/** Which Redis the settings name: one server, the primary that Sentinels name, or a Redis Cluster. */

export interface RedisSettings {
  readonly REDIS_URL?: string | undefined;
  readonly REDIS_SENTINELS?: readonly string[] | undefined;
  readonly REDIS_SENTINEL_NAME?: string | undefined;
  readonly REDIS_USERNAME?: string | undefined;
  readonly REDIS_PASSWORD?: string | undefined;
  readonly REDIS_CLUSTER_NODES?: readonly string[] | undefined;
}

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

export interface RedisAccess {
  readonly username?: string;
  readonly password?: string;
  readonly isEncrypted: boolean;
}

export type RedisTarget =
  | { readonly kind: 'server'; readonly url: string }
  | {
      readonly kind: 'sentinel';
      readonly name: string;
      readonly sentinels: readonly RedisNode[];
      readonly sentinelAccess: RedisAccess;
      readonly access: RedisAccess;
    }
  | { readonly kind: 'cluster'; readonly nodes: readonly RedisNode[]; readonly access: RedisAccess };

const REDIS_PORT = 6379;
const SENTINEL_PORT = 26_379;

/** Null where no Redis is named. */
export function redisTargetOf(settings: RedisSettings): RedisTarget | null {
  const { REDIS_URL, REDIS_SENTINELS = [], REDIS_SENTINEL_NAME = '', REDIS_CLUSTER_NODES = [] } = settings;
  const { REDIS_USERNAME, REDIS_PASSWORD } = settings;
  if (REDIS_URL !== undefined) return { kind: 'server', url: REDIS_URL };
  const [node] = REDIS_CLUSTER_NODES;
  if (node !== undefined) {
    return {
      kind: 'cluster',
      nodes: REDIS_CLUSTER_NODES.map((address) => nodeOf(address, REDIS_PORT)),
      access: accessOf(node),
    };
  }
  const [sentinel] = REDIS_SENTINELS;
  if (sentinel === undefined) return null;
  const sentinelAccess = accessOf(sentinel);
  return {
    kind: 'sentinel',
    name: REDIS_SENTINEL_NAME,
    sentinels: REDIS_SENTINELS.map((address) => nodeOf(address, SENTINEL_PORT)),
    sentinelAccess,
    access: {
      ...(REDIS_USERNAME === undefined ? {} : { username: REDIS_USERNAME }),
      ...(REDIS_PASSWORD === undefined ? {} : { password: REDIS_PASSWORD }),
      isEncrypted: sentinelAccess.isEncrypted,
    },
  };
}

/** What is wrong with the settings of Redis together, each of which was parsed by itself. Never a value: it may be secret. */
export function redisFaults(settings: RedisSettings): string[] {
  const { REDIS_URL, REDIS_SENTINELS = [], REDIS_SENTINEL_NAME, REDIS_CLUSTER_NODES = [] } = settings;
  const faults: string[] = [];
  const given = [
    ...(REDIS_URL === undefined ? [] : ['REDIS_URL']),
    ...(REDIS_SENTINELS.length === 0 ? [] : ['REDIS_SENTINELS']),
    ...(REDIS_CLUSTER_NODES.length === 0 ? [] : ['REDIS_CLUSTER_NODES']),
  ];
  if (given.length > 1) faults.push(`${given.join(', ')}: each names a Redis by itself; set one of them`);
  if (REDIS_SENTINELS.length > 0 !== (REDIS_SENTINEL_NAME !== undefined))
    faults.push('REDIS_SENTINELS and REDIS_SENTINEL_NAME go together; set both or none');
  for (const name of ['REDIS_USERNAME', 'REDIS_PASSWORD'] as const) {
    if (settings[name] !== undefined && REDIS_SENTINELS.length === 0)
      faults.push(`${name}: only for the servers that REDIS_SENTINELS name; elsewhere it is a part of the address`);
  }
  if (haveDifferentAccess(REDIS_SENTINELS))
    faults.push('REDIS_SENTINELS: expected the same scheme, user and password in all addresses');
  if (haveDifferentAccess(REDIS_CLUSTER_NODES))
    faults.push('REDIS_CLUSTER_NODES: expected the same scheme, user and password in all addresses');
  if ([...REDIS_CLUSTER_NODES, ...REDIS_SENTINELS].some((address) => !/^\/?0?$/.test(new URL(address).pathname)))
    faults.push('REDIS_CLUSTER_NODES, REDIS_SENTINELS: expected addresses without the number of a database');
  return faults;
}

const haveDifferentAccess = (addresses: readonly string[]): boolean =>
  new Set(addresses.map((address) => JSON.stringify(accessOf(address)))).size > 1;

function nodeOf(address: string, defaultPort: number): RedisNode {
  const { hostname, port } = new URL(address);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? defaultPort : Number(port) };
}

function accessOf(address: string): RedisAccess {
  const { username, password, protocol } = new URL(address);
  return {
    ...(username === '' ? {} : { username: decoded(username) }),
    ...(password === '' ? {} : { password: decoded(password) }),
    isEncrypted: protocol === 'rediss:',
  };
}

/** What is no escape stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
