import { HoldWatches } from '../../../src/inventory/live/hold-watches';
import type { SeatTopic } from '../../../src/inventory/live/seat-topic';
import { decodeIdWithin, newId } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { HttpClient } from '../../support/graphql-client';
import { extend, type HeldSeat, hold, holdFree, release } from '../../support/holds';
import { purchase } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();

interface Change {
  readonly holdChanged: {
    readonly stage: string;
    readonly status: string;
    readonly expiresAt: string;
    readonly seats: readonly HeldSeat[];
    readonly order: { readonly id: string; readonly status: string } | null;
  };
}

const HOLD_CHANGED = `subscription ($holdId: ID!) {
  holdChanged(holdId: $holdId) { stage status expiresAt seats { id index status version } order { id status } }
}`;

/** The bank asks its holder first. */
const BANK = 'pm_card_authenticationRequired';

const watch = (holdId: string, token?: string) => testApp.subscribe<Change>(HOLD_CHANGED, { holdId }, token);
const stages = (changes: readonly Change[]) => changes.map(({ holdChanged }) => holdChanged.stage);

it('its buyer receives the hold as it is, then each change: extended, paying, paid', async () => {
  const show = await makeShow(testApp, { holdSeconds: 300 });
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [1, 2], token);
  const changes = watch(held.id, token);
  expect((await changes.at(0)).holdChanged).toMatchObject({
    stage: 'ACTIVE',
    status: 'ACTIVE',
    expiresAt: held.expiresAt,
  });

  testApp.clock.advanceSeconds(30);
  const { hold: extended } = await extend(testApp, held.id, token);
  expect((await changes.at(1)).holdChanged).toMatchObject({ stage: 'ACTIVE', expiresAt: extended?.expiresAt });

  const { order, clientSecret = '' } = await purchase(testApp, { holdId: held.id, paymentMethod: BANK }, token);
  await changes.until((all) => stages(all).at(-1) === 'PAYING');
  expect(changes.messages.at(-1)?.holdChanged).toMatchObject({ order: { id: order?.id, status: 'PENDING_PAYMENT' } });
  await testApp.payments.authenticate(clientSecret, 'complete');
  await changes.until((all) => stages(all).at(-1) === 'CONVERTED');
  expect(stages(changes.messages)).toEqual(['ACTIVE', 'ACTIVE', 'PAYING', 'CONVERTED']);
  expect(changes.messages.at(-1)?.holdChanged).toMatchObject({ order: { id: order?.id, status: 'CONFIRMED' } });
});

it('a declined payment makes the hold active again', async () => {
  const show = await makeShow(testApp);
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [1], token);
  const changes = watch(held.id, token);
  await changes.at(0);
  const { clientSecret = '' } = await purchase(testApp, { holdId: held.id, paymentMethod: BANK }, token);
  await changes.until((all) => stages(all).at(-1) === 'PAYING');
  await testApp.payments.authenticate(clientSecret, 'fail');
  await changes.until((all) => /ACTIVE|ENDING/.test(stages(all).at(-1) ?? ''));
  expect(changes.messages.at(-1)?.holdChanged.order).toBeNull();
});

it('time alone ends it: about to end, then expired, and released by its buyer', async () => {
  const show = await makeShow(testApp, { holdSeconds: 61 });
  const token = await testApp.token();
  const expiring = await holdFree(testApp, show, [1], token);
  const changes = watch(expiring.id, token);
  // It is active for a second; nobody does anything.
  await changes.until((all) => stages(all).at(-1) === 'ENDING');
  testApp.clock.advanceSeconds(60);
  await changes.until((all) => stages(all).at(-1) === 'EXPIRED');

  const released = await holdFree(testApp, show, [2], token);
  const others = watch(released.id, token);
  await others.at(0);
  await release(testApp, released.id, token);
  await others.until((all) => stages(all).at(-1) === 'RELEASED');
});

it('a cancelled show says that it is the reason, and a paused one that there is more time', async () => {
  const organizerId = newId();
  const organizer = await testApp.token({ roles: ['organizer'], id: organizerId });
  const show = await makeShow(testApp, { organizerId });
  const token = await testApp.token();
  const held = await holdFree(testApp, show, [1], token);
  const changes = watch(held.id, token);
  await changes.at(0);
  await testApp.ask(
    graphql('mutation ($input: UpdateShowInput!) { updateShow(input: $input) { __typename } }'),
    { input: { showId: show.id, salesPaused: true } },
    organizer,
  );
  await changes.until((all) => all.at(-1)?.holdChanged.expiresAt === held.expiresAtMax);
  // Remembers for some seconds that the show is not cancelled.
  const another = await testApp.openAnother();
  await another.modules.catalog.saleTermsOf(show.showId);
  await testApp.ask(
    graphql('mutation ($input: CancelShowInput!) { cancelShow(input: $input) { __typename } }'),
    { input: { showId: show.id } },
    organizer,
  );
  await changes.until((all) => stages(all).at(-1) === 'SHOW_CANCELLED');
  const http = new HttpClient(() => another.url);
  testApp.closing(async () => http.close());
  const stageThere = await http.ask(graphql('query ($id: ID!) { hold(id: $id) { stage } }'), { id: held.id }, token);
  expect(stageThere).toEqual({ hold: { stage: 'SHOW_CANCELLED' } });
});

it('forty buyers each receive the changes of their own hold alone', async () => {
  const show = await makeShow(testApp, { seatsPerBuyerMax: 2 });
  const tokens = await Promise.all(Array.from({ length: 40 }, () => testApp.token()));
  const holds = await Promise.all(
    tokens.map((token, index) => holdFree(testApp, show, [index * 2, index * 2 + 1], token)),
  );
  const watches = holds.map(({ id }, index) => watch(id, tokens[index]));
  await Promise.all(watches.map((each) => each.at(0)));
  await Promise.all(
    holds.map(({ id }, index) => (index % 2 === 0 ? release(testApp, id, tokens[index] ?? '') : undefined)),
  );
  await Promise.all(
    watches.map((each, index) =>
      index % 2 === 0 ? each.until((all) => stages(all).at(-1) === 'RELEASED') : undefined,
    ),
  );
  for (const [index, each] of watches.entries())
    expect(stages(each.messages)).toEqual(index % 2 === 0 ? ['ACTIVE', 'RELEASED'] : ['ACTIVE']);
});

it('nobody else can watch a hold', async () => {
  const show = await makeShow(testApp);
  const held = await holdFree(testApp, show, [1], await testApp.token());
  for (const [holdId, token] of [
    [held.id, await testApp.token()],
    [held.id, undefined],
    ['no-such-hold', await testApp.token()],
  ] as const) {
    const watched = watch(holdId, token);
    await eventually(() => JSON.stringify(watched.errors).includes('You have no such hold.'));
    expect(watched.messages).toEqual([]);
  }
});

it('a refused request that names what its map had shown is counted', async () => {
  const show = await makeShow(testApp);
  const revision = await testApp.app.modules.inventory.seatTopic.position(show.showId);
  const counted = async (result: string) => {
    const metrics = await (await fetch(`${testApp.url}/metrics`)).text();
    return Number(new RegExp(`frontrow_seen_selections_total\\{result="${result}"\\} (\\d+)`).exec(metrics)?.[1] ?? 0);
  };
  await hold(testApp, show, [1], await testApp.token(), undefined, revision);
  expect(await counted('held')).toBe(1);
  await eventually(async () => (await testApp.app.modules.inventory.seatTopic.position(show.showId)) !== revision);
  await hold(testApp, show, [1], await testApp.token(), undefined, revision);
  await eventually(async () => (await counted('stale')) === 1);
  const now = await testApp.app.modules.inventory.seatTopic.position(show.showId);
  await hold(testApp, show, [1], await testApp.token(), undefined, now);
  await eventually(async () => (await counted('known')) === 1);
});

describe('a watched hold', () => {
  /** Watches of this test alone, on the app's own database and streams. */
  const openWatches = (seats: Pick<SeatTopic, 'subscribe'> = testApp.app.modules.inventory.seatTopic) =>
    new HoldWatches(
      { database: testApp.database, clock: testApp.app.platform.clock, logger: testApp.app.platform.logger },
      // No hold is extended here.
      { seats, holds: { subscribe: () => new Silent() } },
    );
  async function heldByBuyer() {
    const id = newId();
    const show = await makeShow(testApp);
    const token = await testApp.token({ id });
    const { id: holdId } = await holdFree(testApp, show, [1, 2], token);
    const key = { showId: show.showId, holdId: decodeIdWithin('hold', holdId)?.uuid ?? '' };
    const hold = await testApp.app.modules.inventory.readHold(key, id);
    if (hold === null) throw new Error('It was held a moment ago');
    return { hold, end: () => release(testApp, holdId, token) };
  }

  it('keeps nothing of a stream that is opened and never used, or has ended', async () => {
    const watches = openWatches();
    const { hold } = await heldByBuyer();
    for (let count = 0; count < 1000; count += 1) watches.watch(hold);
    expect(watches.size).toBe(0);
    const used = Array.from({ length: 100 }, () => watches.watch(hold));
    await Promise.all(used.map((watch) => watch.next()));
    expect(watches.size).toBe(100);
    await Promise.all(used.map((watch) => watch.return()));
    expect(watches.size).toBe(0);
  });

  it('is followed again where the stream of its show could not be opened at first', async () => {
    const { seatTopic } = testApp.app.modules.inventory;
    let failures = 1;
    const watches = openWatches({
      subscribe(key, after) {
        if (failures === 0) return seatTopic.subscribe(key, after);
        failures -= 1;
        return new Silent(new Error('Redis is away'));
      },
    });
    const { hold, end } = await heldByBuyer();
    const watch = watches.watch(hold);
    expect((await watch.next()).value?.status).toBe('ACTIVE');
    await end();
    // Only the stream says so: the hold's own time is far away.
    expect((await watch.next()).value?.status).toBe('RELEASED');
    await watch.return();
  });
});

/** A stream without an event, or one that cannot be opened. */
class Silent implements AsyncIterableIterator<never> {
  private readonly end = new AbortController();
  constructor(private readonly fault: Error | null = null) {}
  [Symbol.asyncIterator](): this {
    return this;
  }
  async next(): Promise<IteratorResult<never, undefined>> {
    if (this.fault !== null) throw this.fault;
    await new Promise((resolve) => this.end.signal.addEventListener('abort', resolve));
    return { done: true, value: undefined };
  }
  async return(): Promise<IteratorResult<never, undefined>> {
    this.end.abort();
    return { done: true, value: undefined };
  }
}
