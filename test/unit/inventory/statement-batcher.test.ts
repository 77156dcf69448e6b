import { setImmediate as turn } from 'node:timers/promises';
import pino from 'pino';
import { StatementBatcher } from '../../../src/inventory/holds/statement-batcher';

const ROW = { outbox_rows: null };
const SEAT_LOCKED = Object.assign(new Error('could not obtain lock on row'), { code: '55P03' });
const CONNECTION_LOST = Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' });

/** Claims are numbers. `run` is a statement of them, which ends when the test says so. */
function batcherOf(run: (claims: readonly number[]) => Promise<void>) {
  return new StatementBatcher<number, typeof ROW & { readonly of: number }>({
    outbox: { deliver: () => undefined },
    logger: pino({ level: 'silent' }),
    keysOf: (claim) => [String(claim)],
    groupOf: () => null,
    async run(claims) {
      await run(claims);
      return claims.map((of) => ({ ...ROW, of }));
    },
  });
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('Claims that go to the database together', () => {
  it('come in one statement from those who ask in one turn of the event loop', async () => {
    const statements: number[] = [];
    const batcher = batcherOf(async (claims) => void statements.push(claims.length));
    await Promise.all(upTo(16).map((claim) => batcher.claim(claim)));
    expect(statements).toEqual([16]);
  });

  it('are half of a crowd in each statement, two statements at once', async () => {
    const statements: number[] = [];
    const running = new Set<() => void>();
    const batcher = batcherOf((claims) => {
      statements.push(claims.length);
      return new Promise((resolve) => running.add(resolve));
    });
    const answers = Promise.all(upTo(80).map((claim) => batcher.claim(claim)));
    await turn();
    await turn();
    expect(statements).toEqual([40, 40]);
    for (const end of running) end();
    expect((await answers).map((row) => row?.of)).toEqual(upTo(80));
  });

  it('are 64 at most, and all of a larger crowd are answered', async () => {
    const statements: number[] = [];
    const batcher = batcherOf(async (claims) => {
      statements.push(claims.length);
      await turn();
    });
    const answers = await Promise.all(upTo(1000).map((claim) => batcher.claim(claim)));
    expect(answers.map((row) => row?.of)).toEqual(upTo(1000));
    expect(Math.max(...statements)).toBe(64);
  });

  it('fail alone where one of them cannot be made, and few statements find which', async () => {
    let statements = 0;
    const batcher = batcherOf(async (claims) => {
      statements += 1;
      if (claims.includes(37)) throw SEAT_LOCKED;
    });
    const outcomes = await Promise.allSettled(upTo(128).map((claim) => batcher.claim(claim)));
    expect(outcomes.flatMap(({ status }, claim) => (status === 'rejected' ? [claim] : []))).toEqual([37]);
    expect(outcomes[37]).toMatchObject({ reason: { code: '55P03' } });
    expect(statements).toBeLessThanOrEqual(2 + 14);
  });

  it('each have an outcome where every one of them fails, four statements at once', async () => {
    let running = 0;
    let runningMax = 0;
    const batcher = batcherOf(async () => {
      running += 1;
      runningMax = Math.max(runningMax, running);
      await turn();
      running -= 1;
      throw SEAT_LOCKED;
    });
    const outcomes = await Promise.allSettled(upTo(32).map((claim) => batcher.claim(claim)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(runningMax).toBeLessThanOrEqual(2 * 4);
  });

  it('are not tried again where the database cannot be reached', async () => {
    let statements = 0;
    const batcher = batcherOf(async () => {
      statements += 1;
      throw CONNECTION_LOST;
    });
    const outcomes = await Promise.allSettled(upTo(16).map((claim) => batcher.claim(claim)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(statements).toBe(1);
  });

  it('go on after others have failed', async () => {
    let isFailing = true;
    const batcher = batcherOf(async () => {
      if (isFailing) throw SEAT_LOCKED;
    });
    await expect(batcher.claim(1)).rejects.toMatchObject({ code: '55P03' });
    isFailing = false;
    expect(await batcher.claim(1)).toMatchObject({ of: 1 });
  });
});
