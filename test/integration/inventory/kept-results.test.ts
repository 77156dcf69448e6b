import { type IncomingHttpHeaders, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { countStatements } from '../../support/count-statements';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { insertShow, type MadeShow, makeShow } from '../../support/factories/shows';
import { hold, ledger } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

/** Every document is known from its first time on: what the long way answers has another test. */
process.env.FRONTROW_TEST_SHORT_WAY = 'on';
const testApp = openTestApp({ RATE_LIMITS: 'on', COST_PER_MINUTE_BY_ADDRESS: '10000000' });
delete process.env.FRONTROW_TEST_SHORT_WAY;

const FIELDS = 'availability { revision statuses versions availableCount }';
const WHOLE = `query ($id: ID!) { show(id: $id) { id ${FIELDS} } }`;

interface Read {
  readonly show: {
    readonly availability: { readonly statuses: string; readonly versions: number[]; readonly availableCount: number };
  };
}

const read = async (show: Pick<MadeShow, 'id'>, token?: string) =>
  (await testApp.ask<Read>(WHOLE, { id: show.id }, token)).show.availability;

/** The answer as it is sent: `fetch` unpacks what is packed. */
function send(query: string, variables: object, encoding = 'identity') {
  return new Promise<{ bytes: Buffer; text: string; headers: IncomingHttpHeaders }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'accept-encoding': encoding };
    request(`${testApp.url}/graphql`, { method: 'POST', headers }, async (response) => {
      const bytes = Buffer.concat(await response.toArray());
      resolve({ bytes, text: bytes.toString(), headers: response.headers });
    })
      .on('error', reject)
      .end(JSON.stringify({ query, variables }));
  });
}

/** Reads of the row of a show: an answer that is kept needs none. */
const rowsRead = (work: () => Promise<unknown>) => countStatements(testApp, work, 'catalog_read_shows');

const ready = async (show: MadeShow) => {
  // The first reads let the process follow the show.
  while ((await rowsRead(() => read(show))).length > 0);
};

it('equal questions at one revision are executed once, whoever asks', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10) });
  await ready(show);
  const buyer = await testApp.token();
  const reads = () => Promise.all([...Array.from({ length: 20 }, () => read(show)), read(show, buyer)]);
  expect(await rowsRead(reads)).toEqual([]);
  expect(await read(show)).toMatchObject(await ledger(testApp, show));
});

it('the answer is the same to the byte as that of the first, but for the budget that is left', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10) });
  const withoutBudget = ({ text }: { text: string }) => text.replace(/"left":\d+/, '"left":0');
  const first = await send(WHOLE, { id: show.id });
  await ready(show);
  const kept = await send(WHOLE, { id: show.id });
  expect(withoutBudget(kept)).toBe(withoutBudget(first));
  expect(kept.text).toMatch(/"extensions":\{"cost":\{"requested":\d+,"actual":\d+,"left":\d+\}\}\}\n$/);
  const { date: _, 'x-request-id': __, 'content-length': ___, ...headers } = kept.headers;
  expect(first.headers).toMatchObject(headers);
});

it('a hold, a release and another process are seen at once', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10), seatsPerBuyerMax: 40 });
  await ready(show);
  const token = await testApp.token();
  for (let seat = 0; seat < 30; seat += 1) {
    await hold(testApp, show, [seat], token);
    const { statuses, availableCount } = await read(show);
    expect([statuses[seat], availableCount]).toEqual(['H', 39 - seat]);
  }
  const other = await testApp.openAnother();
  await other.modules.inventory.seatTopic.append(show.showId, [[35, 'S', 9]]);
  expect((await read(show)).statuses[35]).toBe('S');
});

it('thousands of snapshots of a show that changes all the time cost the database next to nothing', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10) });
  await ready(show);
  const other = await testApp.openAnother();
  const spread = `query ($id: ID!) { show(id: $id) { ...Seats } } fragment Seats on Show { __typename ${FIELDS} }`;
  const statements = await countStatements(testApp, async () => {
    for (let change = 1; change <= 200; change += 1) {
      await other.modules.inventory.seatTopic.append(show.showId, [
        [change % 40, change % 2 === 0 ? 'A' : 'H', change],
      ]);
      await Promise.all(Array.from({ length: 5 }, () => [read(show), testApp.ask(spread, { id: show.id })]).flat());
    }
  });
  expect(statements.filter((name) => /show|seat|terms|catalog/.test(name)).length).toBeLessThanOrEqual(10);
  expect((await read(show)).versions.toSorted((a, b) => b - a)[0]).toBe(200);
}, 60_000);

it('forty who read while others hold have what the ledger has in the end', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10), seatsPerBuyerMax: 2 });
  await ready(show);
  const holding = Promise.all(
    Array.from({ length: 10 }, async (_, at) => hold(testApp, show, [at * 2, at * 2 + 1], await testApp.token())),
  );
  const counts: number[] = [];
  const reading = Promise.all(
    Array.from({ length: 40 }, async () => {
      for (let times = 0; times < 5; times += 1) counts.push((await read(show)).availableCount);
    }),
  );
  await Promise.all([holding, reading]);
  expect(await read(show)).toMatchObject(await ledger(testApp, show));
  expect(counts.every((count) => count >= 20 && count <= 40)).toBe(true);
});

it('each caller pays for it out of the own budget', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10) });
  await ready(show);
  const left = async () => Number(/"left":(\d+)/.exec((await send(WHOLE, { id: show.id })).text)?.[1]);
  const [before, after] = [await left(), await left()];
  expect(after).toBeLessThan(before);
});

it.each([
  ['gzip', gunzipSync],
  ['br', brotliDecompressSync],
] as const)('in %s the answers are what they are without', async (encoding, decode) => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(40, 60) });
  await ready(show);
  const plain = await send(WHOLE, { id: show.id });
  for (let times = 0; times < 3; times += 1) {
    const answer = await send(WHOLE, { id: show.id }, encoding);
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.bytes.length).toBeLessThan(plain.text.length / 4);
    expect(JSON.parse(decode(answer.bytes).toString()).data).toEqual(JSON.parse(plain.text).data);
  }
});

it('what depends on more than the seats is read each time', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10) });
  await ready(show);
  const names = await rowsRead(async () => {
    for (let times = 0; times < 3; times += 1)
      await send(`query ($id: ID!) { show(id: $id) { status ${FIELDS} } }`, { id: show.id });
  });
  expect(names).toHaveLength(3);
});

it('a show that is not there yet is not remembered as missing', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(4, 10) });
  const { id } = await insertShow(testApp.database, { salesOpenAt: new Date() });
  const query = `query ($id: ID!, $other: ID!) { show(id: $id) { ${FIELDS} } other: show(id: $other) { id } }`;
  const nobody = `${id.slice(0, -4)}AAAA`;
  for (let times = 0; times < 3; times += 1) {
    const { text } = await send(query, { id: show.id, other: nobody });
    expect(JSON.parse(text).data.other).toBeNull();
  }
  expect(await rowsRead(() => send(query, { id: show.id, other: nobody }))).toHaveLength(1);
});

it('variables and parts that are left out make other answers', async () => {
  const [one, two] = [
    await makeShow(testApp, { seatMap: plainSeatMap(4, 10) }),
    await makeShow(testApp, { seatMap: plainSeatMap(2, 7) }),
  ];
  const query = `query ($id: ID!, $whole: Boolean!) { show(id: $id) { availability { availableCount statuses @include(if: $whole) } } }`;
  for (let times = 0; times < 3; times += 1) {
    for (const [show, seats] of [
      [one, 40],
      [two, 14],
    ] as const) {
      for (const whole of [true, false]) {
        const { availability } = JSON.parse((await send(query, { id: show.id, whole })).text).data.show;
        expect(availability).toEqual({ availableCount: seats, ...(whole ? { statuses: 'A'.repeat(seats) } : {}) });
      }
    }
  }
});
