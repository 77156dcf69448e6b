import { decodeAvailability } from '../../../client-example/src/seat-map/live/decode-availability';
import { countStatements } from '../../support/count-statements';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { insertShow, type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { HttpClient } from '../../support/graphql-client';
import { hold, isLikeLedger, ledger } from '../../support/holds';
import { buy } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const AVAILABILITY = graphql('query ($id: ID!) { show(id: $id) { availability { statuses versions revision } } }');
/** Statements that read the seats of a show, or its row. Holds read the seats that they hold, and the terms of the sale. */
const ofReads = (names: readonly string[]) =>
  names.filter((name) => name === 'pack_show' || name === 'catalog_read_shows');

const get = (show: { readonly id: string }, query = '', headers: Record<string, string> = {}) =>
  fetch(`${testApp.url}/shows/${show.id}/availability${query}`, { headers });
const read = async (show: { readonly id: string }, query = '', headers: Record<string, string> = {}) =>
  decodeAvailability(await (await get(show, query, headers)).arrayBuffer());

/** A connection that a busy service has closed before its turn came is opened again. */
async function readAsBrowser(show: MadeShow) {
  for (let attemptsLeft = 5; ; attemptsLeft -= 1) {
    try {
      return await read(show);
    } catch (error) {
      if (attemptsLeft === 0) throw error;
    }
  }
}

const inDatabase = (show: MadeShow) => ledger(testApp, show);

const equal = async (show: MadeShow, query = '') => {
  const { content } = await read(show, query);
  if (content.kind === 'difference') throw new Error('This is a difference');
  const expected = await inDatabase(show);
  const got = content.kind === 'full' ? content : { ...content, versions: expected.versions };
  return (
    (got.statuses === expected.statuses && JSON.stringify(got.versions) === JSON.stringify(expected.versions)) ||
    `${got.statuses} instead of ${expected.statuses}`
  );
};

it.each(['br', 'gzip', 'identity'])('the bytes in %s are what the ledger has', async (encoding) => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(3, 9), seatsPerBuyerMax: 8 });
  await buy(testApp, show, [0, 1], await testApp.token());
  await hold(testApp, show, [26, 5], await testApp.token());
  await eventually(() => equal(show));
  const answer = await get(show, '', { 'accept-encoding': encoding });
  expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
  expect(answer.headers.get('vary')).toContain('Accept-Encoding');
  const { content, seatCount } = decodeAvailability(await answer.arrayBuffer());
  expect(seatCount).toBe(27);
  expect({ ...content }).toEqual({ kind: 'full', ...(await inDatabase(show)) });
  expect(await equal(show, '?only=statuses')).toBe(true);
});

it('what has not changed is 304, and what has changed is not', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(2, 10) });
  await eventually(async () => (await get(show)).headers.has('etag') || 'not followed yet');
  const tagged = await get(show);
  const tag = tagged.headers.get('etag') ?? '';
  expect(tagged.headers.get('cache-control')).toMatch(/^public, max-age=1\b/);
  expect((await get(show, '', { 'if-none-match': tag })).status).toBe(304);
  await hold(testApp, show, [3], await testApp.token());
  await eventually(async () => (await get(show, '', { 'if-none-match': tag })).status === 200 || 'still the same');
});

/** Answers of a route have the id of their request; one that was kept was made for another. */
const ofRoute = (answer: Response) => answer.headers.has('x-request-id');
const shownHeaders = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)));

it('what is asked again is answered from what was kept, with the same bytes and headers', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(2, 10) });
  await eventually(async () => (await get(show)).headers.has('etag') || 'not followed yet');
  for (const query of ['', '?only=statuses']) {
    for (const encoding of ['br', 'gzip', 'identity']) {
      const accepts = { 'accept-encoding': encoding };
      const answer = () => get(show, query, accepts);
      await eventually(async () => !ofRoute(await answer()) || 'answered by the route');
      const kept = await answer();
      // Another form of the same address, which nobody has asked for yet.
      const routed = await get(show, query, { ...accepts, origin: `http://${encoding}${query.length}.example` });
      expect(ofRoute(routed)).toBe(true);
      expect(shownHeaders(kept)).toEqual(shownHeaders(routed));
      expect(await kept.arrayBuffer()).toEqual(await routed.arrayBuffer());
      const tag = kept.headers.get('etag') ?? '';
      const unchanged = await get(show, query, { ...accepts, 'if-none-match': tag });
      expect([unchanged.status, await unchanged.text(), unchanged.headers.get('etag')]).toEqual([304, '', tag]);
      expect((await get(show, query, { ...accepts, 'if-none-match': `"other", W/${tag}` })).status).toBe(304);
      expect((await get(show, query, { ...accepts, 'if-none-match': '"other"' })).status).toBe(200);
    }
  }
});

it('no answer that was kept is sent after a change, and none to those who ask for what was published until now', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(2, 10), seatsPerBuyerMax: 10 });
  await eventually(async () => !ofRoute(await get(show)) || 'answered by the route');
  const token = await testApp.token();
  for (const seatNo of [1, 2, 3, 4, 5]) {
    const before = (await get(show)).headers.get('etag');
    await hold(testApp, show, [seatNo], token);
    await eventually(async () => (await get(show)).headers.get('etag') !== before || 'the same tag');
    const [{ content }, now] = [await read(show), await inDatabase(show)];
    expect(content).toEqual({ kind: 'full', ...now });
    expect(ofRoute(await get(show, '?atLeast=1-1'))).toBe(true);
    expect(ofRoute(await get(show, '?atLeast=1-1'))).toBe(true);
  }
});

it('a client that has a revision gets what has changed since, and everything where it is too old', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(2, 10), seatsPerBuyerMax: 10 });
  await eventually(async () => (await get(show)).headers.has('etag') || 'not followed yet');
  const first = await read(show);
  if (first.content.kind !== 'full') throw new Error('Everything was asked for');
  const statuses = [...first.content.statuses];
  const versions = [...first.content.versions];
  for (const seats of [[1], [2, 3], [19]]) await hold(testApp, show, seats, await testApp.token());
  let since = first.revision;
  await eventually(async () => {
    const { content, revision } = await read(show, `?since=${since}`);
    if (content.kind !== 'difference') return `${content.kind} instead of a difference`;
    expect(content.since).toBe(since);
    for (const { index, status, version } of content.changes) {
      if (version <= (versions[index] ?? 0)) continue;
      statuses[index] = status;
      versions[index] = version;
    }
    since = revision;
    const now = await inDatabase(show);
    return (statuses.join('') === now.statuses && versions.join() === now.versions.join()) || statuses.join('');
  });
  const again = await read(show, `?since=${since}`);
  expect(again.content).toMatchObject({ kind: 'difference', changes: [] });
  for (const unknown of ['1-1', 'nonsense', '%00', '99999999999999999-1'])
    expect((await read(show, `?since=${unknown}`)).content.kind).toBe('full');
  expect((await read(show, '?since=1-1&since=2-2')).content.kind).toBe('full');
});

it('another process that is asked has all that was published before, by GraphQL and in bytes at least of a revision', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10) });
  const other = await testApp.openAnother();
  const api = new HttpClient(() => other.url);
  for (let seatNo = 0; seatNo < 20; seatNo += 1) {
    const { seatTopic } = testApp.app.modules.inventory;
    const revision = await seatTopic.append(show.showId, [[seatNo, 'H', 1]]);
    const bytes = fetch(`${other.url}/shows/${show.id}/availability?atLeast=${revision}`);
    const { show: found } = await api.ask(AVAILABILITY, { id: show.id });
    const { content } = decodeAvailability(await (await bytes).arrayBuffer());
    if (content.kind !== 'full') throw new Error('Everything was asked for');
    // Before the first read the ledger alone is known, which has no such hold.
    if (seatNo === 0) continue;
    expect([content.statuses[seatNo], found?.availability.statuses[seatNo]]).toEqual(['H', 'H']);
  }
  api.close();
});

it('five hundred reads by GraphQL, while the show changes, are no statements about its seats', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10) });
  const readByGraphql = async () => {
    const { show: found } = await testApp.ask(AVAILABILITY, { id: show.id });
    if (found === null) throw new Error('There is no such show');
    return found.availability;
  };
  await readByGraphql();
  const names = await countStatements(testApp, async () => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        hold(testApp, show, [round], await testApp.token()),
        ...Array.from({ length: 100 }, readByGraphql),
      ]);
    }
  });
  expect(names).not.toContain('pack_show');
  // The rows of the show itself are read together.
  expect(ofReads(names).length).toBeLessThan(200);
  expect(await isLikeLedger(testApp, show, readByGraphql)).toBe(true);
});

it('many reads of a show that changes meanwhile are no statements', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10) });
  await eventually(async () => (await get(show)).headers.has('etag') || 'not followed yet');
  const names = await countStatements(testApp, async () => {
    for (let round = 0; round < 5; round += 1) {
      const [, ...answers] = await Promise.all([
        hold(testApp, show, [round], await testApp.token()),
        ...Array.from({ length: 100 }, () => get(show)),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(200);
        await answer.arrayBuffer();
      }
    }
  });
  expect(ofReads(names)).toEqual([]);
  await eventually(() => equal(show));
});

it('two thousand who open a cold show at once are one read of the ledger', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10) });
  const names = await countStatements(testApp, async () => {
    const answers = await Promise.all(Array.from({ length: 2000 }, () => readAsBrowser(show)));
    expect(new Set(answers.map(({ content }) => JSON.stringify(content))).size).toBe(1);
  });
  // Where Redis is slow to answer, the seats are read once more after the stream is there.
  expect(names.filter((name) => name === 'pack_show').length).toBeLessThanOrEqual(2);
  expect(names.filter((name) => name.startsWith('catalog_')).length).toBeLessThanOrEqual(8);
});

it('what is no show, or has no seats, is 404 and is not kept', async () => {
  const empty = await insertShow(testApp.database, { salesOpenAt: testApp.clock.now() });
  const { id } = await makeShow(testApp);
  for (const wrong of ['nothing', `${id}x`, id.slice(0, -1), '..%2F..%2Fetc', empty.id]) {
    const answer = await get({ id: wrong });
    expect({ wrong, status: answer.status, cache: answer.headers.get('cache-control') }).toMatchObject({
      ...{ wrong, status: 404 },
    });
    expect(answer.headers.get('etag')).toBeNull();
  }
});

it.each([
  ['nothing', []],
  ['other bytes', [1, 2, 3, 4, 5]],
  ['the beginning alone', [...Buffer.from('FRA1'), 0, 3, 49, 45]],
  ['an unknown kind', [...Buffer.from('FRA1'), 9, 0, 0, 0]],
])('%s is refused by the decoder', (_what, bytes) => {
  expect(() => decodeAvailability(Uint8Array.from(bytes as number[]))).toThrow();
});
