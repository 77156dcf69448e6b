import type { MadeShow } from './factories/shows';
import { graphql, type VariablesOf } from './graphql';
import { availability, hold } from './holds';
import type { TestApp } from './test-app';

/** The organizer of shows whose state a test changes. */
export const ORGANIZER_ID = '0190a000-0000-7000-8000-000000000001';

const UPDATE = graphql('mutation ($input: UpdateShowInput!) { updateShow(input: $input) { show { status } } }');
const CANCEL = graphql('mutation ($input: CancelShowInput!) { cancelShow(input: $input) { show { status } } }');
const QUEUE = graphql(
  'mutation ($input: ConfigureWaitingRoomInput!) { configureWaitingRoom(input: $input) { waitingRoom { active } } }',
);

export const organizerToken = (testApp: TestApp) => testApp.token({ roles: ['organizer'], id: ORGANIZER_ID });

const inHours = (testApp: TestApp, count: number) =>
  new Date(testApp.clock.now().getTime() + count * 3_600_000).toISOString();

export async function updateShow(
  testApp: TestApp,
  show: MadeShow,
  change: Omit<VariablesOf<typeof UPDATE>['input'], 'showId'>,
): Promise<unknown> {
  return testApp.ask(UPDATE, { input: { showId: show.id, ...change } }, await organizerToken(testApp));
}

/** Every state that a show can come into, and how. A show that `makeShow` has made for `ORGANIZER_ID` is on sale. */
const changes = {
  ON_SALE: async () => undefined,
  SALES_PAUSED: (testApp, show) => updateShow(testApp, show, { salesPaused: true }),
  /** The sale was put off. */
  SCHEDULED: (testApp, show) => updateShow(testApp, show, { salesOpenAt: inHours(testApp, 1) }),
  SALES_CLOSED: (testApp, show) => updateShow(testApp, show, { salesCloseAt: inHours(testApp, -0.5) }),
  /** The performance has begun. */
  STARTED: (testApp, show) => {
    const startsAt = inHours(testApp, -0.5);
    return updateShow(testApp, show, { startsAt, doorsAt: startsAt, salesCloseAt: startsAt });
  },
  /** Others hold whatever is free. */
  SOLD_OUT: async (testApp, show) => {
    for (const [seatNo, status] of [...(await availability(testApp, show)).statuses].entries()) {
      if (status === 'A') await hold(testApp, show, [seatNo], await testApp.token());
    }
  },
  /** Whoever wants to hold seats has to queue. */
  QUEUE: async (testApp, show) =>
    testApp.ask(QUEUE, { input: { showId: show.id, active: true } }, await organizerToken(testApp)),
  CANCELLED: async (testApp, show) =>
    testApp.ask(CANCEL, { input: { showId: show.id } }, await organizerToken(testApp)),
} satisfies Record<string, (testApp: TestApp, show: MadeShow) => Promise<unknown>>;

export type ShowState = keyof typeof changes;
export const showStates = Object.keys(changes) as readonly ShowState[];

export const changeShow = (testApp: TestApp, show: MadeShow, state: ShowState): Promise<unknown> =>
  changes[state](testApp, show);
