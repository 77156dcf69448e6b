import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { damages } from '../../support/holds';
import { purchase } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({
  RATE_LIMITS: 'on',
  TRUST_PROXY: '127.0.0.1',
  // What is tested here is the limit that remains if a hoarder is patient enough for all others.
  MUTATIONS_PER_MINUTE_BY_ADDRESS: '100000',
  COST_PER_MINUTE_BY_ADDRESS: '100000000',
});

const SEATS_AT_LEAST = 60;
const TENTH = 0.1;

afterEach(async () => {
  expect(await damages(testApp)).toEqual([]);
});

interface Answered {
  readonly kind: string;
  readonly holdId: string | null;
  readonly retryAfterSeconds: number | null;
  readonly message: string | null;
}

/** Sends a mutation of one root field through a proxy that names the client's address. */
async function send(field: string, input: object, address: string, token: string): Promise<Answered> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const { body } = await testApp.http.send('/graphql', {
    body: {
      query: `mutation ($input: ${type}Input!) { answer: ${field}(input: $input) { __typename ... on ${type}Payload { hold { id } } } }`,
      variables: { input },
    },
    headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address },
  });
  const [error] = body.errors ?? [];
  const answer = body.data?.answer as { __typename: string; hold?: { id: string } } | null | undefined;
  return {
    kind: answer?.__typename ?? String(error?.extensions?.code),
    holdId: answer?.hold?.id ?? null,
    retryAfterSeconds: (error?.extensions?.retryAfterSeconds as number | undefined) ?? null,
    message: error?.message ?? null,
  };
}

const holdAs = (
  address: string,
  token: string,
  show: MadeShow,
  seatNos: readonly number[],
  idempotencyKey: string = randomUUID(),
) => send('holdSeats', { showId: show.id, seatIds: show.seats(...seatNos), idempotencyKey }, address, token);

const groups = (size: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, group) => Array.from({ length: size }, (__, seat) => from + size * group + seat));
const pairs = (count: number, from = 0) => groups(2, count, from);

/** Each group of seats for a new buyer of one address. */
async function holdEach(address: string, show: MadeShow, wanted: readonly number[][]) {
  const answers: (Answered & { readonly token: string })[] = [];
  for (let from = 0; from < wanted.length; from += 20) {
    const part = wanted.slice(from, from + 20).map(async (seatNos) => {
      const token = await testApp.token();
      return { ...(await holdAs(address, token, show, seatNos)), token };
    });
    answers.push(...(await Promise.all(part)));
  }
  return answers;
}

const heldBy = (answers: readonly Answered[]) => answers.filter(({ kind }) => kind === 'HoldSeatsPayload').length;
const freeSeats = async (show: MadeShow) => {
  const [row] = await testApp.database.dataSource.query(
    `select count(*)::int as free from show_seat where show_id = $1 and status = 'A'`,
    [show.showId],
  );
  return row.free as number;
};

it('one address cannot take a theatre with any number of sessions, and everybody else can still buy', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(10, 74) });
  const perBuyer = 5;
  const answers = await holdEach('203.0.113.7', show, groups(perBuyer, show.seatCount / perBuyer));
  const held = heldBy(answers) * perBuyer;
  expect(held).toBe(Math.floor((show.seatCount * TENTH) / perBuyer) * perBuyer);
  const refused = answers.filter(({ kind }) => kind !== 'HoldSeatsPayload');
  expect(new Set(refused.map(({ kind }) => kind))).toEqual(new Set(['RATE_LIMITED']));
  expect(refused[0]?.retryAfterSeconds).toBeGreaterThan(0);
  expect(refused[0]?.message).toContain(`${show.seatCount * TENTH} seats of this show`);
  expect(await freeSeats(show)).toBe(show.seatCount - held);
  // A neighbor, and others far away.
  const last = show.seatCount - 1;
  const others = ['203.0.113.8', '198.51.100.1', '2001:db8:1::1'];
  for (const [index, address] of others.entries()) {
    const answer = await holdAs(address, await testApp.token(), show, [last - index]);
    expect([address, answer.kind]).toEqual([address, 'HoldSeatsPayload']);
  }
});

it('one IPv6 subscriber is one network, whichever of its addresses it uses', async () => {
  const show = await makeShow(testApp);
  const kinds: string[] = [];
  for (const [index, seatNos] of pairs(SEATS_AT_LEAST / 2 + 5).entries()) {
    const { kind } = await holdAs(`2001:db8:0:${index.toString(16)}::${index}`, await testApp.token(), show, seatNos);
    kinds.push(kind);
  }
  expect(kinds.filter((kind) => kind === 'HoldSeatsPayload')).toHaveLength(SEATS_AT_LEAST / 2);
  expect(kinds.at(-1)).toBe('RATE_LIMITED');
  expect((await holdAs('2001:db8:0:100::1', await testApp.token(), show, [99])).kind).toBe('HoldSeatsPayload');
});

it('thirty buyers of a university hold two seats each at the same moment, also in a small show', async () => {
  const show = await makeShow(testApp);
  expect(heldBy(await holdEach('192.0.2.1', show, pairs(30)))).toBe(30);
});

it('a show that lets one buyer have many seats lets two of a network have them', async () => {
  const show = await makeShow(testApp, { seatsPerBuyerMax: 40 });
  const many = Array.from({ length: 40 }, (_, index) => index);
  const address = '192.0.2.2';
  expect((await holdAs(address, await testApp.token(), show, many)).kind).toBe('HoldSeatsPayload');
  const others = many.map((seatNo) => seatNo + 40);
  expect((await holdAs(address, await testApp.token(), show, others)).kind).toBe('HoldSeatsPayload');
  expect((await holdAs(address, await testApp.token(), show, [90])).kind).toBe('RATE_LIMITED');
});

describe('A network that holds all that it may', () => {
  const address = '192.0.2.9';
  let show: MadeShow;
  let held: Awaited<ReturnType<typeof holdEach>>;
  const oneMore = async () => (await holdAs(address, await testApp.token(), show, [98, 99])).kind;

  beforeEach(async () => {
    show = await makeShow(testApp, { holdSeconds: 300 });
    held = await holdEach(address, show, pairs(SEATS_AT_LEAST / 2));
    expect(heldBy(held)).toBe(SEATS_AT_LEAST / 2);
    expect(await oneMore()).toBe('RATE_LIMITED');
  });

  const first = () => {
    const [hold] = held;
    if (hold?.holdId == null) throw new Error('Nothing is held');
    return { holdId: hold.holdId, token: hold.token };
  };
  /** The count follows a hold without making the buyer wait for it. */
  const becomesFree = () => eventually(async () => (await oneMore()) === 'HoldSeatsPayload' || 'still refused');

  it('may hold again what one of its buyers has released, from wherever', async () => {
    const { holdId, token } = first();
    expect((await send('releaseHold', { holdId }, '198.51.100.77', token)).kind).toBe('ReleaseHoldPayload');
    await becomesFree();
    expect(await oneMore()).toBe('RATE_LIMITED');
  });

  it('may hold again as many as one of its buyers has bought', async () => {
    const { holdId, token } = first();
    expect(await purchase(testApp, { holdId }, token)).toMatchObject({ __typename: 'PurchasePayload' });
    await becomesFree();
    expect(await oneMore()).toBe('RATE_LIMITED');
  });

  it('may hold again when its holds have run out, but not what it has extended', async () => {
    testApp.clock.advanceSeconds(200);
    for (const { holdId, token } of held.slice(1)) {
      expect((await send('extendHold', { holdId }, address, token)).kind).toBe('ExtendHoldPayload');
    }
    testApp.clock.advanceSeconds(120);
    await becomesFree();
    expect(await oneMore()).toBe('RATE_LIMITED');
    testApp.clock.advanceSeconds(301);
    await becomesFree();
    expect(heldBy(await holdEach(address, show, pairs(SEATS_AT_LEAST / 2 - 1, 20)))).toBe(SEATS_AT_LEAST / 2 - 1);
  });

  it('is still counted while a bank asks one of its buyers', async () => {
    const { holdId, token } = first();
    const asked = await purchase(testApp, { holdId, paymentMethod: 'pm_card_threeDSecure2Required' }, token);
    expect(asked.__typename).toBe('PaymentActionRequired');
    expect(await oneMore()).toBe('RATE_LIMITED');
  });

  it('gets its own hold again for the same seats, and counts refused claims not at all', async () => {
    const { holdId, token } = first();
    expect((await holdAs(address, token, show, [0, 1])).holdId).toBe(holdId);
    await send('releaseHold', { holdId }, address, token);
    await becomesFree();
    await send('releaseHold', { holdId: held[1]?.holdId }, address, held[1]?.token ?? '');
    // Taken by others of the network: refused, whatever the number of tries.
    const tries = Array.from({ length: 10 }, async () => holdAs(address, await testApp.token(), show, [10, 11]));
    for (const { kind } of await Promise.all(tries)) expect(['SeatsUnavailable', 'RATE_LIMITED']).toContain(kind);
    await eventually(async () => {
      const { kind } = await holdAs(address, await testApp.token(), show, [96, 97]);
      return kind === 'HoldSeatsPayload' || kind;
    });
  });

  it('is not limited while Redis has forgotten its holds, and limited again by what it holds from then on', async () => {
    await testApp.app.platform.redis.commands.flushall();
    const more = await holdEach(address, show, pairs(20, SEATS_AT_LEAST));
    expect(heldBy(more)).toBe(20);
    for (const { holdId, token } of [...held.slice(0, 15), ...more.slice(0, 2)]) {
      await send('releaseHold', { holdId }, address, token);
    }
    // Of the holds that are counted, 18 are left, with two seats each.
    await eventually(async () => {
      const counts = await testApp.app.platform.redis.commands.hvals(
        testApp.app.platform.redis.key('held-seats', `{${show.showId}}`, 'networks'),
      );
      return counts.join() === '36' || counts.join();
    });
    expect(heldBy(await holdEach(address, show, pairs(15)))).toBe((SEATS_AT_LEAST - 36) / 2);
  });
});

it('holds do not wait for a Redis that has stopped', async () => {
  const show = await makeShow(testApp);
  const { commands } = testApp.app.platform.redis;
  commands.disconnect();
  try {
    expect(heldBy(await holdEach('192.0.2.3', show, pairs(40)))).toBe(40);
  } finally {
    await commands.connect();
  }
});

it('an operator can switch the limit off', async () => {
  const show = await makeShow(testApp);
  const { url } = await testApp.openAnother({ SEATS_HELD_PERCENT_BY_ADDRESS: '100', SEATS_HELD_BY_ADDRESS: '1' });
  const hold = async (seatNos: readonly number[]) => {
    const input = { showId: show.id, seatIds: show.seats(...seatNos), idempotencyKey: randomUUID() };
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await testApp.token()}` },
      body: JSON.stringify({
        query: 'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { __typename } }',
        variables: { input },
      }),
    });
    const { data } = (await response.json()) as { data: { holdSeats: { __typename: string } } };
    return data.holdSeats.__typename;
  };
  const kinds = await Promise.all(pairs(40).map(hold));
  expect(new Set(kinds)).toEqual(new Set(['HoldSeatsPayload']));
});
