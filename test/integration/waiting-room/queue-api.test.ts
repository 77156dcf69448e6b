import { encodeId, newId } from '../../../src/platform';
import { commitmentOf, drawLots } from '../../../src/waiting-room/draw/shuffle';
import { verifyShuffle } from '../../../src/waiting-room/draw/verify-shuffle';
import { eventually } from '../../support/eventually';
import { insertShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { present } from '../../support/present';
import { join, latest, leave, type Position, type Watched, watch } from '../../support/queue';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({ QUEUE_TICK_MS: '100' });

interface Status {
  readonly active: boolean;
  readonly admissionsPerMinute: number;
  readonly whenUnreachable: string;
  readonly pauseReason: string | null;
  readonly waitingCount: number;
  readonly insideCount: number;
  readonly admittedCount: number;
  readonly departedCount: number;
}

const configureMutation = graphql(`mutation ($input: ConfigureWaitingRoomInput!) {
  configureWaitingRoom(input: $input) {
    waitingRoom {
      active admissionsPerMinute shopSize insideSeconds graceSeconds whenUnreachable pauseReason closedReason
      waitingCount insideCount admittedCount departedCount
    }
  }
}`);

async function configure(showId: string, change: Record<string, unknown>, token: string): Promise<Status> {
  const { configureWaitingRoom } = await testApp.ask(configureMutation, { input: { showId, ...change } }, token);
  return configureWaitingRoom.waitingRoom;
}

/** A show whose sale opens in so many seconds, and its organizer's token. */
async function openShow(opensInSeconds: number, change: Record<string, unknown> = {}) {
  const organizerId = newId();
  const organizer = await testApp.token({ roles: ['organizer'], id: organizerId });
  const salesOpenAt = new Date(testApp.clock.now().getTime() + opensInSeconds * 1000);
  const { id } = await insertShow(testApp.database, { salesOpenAt, organizerId });
  await configure(id, { active: true, ...change }, organizer);
  return { showId: id, organizer, salesOpenAt };
}

const buyers = (count: number) => Promise.all(Array.from({ length: count }, () => testApp.token()));
const kinds = (messages: readonly { queuePosition: Position }[]) =>
  messages.map(({ queuePosition }) => queuePosition.__typename);
const last = (messages: Watched['messages']) => latest({ messages });

it('a buyer joins, waits, is shuffled, moves up, is admitted and leaves', async () => {
  const { showId, salesOpenAt } = await openShow(60, { admissionsPerMinute: 600, shopSize: 2 });
  const tokens = await buyers(5);
  const joined: number[] = [];
  for (const token of tokens) {
    const { ticket, position } = await join(testApp, showId, token);
    expect(position).toMatchObject({ __typename: 'QueueBeforeSale', ticket, salesOpenAt: salesOpenAt.toISOString() });
    joined.push(ticket ?? 0);
  }
  expect(joined).toEqual([1, 2, 3, 4, 5]);
  const watches = tokens.map((token) => watch(testApp, showId, token));
  for (const each of watches) expect((await each.at(0)).queuePosition.__typename).toBe('QueueBeforeSale');

  const draws = async () => {
    const { show } = await testApp.ask(
      graphql('query ($id: ID!) { show(id: $id) { waitingRoomActive queueDraws { commitment seed ticketCount } } }'),
      { id: showId },
    );
    return present(show);
  };
  const { queueDraws: before, waitingRoomActive } = await draws();
  expect(waitingRoomActive).toBe(true);
  expect(before).toEqual([{ commitment: expect.stringMatching(/^[0-9a-f]{64}$/), seed: null, ticketCount: null }]);

  testApp.clock.advanceSeconds(60);
  await eventually(async () => (await draws()).queueDraws[0]?.seed !== null);
  const [draw] = (await draws()).queueDraws;
  expect(commitmentOf(draw?.seed ?? '')).toBe(before[0]?.commitment);
  const { placeOfNumber } = await drawLots(draw?.seed ?? '', draw?.ticketCount ?? 0);
  const verified = await verifyShuffle({ show: showId, url: testApp.url, ticket: '2' });
  expect(verified.kind).toBe('Kept');
  expect(verified.lines.at(-1)).toBe(`ticket 2 drew place ${placeOfNumber[1]} of 5`);

  // The first two places are admitted to a shop of two; the others get their positions in the order of the draw.
  const inOrder = [...watches.keys()].sort((a, b) => (placeOfNumber[a] ?? 0) - (placeOfNumber[b] ?? 0));
  const at = (place: number) => watches[inOrder[place - 1] ?? 0];
  for (const place of [1, 2]) await at(place)?.until((messages) => last(messages)?.__typename === 'QueueAdmitted');
  for (const place of [3, 4, 5]) {
    await at(place)?.until((messages) => last(messages)?.position === place - 2);
    expect(kinds(at(place)?.messages ?? [])).not.toContain('QueueAdmitted');
  }
  const first = tokens[inOrder[0] ?? 0] ?? '';
  expect(await leave(testApp, showId, first)).toBe(true);
  expect(await leave(testApp, showId, first)).toBe(false);
  await at(1)?.until((messages) => last(messages)?.__typename === 'QueueClosed');
  await eventually(() => at(1)?.ended() ?? false);
  await at(3)?.until((messages) => last(messages)?.__typename === 'QueueAdmitted');
  await at(4)?.until((messages) => last(messages)?.position === 1);
  for (const each of watches) {
    const positions = each.messages.flatMap(({ queuePosition: { position } }) => position ?? []);
    expect(positions).toEqual([...positions].sort((a, b) => b - a));
    each.stop();
  }
});

it('anyone can verify the draw, also after the queue started again, and against the commitment that they noted', async () => {
  const { showId, organizer } = await openShow(60);
  for (const token of await buyers(3)) await join(testApp, showId, token);
  const check = async (options: { readonly ticket?: string; readonly commitment?: string } = {}) => {
    const { kind, lines } = await verifyShuffle({ show: showId, url: testApp.url, ...options });
    return [kind, lines[0], lines.at(-1)];
  };
  const [kind, said = ''] = await check();
  expect(kind).toBe('Failed');
  const [, commitment = ''] = /has not taken place yet. Its commitment: ([0-9a-f]{64})$/.exec(said) ?? [];
  testApp.clock.advanceSeconds(60);
  await eventually(async () => (await check())[0] === 'Kept');
  const done = await check({ ticket: '3', commitment });
  expect(done).toEqual([
    'Kept',
    expect.stringContaining('seed'),
    expect.stringMatching(/^ticket 3 drew place [123] of 3$/),
  ]);

  await configure(showId, { active: false }, organizer);
  await configure(showId, { active: true, pauseReason: 'Later.' }, organizer);
  expect(await check({ ticket: '3', commitment })).toEqual(done);
  expect((await check({ commitment: commitmentOf('another') }))[0]).toBe('Broken');
  expect(await verifyShuffle({ show: 'show_none', url: testApp.url })).toMatchObject({
    kind: 'Failed',
    lines: expect.arrayContaining(['There is no show show_none.']),
  });
});

it('all tabs of a buyer get the same position, and one that leaves closes the others', async () => {
  const { showId } = await openShow(-1, { admissionsPerMinute: 1, pauseReason: 'A moment, please.' });
  const [token = '', ahead = ''] = await buyers(2);
  await join(testApp, showId, ahead);
  const { ticket } = await join(testApp, showId, token);
  expect((await join(testApp, showId, token)).ticket).toBe(ticket);
  const tabs = [watch(testApp, showId, token), watch(testApp, showId, token)];
  for (const tab of tabs) {
    expect((await tab.at(0)).queuePosition).toMatchObject({ position: 2, notice: 'A moment, please.' });
  }
  await leave(testApp, showId, ahead);
  for (const tab of tabs) await tab.until((messages) => last(messages)?.position === 1);
  await leave(testApp, showId, token);
  for (const tab of tabs) {
    await tab.until((messages) => last(messages)?.__typename === 'QueueClosed');
    await eventually(() => tab.ended());
  }
});

it('a show without a waiting room sends buyers straight to the seats', async () => {
  const { id } = await insertShow(testApp.database, { salesOpenAt: testApp.clock.now() });
  const token = await testApp.token();
  expect(await join(testApp, id, token)).toMatchObject({ __typename: 'QueueNotActive', message: expect.any(String) });
  const live = watch(testApp, id, token);
  expect((await live.at(0)).queuePosition).toMatchObject({ __typename: 'QueueClosed' });
  await eventually(() => live.ended());
  const { show } = await testApp.ask(graphql('query ($id: ID!) { show(id: $id) { waitingRoomActive } }'), { id });
  expect(show?.waitingRoomActive).toBe(false);
});

it('a buyer who was disconnected finds the place again, also through another process', async () => {
  const { showId } = await openShow(-1, { pauseReason: 'Later.' });
  const another = await testApp.openAnother({ QUEUE_TICK_MS: '100' });
  const tokens = await buyers(3);
  for (const token of tokens) await join(testApp, showId, token);
  const [, , token = ''] = tokens;
  const live = watch(testApp, showId, token);
  expect((await live.at(0)).queuePosition).toMatchObject({ position: 3 });
  live.stop();

  const response = await fetch(`${another.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: `mutation ($input: JoinQueueInput!) {
        joinQueue(input: $input) { ... on JoinQueuePayload { ticket position { ... on QueueWaiting { position } } } }
      }`,
      variables: { input: { showId } },
    }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  expect(errors).toBeUndefined();
  expect(data).toEqual({ joinQueue: { ticket: 3, position: { position: 3 } } });
});

it('a buyer who is disconnected for longer than the grace period loses the place', async () => {
  const { showId } = await openShow(-1, { pauseReason: 'Later.', graceSeconds: 10 });
  const [gone = '', here = ''] = await buyers(2);
  await join(testApp, showId, gone);
  await join(testApp, showId, here);
  const live = watch(testApp, showId, here);
  await live.at(0);
  testApp.clock.advanceSeconds(5);
  await live.until((messages) => last(messages)?.position === 2);
  testApp.clock.advanceSeconds(6);
  await live.until((messages) => last(messages)?.position === 1);
  expect((await watch(testApp, showId, gone).at(0)).queuePosition.reason).toContain('not in the queue');
});

it('an admission that expired is reported, and ends the stream', async () => {
  const { showId } = await openShow(-1, { insideSeconds: 30, admissionsPerMinute: 6000 });
  const token = await testApp.token();
  await join(testApp, showId, token);
  const live = watch(testApp, showId, token);
  await live.until((messages) => last(messages)?.__typename === 'QueueAdmitted');
  testApp.clock.advanceSeconds(31);
  await live.until((messages) => last(messages)?.__typename === 'QueueClosed');
  expect(last(live.messages)?.reason).toContain('Your time to choose seats is over');
  await eventually(() => live.ended());
});

it('a Redis that lost everything ends the streams with the reason, and buyers join again', async () => {
  const { showId } = await openShow(-1, { pauseReason: 'Later.' });
  const token = await testApp.token();
  await join(testApp, showId, token);
  const live = watch(testApp, showId, token);
  await live.at(0);
  testApp.clock.advanceSeconds(10);
  await testApp.app.platform.redis.commands.flushall();
  await live.until((messages) => last(messages)?.__typename === 'QueueClosed');
  expect(last(live.messages)?.reason).toContain('lost because of a technical error');
  expect((await join(testApp, showId, token)).position).toMatchObject({ __typename: 'QueueBeforeSale', ticket: 1 });
});

it('positions continue after the connection for events is lost', async () => {
  const { showId } = await openShow(-1, { pauseReason: 'Later.' });
  const [ahead = '', token = ''] = await buyers(2);
  await join(testApp, showId, ahead);
  await join(testApp, showId, token);
  const live = watch(testApp, showId, token);
  expect((await live.at(0)).queuePosition.position).toBe(2);
  await testApp.app.platform.redis.commands.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await leave(testApp, showId, ahead);
  await live.until((messages) => last(messages)?.position === 1);
});

it('the waiting room of a show that is over is switched off automatically', async () => {
  const salesOpenAt = new Date(testApp.clock.now().getTime() - 33 * 86_400_000);
  const { id } = await insertShow(testApp.database, { salesOpenAt });
  const admin = await testApp.token({ roles: ['admin'] });
  expect(await configure(id, { active: true }, admin)).toMatchObject({ active: true });
  await eventually(async () => {
    const { show } = await testApp.ask(
      graphql('query ($id: ID!) { show(id: $id) { waitingRoom { active } } }'),
      { id },
      admin,
    );
    return present(show?.waitingRoom).active === false;
  });
});

it('switching the waiting room off ends the streams', async () => {
  const { showId, organizer } = await openShow(3600);
  const token = await testApp.token();
  await join(testApp, showId, token);
  const live = watch(testApp, showId, token);
  await live.at(0);
  expect(await configure(showId, { active: false }, organizer)).toMatchObject({ active: false });
  await live.until((messages) => last(messages)?.__typename === 'QueueClosed');
  expect(last(live.messages)?.reason).toContain('no waiting room now');
});

describe('the organizer', () => {
  it('sees the counts, pauses with a reason, admits buyers manually and revokes an admission', async () => {
    const { showId, organizer } = await openShow(-1, {
      admissionsPerMinute: 1,
      shopSize: 3,
      pauseReason: 'Wait.',
      whenUnreachable: 'OPEN',
    });
    const ids = Array.from({ length: 5 }, newId);
    const tokens = await Promise.all(ids.map((id) => testApp.token({ id })));
    for (const token of tokens) await join(testApp, showId, token);
    const status = async () => {
      const { show } = await testApp.ask(
        graphql(`query ($id: ID!) { show(id: $id) { waitingRoom {
           active pauseReason whenUnreachable waitingCount insideCount admittedCount departedCount } } }`),
        { id: showId },
        organizer,
      );
      return present(show?.waitingRoom);
    };
    await eventually(async () => (await status()).waitingCount === 5);
    expect(await status()).toMatchObject({
      active: true,
      pauseReason: 'Wait.',
      whenUnreachable: 'OPEN',
      insideCount: 0,
    });

    const live = watch(testApp, showId, tokens[0]);
    const admitted = await testApp.ask(
      graphql('mutation ($input: LetBuyersInInput!) { letBuyersIn(input: $input) { asked } }'),
      { input: { showId, count: 2 } },
      organizer,
    );
    expect(admitted.letBuyersIn.asked).toBe(true);
    await live.until((messages) => last(messages)?.__typename === 'QueueAdmitted');
    await leave(testApp, showId, tokens[4] ?? '');
    await eventually(async () => {
      const { waitingCount, insideCount, admittedCount, departedCount } = await status();
      return `${waitingCount} ${insideCount} ${admittedCount} ${departedCount}` === '2 2 2 1';
    });

    const revoke = () =>
      testApp.ask(
        graphql('mutation ($input: RevokeAdmissionInput!) { revokeAdmission(input: $input) { revoked } }'),
        { input: { showId, viewerId: encodeId('viewer', ids[0] ?? '') } },
        organizer,
      );
    expect((await revoke()).revokeAdmission.revoked).toBe(true);
    expect((await revoke()).revokeAdmission.revoked).toBe(false);
    await live.until((messages) => last(messages)?.__typename === 'QueueClosed');
  });

  it('runs only their own shows; an admin runs all, a buyer none and sees no counts', async () => {
    const { showId } = await openShow(-1);
    const change = { input: { showId, admissionsPerMinute: 10 } };
    const codeFor = async (token?: string) =>
      (await testApp.graphql(configureMutation, change, token)).body.errors?.[0]?.extensions?.code;
    expect(await codeFor()).toBe('UNAUTHENTICATED');
    expect(await codeFor(await testApp.token())).toBe('FORBIDDEN');
    expect(await codeFor(await testApp.token({ roles: ['organizer'] }))).toBe('FORBIDDEN');
    expect(await codeFor(await testApp.token({ roles: ['admin'] }))).toBeUndefined();
    const { show } = await testApp.ask(
      graphql('query ($id: ID!) { show(id: $id) { waitingRoom { active } } }'),
      { id: showId },
      await testApp.token(),
    );
    expect(show?.waitingRoom).toBeNull();
  });

  it.each([
    { admissionsPerMinute: 0 },
    { shopSize: 100_001 },
    { insideSeconds: 29 },
    { graceSeconds: 3601 },
    { pauseReason: ' ' },
    { pauseReason: 'x'.repeat(301) },
    { pauseReason: 'Late\u0000r' },
    { pauseReason: 'Late\ud800r' },
    { insideSeconds: -2_147_483_648 },
    { shopSize: 2_147_483_647 },
  ])('is told what is wrong with %j', async (change) => {
    const { showId, organizer } = await openShow(-1);
    const answer = await testApp.graphql(configureMutation, { input: { showId, ...change } }, organizer);
    expect(answer.body.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});

it('nobody joins, leaves or subscribes without a token, and unknown shows are refused', async () => {
  const { showId } = await openShow(-1);
  const input = { input: { showId } };
  const code = async (query: string, variables: Record<string, unknown>, token?: string) =>
    (await testApp.graphql(query, variables, token)).body.errors?.[0]?.extensions?.code;
  const joining = 'mutation ($input: JoinQueueInput!) { joinQueue(input: $input) { __typename } }';
  expect(await code(joining, input)).toBe('UNAUTHENTICATED');
  expect(await code('mutation ($input: LeaveQueueInput!) { leaveQueue(input: $input) { left } }', input)).toBe(
    'UNAUTHENTICATED',
  );
  const token = await testApp.token();
  for (const id of ['show_', 'nonsense', encodeId('show', newId()), encodeId('event', newId())]) {
    expect(await code(joining, { input: { showId: id } }, token)).toBe('BAD_USER_INPUT');
  }
  const live = watch(testApp, showId);
  await eventually(() => live.ended());
  expect(live.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});
