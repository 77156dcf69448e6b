import { type FieldNode, Kind } from 'graphql';
import { Turns } from '../../../src/platform/graphql/limits/turns';

const node: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'nodes' } };

/** How many turns of the event loop passed at each item. */
async function turnsOf(spread: () => readonly unknown[]): Promise<number[]> {
  let turn = 0;
  let isOver = false;
  const count = () => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const seen = await Promise.all(spread().map((item) => Promise.resolve(item).then(() => turn)));
  isOver = true;
  return seen;
}

it('a short list stays as it is', () => {
  const items = [{}, {}, {}];
  expect(new Turns(() => 10).spread(items, node)).toEqual(items);
});

it('a long list is divided among turns, in order, and nothing of it is lost', async () => {
  const items = Array.from({ length: 1000 }, (_, index) => ({ index }));
  const spread = new Turns(() => 15).spread(items, node);
  expect(await Promise.all(spread)).toEqual(items);
  const turns = await turnsOf(() => new Turns(() => 15).spread(items, node));
  expect(turns).toEqual(turns.toSorted((a, b) => a - b));
  const perTurn = new Map<number, number>();
  for (const turn of turns) perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
  expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(100);
  expect(perTurn.size).toBeGreaterThanOrEqual(10);
});

it('many lists of one operation share its turns', async () => {
  const turns = new Turns(() => 100);
  const seen = await turnsOf(() => Array.from({ length: 100 }, () => turns.spread([{}, {}], node)).flat());
  expect(new Set(seen).size).toBeGreaterThan(10);
});

it('what is left at the end of the operation is abandoned', async () => {
  const turns = new Turns(() => 1000);
  const items = turns.spread([{}, {}, {}], node);
  turns.end();
  expect(items[0]).toEqual({});
  const results = await Promise.allSettled(items.slice(1));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(() => turns.take(1)).toThrow('abandoned');
});
