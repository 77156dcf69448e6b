import { encodeId, newId } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { plainSeatMap } from '../../support/factories/seat-maps';
import { type MadeShow, makeShow } from '../../support/factories/shows';
import { graphql } from '../../support/graphql';
import { extend, hold, holdFree } from '../../support/holds';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp({ QUEUE_TICK_MS: '100' });

interface Buyer {
  readonly id: string;
  readonly token: string;
}

async function makeBuyer(): Promise<Buyer> {
  const id = newId();
  return { id, token: await testApp.token({ id }) };
}

/** A show on sale with a waiting room that admits everyone who joins. */
async function openShow(change: object = {}, wishes: Parameters<typeof makeShow>[1] = {}): Promise<MadeShow> {
  const show = await makeShow(testApp, wishes);
  await testApp.app.modules.waitingRoom.configureWaitingRoom(show.showId, {
    active: true,
    admissionsPerMinute: 6000,
    ...change,
  });
  return show;
}

const admittedUntil = async (show: MadeShow, buyer: Buyer): Promise<Date | null> => {
  const admission = await testApp.app.modules.waitingRoom.checkAdmission(show.showId, buyer.id);
  return admission.kind === 'Admitted' ? admission.until : null;
};

async function admit(show: MadeShow, buyer: Buyer): Promise<Buyer> {
  await testApp.ask(
    graphql('mutation ($input: JoinQueueInput!) { joinQueue(input: $input) { __typename } }'),
    { input: { showId: show.id } },
    buyer.token,
  );
  await eventually(async () => (await admittedUntil(show, buyer)) !== null);
  return buyer;
}

it('only admitted buyers hold seats, and only while they are admitted', async () => {
  const show = await openShow({ insideSeconds: 30 });
  const [admitted, stranger] = [await makeBuyer(), await makeBuyer()];
  expect(await hold(testApp, show, [0], admitted.token)).toMatchObject({
    __typename: 'NotAdmitted',
    message: expect.stringContaining('waiting room'),
  });
  await admit(show, admitted);
  expect(await hold(testApp, show, [0], stranger.token)).toMatchObject({ __typename: 'NotAdmitted' });
  expect(await hold(testApp, show, [1, 2], stranger.token)).toMatchObject({ __typename: 'NotAdmitted' });

  testApp.clock.advanceSeconds(31);
  expect(await hold(testApp, show, [0], admitted.token)).toMatchObject({ __typename: 'NotAdmitted' });
  await admit(show, admitted);
  expect(await hold(testApp, show, [0], admitted.token)).toMatchObject({ __typename: 'HoldSeatsPayload' });
});

it('an admission to one show is not valid for another', async () => {
  const [one, other] = [await openShow(), await openShow()];
  const buyer = await admit(one, await makeBuyer());
  expect(await hold(testApp, other, [0], buyer.token)).toMatchObject({ __typename: 'NotAdmitted' });
  expect(await hold(testApp, one, [0], buyer.token)).toMatchObject({ __typename: 'HoldSeatsPayload' });
});

it('a buyer who left or was revoked holds nothing more, not even by repeating an earlier request', async () => {
  const show = await openShow();
  const [revoked, left] = [await admit(show, await makeBuyer()), await admit(show, await makeBuyer())];
  expect(await hold(testApp, show, [0], revoked.token, 'a key')).toMatchObject({ __typename: 'HoldSeatsPayload' });

  await testApp.ask(
    graphql('mutation ($input: RevokeAdmissionInput!) { revokeAdmission(input: $input) { revoked } }'),
    { input: { showId: show.id, viewerId: encodeId('viewer', revoked.id) } },
    await testApp.token({ roles: ['admin'] }),
  );
  await testApp.ask(
    graphql('mutation ($input: LeaveQueueInput!) { leaveQueue(input: $input) { left } }'),
    { input: { showId: show.id } },
    left.token,
  );
  expect(await hold(testApp, show, [0], revoked.token, 'a key')).toMatchObject({ __typename: 'NotAdmitted' });
  expect(await hold(testApp, show, [1], revoked.token)).toMatchObject({ __typename: 'NotAdmitted' });
  expect(await hold(testApp, show, [1], left.token)).toMatchObject({ __typename: 'NotAdmitted' });
});

it('a buyer stays admitted while their hold lives, and as long as it is extended', async () => {
  const show = await openShow({ insideSeconds: 30 }, { holdSeconds: 100 });
  const buyer = await admit(show, await makeBuyer());
  const held = await holdFree(testApp, show, [0], buyer.token);
  await eventually(async () => (await admittedUntil(show, buyer))?.toISOString() === held.expiresAt);
  testApp.clock.advanceSeconds(50);
  const extended = await extend(testApp, held.id, buyer.token);
  await eventually(async () => (await admittedUntil(show, buyer))?.toISOString() === extended.hold?.expiresAt);
  testApp.clock.advanceSeconds(60);
  expect(await hold(testApp, show, [1], buyer.token)).toMatchObject({ __typename: 'HoldSeatsPayload' });
});

it('if Redis loses everything, nobody is admitted and no hold is lost', async () => {
  const show = await openShow();
  const buyer = await admit(show, await makeBuyer());
  const held = await holdFree(testApp, show, [0], buyer.token);
  testApp.clock.advanceSeconds(5);
  await testApp.app.platform.redis.commands.flushall();
  expect(await hold(testApp, show, [1], buyer.token)).toMatchObject({ __typename: 'NotAdmitted' });
  const { viewer } = await testApp.ask(graphql('{ viewer { holds { id } } }'), {}, buyer.token);
  expect(viewer?.holds).toEqual([{ id: held.id }]);
});

it('a show without a waiting room requires no admission', async () => {
  const show = await makeShow(testApp, { seatMap: plainSeatMap(1, 2) });
  expect(await hold(testApp, show, [0], (await makeBuyer()).token)).toMatchObject({ __typename: 'HoldSeatsPayload' });
});
