import { featureOfWord, type SeatFeature, seatFeatures } from '../format/seat-features';
import type { Faults } from '../format/seat-map-fault';
import { type Point, seatMapLimits } from '../format/seat-map-format';
import { type DecimalMark, decimalMarkOf, readNumber } from './read-number';
import type { Column, Table, TableLine } from './read-table';

/** A line of a table as places: one seat, a run of seats, or places of a standing area. */
export interface PlaceLine extends TableLine {
  /** The numbers of its seats from left to right; none for a standing area. */
  readonly numbers: readonly string[];
  /** How many places it is. */
  readonly count: number;
  /** In units of the file; null where the table has no coordinates. */
  readonly at: Point | null;
  readonly features: readonly SeatFeature[];
  readonly isStanding: boolean;
}

/** The lines that can be used; the faults of the others are reported. */
export function readPlaces(table: Table, faults: Faults): PlaceLine[] {
  const mark = table.header.has('x') ? markOf(table, faults) : '.';
  if (mark === null) return [];
  const lines: PlaceLine[] = [];
  let seats = 0;
  for (const line of table.lines) {
    const read = readPlaceLine(line, table, mark, faults);
    if (read === null) continue;
    seats += read.numbers.length;
    if (seats > seatMapLimits.seatsMax) {
      faults.add(line.place, `exceeds ${seatMapLimits.seatsMax} seats, which is as many as a map may have`);
      break;
    }
    lines.push(read);
  }
  return lines;
}

function markOf({ header, lines, delimiter }: Table, faults: Faults): DecimalMark | null {
  const mark = decimalMarkOf(
    lines.flatMap(({ cell }) => [cell('x'), cell('y')]),
    delimiter,
  );
  if (mark === null) faults.add(header.place, 'is followed by coordinates with decimal points and with decimal commas');
  return mark;
}

function readPlaceLine(line: TableLine, { header }: Table, mark: DecimalMark, faults: Faults): PlaceLine | null {
  const { place, cell } = line;
  const before = faults.count;
  const fault: AddFault = (column, message) => faults.add(`${place}, ${column}`, message);
  const number = (column: 'x' | 'y'): number => {
    const value = readNumber(cell(column), mark);
    if (!Number.isFinite(value)) fault(column, 'must be a number');
    return value;
  };
  const at = header.has('x') ? { x: number('x'), y: number('y') } : null;
  for (const column of ['section', 'zone'] as const) if (cell(column) === '') fault(column, 'is missing');
  const features = readFeatures(cell('features'), fault);
  const isStanding = features.includes('STANDING');
  let numbers: string[] = [];
  if (isStanding) {
    for (const column of ['seat', 'from', 'to'] as const) {
      if (cell(column) !== '') fault(column, 'is not for standing places, which have no number');
    }
    if (!/^[0-9]{0,7}$/.test(cell('capacity'))) fault('capacity', 'must be a whole number');
  } else {
    // Some programs fill an empty column of numbers with 0.
    if (!/^0?$/.test(cell('capacity'))) fault('capacity', 'is for standing areas alone');
    if (header.has('from')) numbers = readRun(cell('from'), cell('to'), cell('step'), fault);
    else if (cell('seat') === '') fault('seat', 'is missing');
    else numbers = [cell('seat')];
  }
  if (!/^(-?[0-9]{1,4})?$/.test(cell('level'))) fault('level', 'must be a whole number');
  if (faults.count > before) return null;
  const count = isStanding ? Number(cell('capacity') || 1) : numbers.length;
  return { ...line, numbers, count, at, features, isStanding };
}

type AddFault = (column: Column, message: string) => void;

/** One feature, or several parted by spaces, commas, `|` or `;`. */
function readFeatures(cell: string, fault: AddFault): SeatFeature[] {
  const whole = featureOfWord(cell);
  if (whole !== undefined) return [whole];
  const features = new Set<SeatFeature>();
  for (const word of cell.split(/[\s|;,]+/).filter(Boolean)) {
    const feature = featureOfWord(word);
    if (feature === undefined) fault('features', `"${word}" is not one of ${seatFeatures.join(', ')}`);
    else features.add(feature);
  }
  return [...features];
}

/**
 * The numbers of a run: 1 to 20, 39 to 1 by 2 (the odd ones, from the left end), 2 to 40 even. A number is padded as
 * the first one is: 01, 02 … 20.
 */
function readRun(from: string, to: string, step: string, fault: AddFault): string[] {
  const wholeNumber = (column: 'from' | 'to', text: string): number => {
    if (text === '') fault(column, 'is missing');
    else if (!/^[0-9]{1,6}$/.test(text)) fault(column, 'must be a whole number');
    else return Number(text);
    return Number.NaN;
  };
  const [first, last] = [wholeNumber('from', from), wholeNumber('to', to)];
  const by = stepOf(step, first, fault);
  if (Number.isNaN(first + last + by)) return [];
  const distance = Math.abs(last - first);
  if (distance % by !== 0) fault('to', `is not reached from ${from} in steps of ${by}`);
  const count = distance / by + 1;
  const { seatsPerRowMax } = seatMapLimits;
  if (count > seatsPerRowMax) fault('to', `makes ${Math.floor(count)} seats; a row may have ${seatsPerRowMax}`);
  if (distance % by !== 0 || count > seatsPerRowMax) return [];
  const direction = last < first ? -by : by;
  const width = from.startsWith('0') ? from.length : 0;
  return Array.from({ length: count }, (_, index) => String(first + index * direction).padStart(width, '0'));
}

function stepOf(cell: string, first: number, fault: AddFault): number {
  const word = cell.toLowerCase();
  if (word === '') return 1;
  if (word === 'odd' || word === 'even') {
    if (first % 2 === (word === 'odd' ? 0 : 1)) fault('from', `must be ${word}, as "step" is`);
    return 2;
  }
  if (/^[1-9][0-9]?$/.test(word)) return Number(word);
  fault('step', 'must be a whole number from 1 to 99, or "odd" or "even"');
  return Number.NaN;
}
