import { Queue } from 'bullmq';
import { readDeadLetters } from '../../../src/checkout';
import { decodeIdWithin, newId } from '../../../src/platform';
import { eventually } from '../../support/eventually';
import { makeShow } from '../../support/factories/shows';
import { FrontrowProcess } from '../../support/frontrow-process';
import { holdFree } from '../../support/holds';
import { buy, cancel, purchase, readOrder } from '../../support/purchases';
import { openTestApp } from '../../support/test-app';

const testApp = openTestApp();
const sql = (text: string, values: unknown[] = []) => testApp.database.dataSource.query(text, values);
const uuidOf = (id: string): string => decodeIdWithin('order', id)?.uuid ?? '';

/** Runs a command as an operator would, beside the running service. */
async function run(...words: string[]): Promise<{ code: number | null; output: string }> {
  const {
    DATABASE_URL,
    REDIS_URL,
    STRIPE_SECRET_KEY = '',
    STRIPE_WEBHOOK_SECRET = '',
    STRIPE_API_URL = '',
  } = testApp.config;
  const addresses = { DATABASE_URL, REDIS_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_URL };
  const command = new FrontrowProcess(addresses, ...words);
  const { code } = await command.ended;
  return { code, output: command.output };
}

/** Whether something of an order waits for an operator. */
async function isParked(id: string): Promise<boolean> {
  return (await readDeadLetters(testApp.database)).some(({ orderId }) => orderId === uuidOf(id));
}

describe('dead letters', () => {
  /** The service gives up after some attempts, with growing pauses between them. */
  const ATTEMPTS_MS_MAX = 40_000;

  it('a refund that the bank sent back waits for a person, from the command that lists it to the replay', async () => {
    expect(await run('dead-letters')).toMatchObject({
      code: 0,
      output: expect.stringContaining('There are no dead letters.'),
    });
    const show = await makeShow(testApp);
    const token = await testApp.token();
    const { id: holdId } = await holdFree(testApp, show, [0], token);
    const { order } = await purchase(testApp, { holdId, paymentMethod: 'pm_card_refundFail' }, token);
    const id = order?.id ?? '';
    await cancel(testApp, id, token);
    await eventually(() => isParked(id));
    expect((await run('dead-letters')).output).toMatch(
      /refund re_\w+ {2}4250 EUR {2}The bank returned the refund: the buyer has to be paid in another way\./,
    );
    // Taken up again, it fails again: nothing has changed.
    expect(await run('dead-letters', 'replay', 'all')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Scheduled again: 1'),
    });
    await eventually(() => isParked(id));
  });

  it('a payment that the provider does not know is parked with its reason, and goes on once the cause is fixed', async () => {
    await testApp.payments.fault({ kind: 'webhook-never', times: 100 });
    const show = await makeShow(testApp);
    const token = await testApp.token();
    const { id: holdId } = await holdFree(testApp, show, [0], token);
    const wish = { holdId, paymentMethod: 'pm_card_authenticationRequired' };
    const { order, clientSecret = '' } = await purchase(testApp, wish, token);
    const id = order?.id ?? '';
    const [{ reference }] = await sql('select reference from payment where order_id = $1', [uuidOf(id)]);
    await sql(`update payment set reference = 'pi_lost' where order_id = $1`, [uuidOf(id)]);
    testApp.clock.advanceSeconds(10);
    await eventually(() => isParked(id), ATTEMPTS_MS_MAX);
    expect((await run('dead-letters')).output).toMatch(
      new RegExp(
        `order ${uuidOf(id)} {2}payment pi_lost {2}4250 EUR {2}The payment provider refused a call: resource_missing`,
      ),
    );
    expect(testApp.log).toContainEqual(
      expect.objectContaining({ orderId: uuidOf(id), msg: expect.stringContaining('npm run dead-letters') }),
    );
    // The seats wait with it: nobody knows whether they are paid.
    expect(await readOrder(testApp, id, token)).toMatchObject({ status: 'PENDING_PAYMENT' });

    await sql('update payment set reference = $2 where order_id = $1', [uuidOf(id), reference]);
    await testApp.payments.authenticate(clientSecret, 'complete');
    expect((await run('dead-letters', 'replay', uuidOf(id))).output).toContain('Scheduled again: 1');
    testApp.clock.advanceSeconds(10);
    await eventually(async () => (await readOrder(testApp, id, token))?.status === 'CONFIRMED');
    expect((await run('dead-letters')).output).not.toContain(uuidOf(id));
    await testApp.payments.withdrawFaults();
  });

  it('what nobody can mean is refused with the words that are understood', async () => {
    expect(await run('dead-letters', 'burn')).toMatchObject({
      code: 2,
      output: expect.stringContaining('dead-letters replay ORDER'),
    });
  });
});

describe('the comparison with the provider', () => {
  /** Money that the provider took in our name, of which nothing is recorded. */
  async function strangeCharge(): Promise<string> {
    const orderId = newId();
    await testApp.payments.stripe.paymentIntents.create({
      amount: 1234,
      currency: 'eur',
      confirm: true,
      payment_method: 'pm_card_visa',
      allowed_payment_method_types: ['card'],
      metadata: { order_id: orderId },
    });
    return orderId;
  }
  const day = 86_400_000;
  const compare = () => {
    const now = testApp.clock.now().getTime();
    return testApp.app.modules.checkout.compare({ from: new Date(now - day), before: new Date(now + day) });
  };

  it('is made each night by the job queue, and again by whichever process comes next', async () => {
    const prefix = testApp.app.platform.redis.jobsPrefix('checkout');
    const queue = new Queue('checkout', { connection: { url: testApp.redis.url }, prefix });
    try {
      await eventually(async () => (await queue.getJobScheduler('nightly')) !== undefined);
      expect(await queue.getJobScheduler('nightly')).toMatchObject({ pattern: '17 3 * * *' });
      // Tonight, now.
      await queue.add('nightly', {});
      await eventually(
        () =>
          testApp.log.some(({ msg }) => msg === "The payment ledger agrees with the provider's") ||
          JSON.stringify(testApp.log.slice(-5)),
      );
      const orderId = await strangeCharge();
      await queue.add('nightly', {});
      await eventually(() => testApp.log.some(({ msg }) => msg === "The payment ledger differs from the provider's"));
      const output = testApp.log.find(({ msg }) => msg === "The payment ledger differs from the provider's");
      expect(JSON.stringify(output?.damages)).toContain(`order ${orderId}`);
    } finally {
      await queue.close();
    }
  });

  it('tells what each side knows, and the command fails with it', async () => {
    const orderId = await strangeCharge();
    const { damages } = await compare();
    expect(damages).toContainEqual(
      expect.stringMatching(`order ${orderId}, .*: the provider charged 1234 EUR, 0 is recorded`),
    );
    // The provider's times are whole seconds, and the one that runs is not compared yet.
    let verified = await run('verify');
    await eventually(async () => {
      if (verified.output.includes(orderId)) return true;
      verified = await run('verify');
      return verified.output;
    });
    expect(verified.code).toBe(1);
    expect(verified.output).toMatch(/BROKEN {2}The provider's ledger and ours agree/);
  });

  it('finds what was given back there and not here, and what is paid here and not there', async () => {
    const show = await makeShow(testApp, { seatsPerBuyerMax: 10 });
    const token = await testApp.token();
    const [given, unpaid] = [await buy(testApp, show, [0], token), await buy(testApp, show, [1], token)];
    const referenceOf = async (id: string): Promise<string> =>
      (await sql('select reference from payment where order_id = $1', [uuidOf(id)]))[0].reference;
    await testApp.payments.stripe.refunds.create({ payment_intent: await referenceOf(given.id) });
    await sql(`update payment set reference = 'pi_nowhere' where order_id = $1`, [uuidOf(unpaid.id)]);
    const { damages } = await compare();
    expect(damages).toContainEqual(
      expect.stringMatching(`order ${uuidOf(given.id)}, .*: the provider refunded 4250 EUR, 0 is recorded`),
    );
    expect(damages).toContainEqual(
      expect.stringMatching(`order ${uuidOf(unpaid.id)}, .*: the provider charged 0 EUR, 4250 is recorded`),
    );
  });
});
