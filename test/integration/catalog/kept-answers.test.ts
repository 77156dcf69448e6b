import { countStatements } from '../../support/count-statements';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { makeShow } from '../../support/factories/shows';
import { openTestApp, type TestApp } from '../../support/test-app';

let testApp: TestApp;

const PAGE = `{ events(first: 5) { asOf nodes { id name performers shows(first: 2) { nodes {
  id startsAt status availableCount priceMin { amountMinor currency } priceTiers { zone price { amountMinor } }
  venue { name city } } } } facets { categories { value count } } } }`;

const statements = (query: string, token?: string) =>
  countStatements(
    testApp,
    async () => {
      for (let times = 0; times < 3; times += 1) await answer(query, token);
    },
    'catalog_',
  );

async function answer(query: string, token?: string) {
  const { body, text } = await testApp.graphql(query, {}, token);
  expect(body.errors).toBeUndefined();
  return text.replace(/"extensions".*/, '');
}

const open = (environment: Record<string, string>) => {
  // Every document is known from its first time on.
  process.env.FRONTROW_TEST_SHORT_WAY = 'on';
  const opened = openTestApp(environment);
  delete process.env.FRONTROW_TEST_SHORT_WAY;
  beforeAll(async () => {
    testApp = opened;
    await makeShow(testApp, { seatMap: plainSeatMap(2, 5) });
  });
};

describe('where the operator allows it', () => {
  // Longer than any test takes: what is kept here stays.
  open({ ANSWERS_KEPT_MS: '10000' });

  it('a page is read once for all who are anonymous', async () => {
    const first = await answer(PAGE);
    expect(await statements(PAGE)).toEqual([]);
    expect(await answer(PAGE)).toBe(first);
  });

  it('a caller with a token reads anew, and what they read is not shown to others', async () => {
    await answer(PAGE);
    const token = await testApp.token();
    expect(await statements(PAGE, token)).not.toEqual([]);
    const alone = '{ events(first: 4) { nodes { name } } }';
    await answer(alone, token);
    expect(await statements(alone)).toHaveLength(1);
  });

  it.each([
    ['seats', 'availability { availableCount }'],
    ['sections', 'sections { section }'],
    ['the proof', 'inventoryProof { placeCount }'],
    ['what the caller may do', 'viewerPermissions'],
  ])('%s are never kept for a moment', async (_what, field) => {
    const query = `{ events(first: 1) { nodes { shows(first: 1) { nodes { ${field} } } } } }`;
    await answer(query);
    expect(await statements(query)).not.toEqual([]);
  });

  it('an answer with an error is not kept', async () => {
    const query = '{ events(first: 1) { nodes { shows(startsAfter: "0001-01-01T00:00:00Z") { nodes { id } } } } }';
    for (let times = 0; times < 2; times += 1) expect((await testApp.graphql(query)).body.errors).toHaveLength(1);
  });
});

describe('without the setting', () => {
  open({});

  it('each page is read anew', async () => {
    await answer(PAGE);
    expect(await statements(PAGE)).not.toEqual([]);
  });
});
