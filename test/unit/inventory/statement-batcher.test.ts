import { setImmediate as turn } from 'node:timers/promises';
import pino from 'pino';
import { LateClaim, StatementBatcher } from '../../../src/inventory/holds/statement-batcher';

interface Answer {
  readonly outbox_rows: null;
  readonly of: number;
}

/** Claims are numbers. Each statement ends in the next turn of the event loop, and fails where it has a number of `locked`. */
class Claims {
  readonly statements: number[][] = [];
  readonly locked = new Set<number>();
  readonly batcher = new StatementBatcher<number, Answer>({
    outbox: { deliver: () => undefined },
    logger: pino({ level: 'silent' }),
    keysOf: (claim) => [String(claim)],
    groupOf: () => null,
    run: async (claims) => {
      this.statements.push([...claims]);
      await turn();
      if (claims.some((claim) => this.locked.has(claim)))
        throw Object.assign(new Error('could not obtain lock on row'), { code: '55P03' });
      return claims.map((of) => ({ outbox_rows: null, of }));
    },
  });
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('Claims that go to the database together', () => {
  it('come in one statement from those who ask in one turn of the event loop', async () => {
    const { batcher, statements } = new Claims();
    const answers = await Promise.all(upTo(16).map((claim) => batcher.claim(claim)));
    expect(answers.map((answer) => answer?.of)).toEqual(upTo(16));
    expect(statements).toEqual([upTo(16)]);
  });

  it('each have an outcome of their own where one of them cannot be made', async () => {
    const { batcher, locked } = new Claims();
    locked.add(37);
    const outcomes = await Promise.allSettled(upTo(100).map((claim) => batcher.claim(claim)));
    expect(outcomes.flatMap(({ status }, claim) => (status === 'rejected' ? [claim] : []))).toEqual([37]);
  });
});

describe('Claims that are decided when they go into a statement', () => {
  /** At most so many are on their way at once. */
  function gate(most: number) {
    let onTheirWay = 0;
    let worst = 0;
    const late = (claim: number | null) =>
      new LateClaim<number, Answer>(
        [`late ${claim}`],
        () => onTheirWay < most,
        () => {
          if (claim !== null) worst = Math.max(worst, ++onTheirWay);
          return claim;
        },
        () => {
          onTheirWay -= 1;
        },
      );
    return { late, worst: () => worst };
  }

  it('wait for their turn, and all come to it, also behind one that fails', async () => {
    const { batcher, locked, statements } = new Claims();
    locked.add(3);
    const { late, worst } = gate(2);
    const outcomes = await Promise.allSettled(upTo(50).map((claim) => batcher.claim(late(claim))));
    expect(outcomes.flatMap(({ status }, claim) => (status === 'rejected' ? [claim] : []))).toEqual([3]);
    expect(worst()).toBe(2);
    expect(Math.max(...statements.map(({ length }) => length))).toBeLessThanOrEqual(2);
  });

  it('let others go before them', async () => {
    const { batcher, statements } = new Claims();
    const { late } = gate(1);
    await Promise.all([...[0, 1, 2].map((claim) => batcher.claim(late(claim))), batcher.claim(10), batcher.claim(11)]);
    expect(statements[0]).toEqual([0, 10, 11]);
    expect(statements.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 10, 11]);
  });

  it('are answered without a statement where nothing is chosen', async () => {
    const { batcher, statements } = new Claims();
    const { late } = gate(1);
    expect(await Promise.all([null, null, null].map((claim) => batcher.claim(late(claim))))).toEqual([
      null,
      null,
      null,
    ]);
    expect(statements).toEqual([]);
  });
});
