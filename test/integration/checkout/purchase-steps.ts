import { Client } from 'pg';
import { decodeIdWithin } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import type { MadeShow } from '../../support/factories/shows';
import { type Api, HttpClient } from '../../support/graphql-client';
import { extend, hold, holdFree, release } from '../../support/holds';
import { cancel, purchase, readOrder, resume } from '../../support/purchases';
import type { TestApp } from '../../support/test-app';
import { untilServed } from '../../support/until-served';

/** A buyer on the way, with a show of its own. */
export interface Way {
  readonly show: MadeShow;
  readonly token: string;
  /** The process that is asked. */
  api: Api;
  holdId: string;
  orderId: string;
  clientSecret: string;
}

export interface Step {
  /** How far the buyer is when the step begins. */
  readonly prepare: (way: Way) => Promise<void>;
  /** Returns what the API answers. */
  readonly act: (way: Way) => Promise<string>;
  /** What counts instead, once nothing is open any more. */
  readonly outcome?: (way: Way) => Promise<string>;
  /** Has the shows change after `act` has begun for all ways, and before it has its effect; returns what `act` returns. */
  readonly interrupt: (ways: readonly Way[], middle: Middle) => Promise<readonly string[]>;
}

interface Middle {
  act(): Promise<readonly string[]>;
  change(): Promise<unknown>;
}

export type StepName =
  | 'holdSeats'
  | 'extendHold'
  | 'releaseHold'
  | 'purchase'
  | 'a new card after the bank'
  | 'resumePurchase'
  | 'the bank says yes'
  | 'cancelOrder at the bank'
  | 'cancelOrder';

/** The steps of a buyer, for a test app with a connection to the database for each way. */
export function purchaseSteps(testApp: TestApp): Readonly<Record<StepName, Step>> {
  const holds = async (way: Way) => {
    way.holdId = (await holdFree(testApp, way.show, [0, 1], way.token)).id;
  };
  const goesToTheBank = async (way: Way) => {
    await holds(way);
    const answer = await purchase(
      testApp,
      { holdId: way.holdId, paymentMethod: 'pm_card_authenticationRequired' },
      way.token,
    );
    way.orderId = answer.order?.id ?? '';
    way.clientSecret = answer.clientSecret ?? '';
  };
  const buys = async (way: Way) => {
    await holds(way);
    way.orderId = (await purchase(testApp, { holdId: way.holdId }, way.token)).order?.id ?? '';
  };
  const bankSaysYes = async (way: Way) => {
    // A payment that was cancelled at the provider cannot be confirmed any more.
    await testApp.payments.authenticate(way.clientSecret, 'complete').catch(() => undefined);
  };
  const statusOf = async ({ orderId, token }: Way) => (await readOrder(testApp, orderId, token))?.status ?? 'none';

  /** The provider takes its time over these calls. */
  const whileProviderWorks =
    (of: 'payment_intents.confirm' | 'payment_intents.cancel' | 'refunds.create'): Step['interrupt'] =>
    async ({ length }, { act, change }) => {
      await testApp.payments.fault({ kind: 'slow', of, when: 'before-effect', ms: 60_000, times: length });
      const acting = act();
      await eventually(async () => (await testApp.payments.faultsLeft()) === 0);
      await change();
      await testApp.payments.withdrawFaults();
      return acting;
    };

  /** Another session has the rows of the holds: the statements of the step wait for it, and those of the change behind. */
  const whileHoldsAreLocked: Step['interrupt'] = async (ways, { act, change }) => {
    const session = new Client({ connectionString: testApp.config.DATABASE_URL });
    await session.connect();
    await session.query('begin');
    const holdIds = ways.map(({ holdId }) => decodeIdWithin('hold', holdId)?.uuid);
    await session.query('select from seat_hold where id = any($1) for update', [holdIds]);
    const acting = act();
    const waiting = `select count(*)::integer as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually(async () => (await session.query(waiting)).rows[0].count >= ways.length);
    const changing = change();
    await session.query('commit');
    await session.end();
    const answers = await acting;
    await changing;
    return answers;
  };

  /** The step goes to another process, which remembers the show as it was. */
  const whileAnotherProcessRemembers: Step['interrupt'] = async (ways, { act, change }) => {
    const app = await testApp.openAnother();
    const another = new HttpClient(() => app.url);
    testApp.closing(async () => another.close());
    for (const way of ways) {
      const token = await testApp.token();
      await release(another, (await holdFree(another, way.show, [0], token)).id, token);
      way.api = another;
    }
    await change();
    return act();
  };

  return {
    holdSeats: {
      prepare: async () => undefined,
      act: async (way) => {
        const answer = await hold(way.api, way.show, [0, 1], way.token);
        way.holdId = answer.hold?.id ?? '';
        return answer.__typename;
      },
      interrupt: whileAnotherProcessRemembers,
    },
    extendHold: {
      prepare: holds,
      act: (way) => untilServed(async () => (await extend(testApp, way.holdId, way.token)).__typename),
      interrupt: whileHoldsAreLocked,
    },
    releaseHold: {
      prepare: holds,
      act: (way) => untilServed(async () => (await release(testApp, way.holdId, way.token)).__typename),
      interrupt: whileHoldsAreLocked,
    },
    purchase: {
      prepare: holds,
      act: async (way) => {
        const answer = await purchase(testApp, { holdId: way.holdId }, way.token);
        way.orderId = answer.order?.id ?? '';
        return answer.__typename;
      },
      interrupt: whileProviderWorks('payment_intents.confirm'),
    },
    /** The buyer leaves the bank's page and takes another card. */
    'a new card after the bank': {
      prepare: goesToTheBank,
      act: async (way) => (await purchase(testApp, { holdId: way.holdId }, way.token)).__typename,
      interrupt: whileProviderWorks('payment_intents.confirm'),
    },
    resumePurchase: {
      prepare: goesToTheBank,
      act: async (way) => {
        await bankSaysYes(way);
        return (await resume(testApp, way.orderId, way.token)).__typename;
      },
      interrupt: whileProviderWorks('payment_intents.confirm'),
    },
    /** Nobody comes back: the webhook and the reconciler go on. */
    'the bank says yes': {
      prepare: goesToTheBank,
      act: async (way) => {
        await bankSaysYes(way);
        // The reconciler reads the payment again after seconds, and long before the buyer's time at the bank is over.
        testApp.clock.advanceSeconds(20);
        await eventually(async () => (await statusOf(way)) !== 'PENDING_PAYMENT', 60_000);
        return '';
      },
      outcome: statusOf,
      interrupt: whileProviderWorks('payment_intents.confirm'),
    },
    'cancelOrder at the bank': {
      prepare: goesToTheBank,
      act: async (way) => (await cancel(testApp, way.orderId, way.token)).__typename,
      interrupt: whileProviderWorks('payment_intents.cancel'),
    },
    cancelOrder: {
      prepare: buys,
      act: async (way) => (await cancel(testApp, way.orderId, way.token)).__typename,
      interrupt: whileProviderWorks('refunds.create'),
    },
  };
}
