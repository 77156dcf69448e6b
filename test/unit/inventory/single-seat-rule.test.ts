import { judgeChoice } from '../../../src/inventory/single-seats/judge-choice';
import { drawn } from '../../support/free-seats';

const NOW = new Date('2026-11-27T12:00:00Z');
const terms = (singleSeatRule: 'OFF' | 'WARN' | 'LENIENT' | 'STRICT', allowsSingleAtAisle = false, inHours = 48) => ({
  singleSeatRule,
  allowsSingleAtAisle,
  startsAt: new Date(NOW.getTime() + inHours * 3_600_000),
});
const judge = (rows: readonly string[], chosen: readonly number[], rule: ReturnType<typeof terms>) =>
  judgeChoice(drawn(...rows).free, chosen, rule, NOW);

const REST = '..........';

it.each([
  ['a hole of one between two choices', ['xx....xx..', REST], [3, 4], [2, 5]],
  ['the seat at the end of a row', ['..........', REST], [1, 2], [0]],
  ['one seat beside each of two groups', ['..........', REST], [1, 2, 12, 13], [0, 11]],
])('a strict rule refuses %s, and suggests seats that leave none', (_, rows, chosen, singles) => {
  const verdict = judge(rows, chosen, terms('STRICT'));
  expect(verdict).toMatchObject({ kind: 'refused', singles: expect.arrayContaining([singles[0]]) });
  expect(verdict?.suggestions.length).toBeGreaterThan(0);
  for (const suggestion of verdict?.suggestions ?? []) {
    expect(suggestion).toHaveLength(chosen.length);
    expect(drawn(...rows).free.singlesOf(suggestion, false)).toEqual([]);
  }
});

it('the first suggestion is the nearest one', () => {
  expect(judge(['xx....xx..', REST], [3, 4], terms('STRICT'))?.suggestions[0]).toEqual([2, 3]);
});

it.each([
  ['a gap that others left', ['x.x...x...', REST], [3, 4, 5]],
  ['a whole run', ['xx....xx..', REST], [2, 3, 4, 5]],
  ['two seats beside the choice', ['xx....xx..', REST], [2, 3]],
  ['a seat on the other side of an aisle', ['.. ..xxxxxx', REST], [2, 3]],
])('nobody is refused for %s', (_, rows, chosen) => {
  expect(judge(rows, chosen, terms('STRICT'))).toBeNull();
});

it('a lenient rule refuses only what the same run could avoid; a strict one looks through the section', () => {
  const noRoom = ['xx...xxxxx', REST];
  expect(judge(noRoom, [2, 3], terms('LENIENT'))).toBeNull();
  expect(judge(noRoom, [2, 3], terms('STRICT'))?.kind).toBe('refused');
  expect(judge(['xx....xxxx', REST], [3, 4], terms('LENIENT'))?.kind).toBe('refused');
});

it('a warning holds the seats and names the single ones', () => {
  expect(judge(['xx....xx..', REST], [3, 4], terms('WARN'))).toEqual({
    kind: 'noted',
    singles: [2, 5],
    suggestions: [],
  });
});

it('no rule applies without other seats, in a section that is nearly sold, or shortly before the show', () => {
  const alone = ['xx...xxx..', 'xxxxxxxxxx'];
  expect(judge(['xx...xxxxx', 'xx.xxxxxxx'], [2, 3], terms('STRICT'))).toBeNull();
  expect(judge(alone, [2, 3], terms('STRICT'))?.suggestions).toEqual([[8, 9]]);
  const nearlySold = Array.from({ length: 10 }, (_, row) => (row === 0 ? 'xx...xxx..' : 'xxxxxxxxxx'));
  expect(judge(nearlySold, [2, 3], terms('STRICT'))).toBeNull();
  expect(judge(['xx....xx..', REST], [3, 4], terms('STRICT', false, 2))).toBeNull();
  expect(judge(['xx....xx..', REST], [3, 4], terms('OFF'))).toBeNull();
});

it('a single seat at an aisle or at the end of a row may stay where the show says so', () => {
  expect(judge([REST, REST], [1, 2], terms('STRICT', true))).toBeNull();
  expect(judge(['... .......', REST], [0, 1], terms('STRICT', true))).toBeNull();
  expect(judge(['xx....xx..', REST], [3, 4], terms('STRICT', true))?.kind).toBe('refused');
});

it('a choice with a place for a wheelchair is not judged, nor one whose seats are taken', () => {
  expect(judge(['..w.......', REST], [2], terms('STRICT'))).toBeNull();
  expect(judge(['x.........', REST], [0], terms('STRICT'))).toBeNull();
});
