import { ConfigError, loadConfig, redisTargetOf } from '../../../src/platform';

function faultOf(environment: Record<string, string>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

const targetOf = (environment: Record<string, string>) => redisTargetOf(loadConfig(environment));

it('one server is named by its address, as ever', () => {
  expect(targetOf({ REDIS_URL: 'redis://:a%2Fb@cache:6380/3' })).toEqual({
    kind: 'server',
    url: 'redis://:a%2Fb@cache:6380/3',
  });
  expect(targetOf({})).toBeNull();
});

it('Sentinels have their own password, and the servers that they name have another', () => {
  expect(
    targetOf({
      REDIS_SENTINELS: 'rediss://:s%40s@one, rediss://:s%40s@[::1]:26380',
      REDIS_SENTINEL_NAME: 'frontrow',
      REDIS_USERNAME: 'api',
      REDIS_PASSWORD: 'p@p',
    }),
  ).toEqual({
    kind: 'sentinel',
    name: 'frontrow',
    sentinels: [
      { host: 'one', port: 26_379 },
      { host: '::1', port: 26_380 },
    ],
    sentinelAccess: { password: 's@s', isEncrypted: true },
    access: { username: 'api', password: 'p@p', isEncrypted: true },
  });
});

it('some servers of a cluster stand for all, with the password that all have', () => {
  expect(targetOf({ REDIS_CLUSTER_NODES: 'redis://api:100%@one:7000,redis://api:100%@two' })).toEqual({
    kind: 'cluster',
    nodes: [
      { host: 'one', port: 7000 },
      { host: 'two', port: 6379 },
    ],
    access: { username: 'api', password: '100%', isEncrypted: false },
  });
});

it.each([
  [{ REDIS_URL: 'redis://a', REDIS_CLUSTER_NODES: 'redis://b' }, 'REDIS_URL, REDIS_CLUSTER_NODES: each names a Redis'],
  [{ REDIS_SENTINELS: 'redis://a' }, 'REDIS_SENTINELS and REDIS_SENTINEL_NAME go together'],
  [{ REDIS_SENTINEL_NAME: 'frontrow' }, 'REDIS_SENTINELS and REDIS_SENTINEL_NAME go together'],
  [{ REDIS_URL: 'redis://a', REDIS_PASSWORD: 'hunter2' }, 'REDIS_PASSWORD: only for the servers that REDIS_SENTINELS'],
  [{ REDIS_CLUSTER_NODES: 'redis://a', REDIS_USERNAME: 'api' }, 'REDIS_USERNAME: only for the servers'],
  [{ REDIS_CLUSTER_NODES: 'redis://:hunter2@a,redis://:other@b' }, 'the same scheme, user and password'],
  [{ REDIS_CLUSTER_NODES: 'redis://a,rediss://a' }, 'the same scheme, user and password'],
  [{ REDIS_CLUSTER_NODES: 'redis://a:6379/1' }, 'without the number of a database'],
  [{ REDIS_CLUSTER_NODES: 'a:6379' }, 'REDIS_CLUSTER_NODES: expected addresses of servers of a Redis Cluster'],
  [{ REDIS_SENTINELS: 'sentinel-1:26379', REDIS_SENTINEL_NAME: 'frontrow' }, 'REDIS_SENTINELS: expected addresses'],
])('%j is refused, without a word of secrets', (environment, fault) => {
  const said = faultOf(environment as unknown as Record<string, string>);
  expect(said).toContain(fault);
  expect(said).not.toContain('hunter2');
});
