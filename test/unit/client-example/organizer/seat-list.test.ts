import { readSeatList } from '../../../../client-example/src/features/organizer/seats/read-seat-list';
import { partsOf, runsOf } from '../../../../client-example/src/features/organizer/seats/seat-runs';
import { decodeGeometry } from '../../../../client-example/src/seat-map/store/geometry';
import { plainGeometry } from '../seat-map/maps';

const file = plainGeometry(3, 4, 5);
const geometry = decodeGeometry({ ...file, labels: { 1: 'The best one', 5: 'Box 2, left' } });

it.each<[string, string, readonly number[], readonly string[]]>([
  ['labels', 'Stalls Row 1 Seat 1\nThe best one', [0, 1], []],
  ['labels in other cases and spaces', '  stalls  row 3 SEAT 4 ', [11], []],
  ['section, row and number', 'Stalls;2;3\nStalls,2,4\nStalls\t3\t1', [6, 7, 8], []],
  ['more columns', 'Stalls;2;3;Ada;paid', [6], []],
  ['quotes, and a label with a comma', '"Stalls";"1";"3"\n"Box 2, left"\nBox 2, left', [2, 5, 5], []],
  ['a heading and lines of other systems', '\uFEFFSection;Row;Seat\r\nStalls;1;1\r\n\r\n', [0], []],
  ['lines that name no seat', 'Stalls;1;1\nStalls;9;9\nMoon', [0], ['Stalls;9;9', 'Moon']],
  // Five places have this label: nobody knows which of them is meant.
  ['a standing place', 'Stalls;1;1\nFloor Pit', [0], ['Floor Pit']],
  ['nothing', '', [], []],
])('a file with %s', (_, text, indexes, unknown) => {
  expect(readSeatList(text, geometry)).toEqual({ indexes, unknown });
});

it('seats become runs of neighbours, in parts', () => {
  const run = (from: number, to: number) => ({ from, to });
  expect(runsOf([])).toEqual([]);
  expect(runsOf([0, 1, 2, 5, 7, 8])).toEqual([run(0, 2), run(5, 5), run(7, 8)]);
  expect(partsOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
});
