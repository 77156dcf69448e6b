/** One address, without what all of them share. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** Complete, to this server alone. */
  readonly url: string;
}

const PORT_DEFAULT = 5432;
const SERVERS_MAX = 10;

/**
 * The servers of an address with several hosts, as libpq has them: `postgres://user:password@a:5432,b:5432/name`. Null
 * where it is no such address.
 */
export function serversOf(url: string): readonly ServerAddress[] | null {
  const parts = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/s.exec(url);
  if (parts === null) return null;
  const [, before = '', hosts = '', after = ''] = parts;
  const servers = hosts.split(',').map((host) => {
    const single = `${before}${host}${after}`;
    if (!URL.canParse(single)) return null;
    const { hostname, port } = new URL(single);
    return { host: decodeURIComponent(hostname), port: port === '' ? PORT_DEFAULT : Number(port), url: single };
  });
  if (servers.length > SERVERS_MAX || (servers.length > 1 && servers.some((server) => server?.host === '')))
    return null;
  const whole = servers.filter((server) => server !== null);
  return whole.length === servers.length ? whole : null;
}
