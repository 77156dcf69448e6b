import { serversOf } from '../../../src/platform/config/server-addresses';
import { judge, knownOf, type ServerState } from '../../../src/platform/database/primary-server';

const tokens = (...timelines: number[]) => timelines.map((timeline) => ({ timeline, token: `token ${timeline}` }));
const server = (state: Partial<ServerState>): ServerState => ({
  ...{ isReadOnly: false, timeline: 1, lineage: 'system/database', tokens: tokens(1) },
  ...state,
});
const known = knownOf(server({ timeline: 3, tokens: tokens(1, 3) }));

it.each<[string, Partial<ServerState>, string]>([
  ['the server itself', { timeline: 3, tokens: tokens(1, 3) }, 'primary'],
  ['its standby, promoted since', { timeline: 4, tokens: tokens(1, 3) }, 'primary'],
  ['a standby', { isReadOnly: true, timeline: 0, tokens: tokens(1, 3) }, 'standby'],
  ['the primary of before', { timeline: 1, tokens: tokens(1) }, 'stale'],
  ['the primary of before, whose copy was promoted as well', { timeline: 3, tokens: tokens(1) }, 'stale'],
  ['a copy of the primary of before, promoted more often', { timeline: 9, tokens: tokens(1, 9) }, 'stale'],
  ['another database', { lineage: 'other/database', timeline: 9, tokens: tokens(1, 3) }, 'foreign'],
])('%s is judged', (_name, state, verdict) => {
  expect(judge(server(state), known)).toBe(verdict);
});

it('whoever knows nothing believes a server that accepts writes, and without tokens the later timeline', () => {
  expect(judge(server({}), null)).toBe('primary');
  const unnoted = knownOf(server({ timeline: 2, tokens: [] }));
  expect(judge(server({ timeline: 2, tokens: [] }), unnoted)).toBe('primary');
  expect(judge(server({ timeline: 1, tokens: [] }), unnoted)).toBe('stale');
});

it('an address may name several servers', () => {
  const places = (url: string) => serversOf(url)?.map(({ host, port }) => `${host}:${port}`) ?? null;
  expect(places('postgres://user:pass@a:5433,b,c:5434/shows?sslmode=require')).toEqual(['a:5433', 'b:5432', 'c:5434']);
  expect(serversOf('postgres://user:p%40ss@a:1,b:2/shows')?.[1]?.url).toBe('postgres://user:p%40ss@b:2/shows');
  expect(places('postgresql://localhost/shows')).toEqual(['localhost:5432']);
  for (const wrong of ['mysql://a/shows', 'postgres://a,/shows', 'postgres://a:port,b/shows', 'a:5432,b:5432', ''])
    expect(serversOf(wrong)).toBeNull();
});
