import { type CsvError, parse } from 'csv-parse/sync';
import { forbiddenCharacterIn, normalText } from '../format/normal-text';
import type { Faults } from '../format/seat-map-fault';
import { seatMapLimits } from '../format/seat-map-format';

// biome-ignore format: by what they are about.
const COLUMNS = [
  'section', 'row', 'zone',
  'seat', 'x', 'y', 'id', 'label',
  'from', 'to', 'step',
  'features', 'level', 'entrance', 'capacity',
] as const;
export type Column = (typeof COLUMNS)[number];

const RECORD_BYTES_MAX = 64 * 1024;
/** A sheet whose program writes empty columns at the right of the table may be wide. */
const COLUMNS_MAX = 1_000;
/** Lines of separators alone, as at the end of a sheet. The parser is slow with lines of another length. */
const EMPTY_LINES_MAX = 20_000;

export interface TableLine {
  /** `line 7`, as an editor counts. */
  readonly place: string;
  /** The normal form of a cell; empty where the table has no such column. */
  readonly cell: (column: Column) => string;
}

export interface Table {
  readonly header: { readonly place: string; readonly has: (column: Column) => boolean };
  readonly delimiter: string;
  readonly lines: readonly TableLine[];
}

/**
 * Reads a table as spreadsheet programs of all countries write it: a first line `sep=;`, commas, semicolons or tabs
 * between the columns, titles in any case, empty lines and columns at the end. Null where nothing can be read.
 */
export function readTable(wholeText: string, faults: Faults): Table | null {
  const { text, delimiter } = withoutSeparatorLine(wholeText);
  const lines: TableLine[] = [];
  let header: Header | null = null;
  let emptyLines = 0;
  try {
    parse(text, {
      bom: true,
      delimiter,
      max_record_size: RECORD_BYTES_MAX,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      // A cell such as ="012" or 5" has quotes inside.
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      // Each record is judged here and not collected: a file of separators alone would fill the memory.
      on_record: (record: string[], { lines: number }: { lines: number }) => {
        const place = `line ${number}`;
        const cells = withoutEmptyEnd(record);
        if (cells.length === 0) {
          emptyLines += 1;
          if (emptyLines > EMPTY_LINES_MAX)
            throw new TableTooLong(`has more than ${EMPTY_LINES_MAX} lines without a text`);
        } else if (header === null) header = readHeader(cells, place, faults);
        else if (lines.length >= seatMapLimits.seatsMax)
          throw new TableTooLong(`has more than ${seatMapLimits.seatsMax} lines`);
        else if (header.isValid) {
          const line = readLine(cells, header, place, faults);
          if (line !== null) lines.push(line);
        }
        return null;
      },
    });
  } catch (error) {
    if (error instanceof TableTooLong) {
      faults.add('the table', error.message);
      return null;
    }
    // The parser throws nothing else.
    const { message, lines: line } = error as CsvError & { lines?: number };
    faults.add(`line ${line ?? 1}`, `is no CSV: ${message}`);
    return null;
  }
  return finish(header, lines, delimiter, faults);
}

function finish(header: Header | null, lines: TableLine[], delimiter: string, faults: Faults): Table | null {
  if (header === null) {
    faults.add('the table', 'is empty');
    return null;
  }
  if (lines.length === 0 && faults.count === 0) {
    faults.add(header.place, 'is the only line: the table has no seats');
  }
  if (!header.isValid || lines.length === 0) return null;
  return { header, lines, delimiter };
}

class TableTooLong extends Error {}

interface Header {
  readonly place: string;
  readonly width: number;
  readonly isValid: boolean;
  readonly has: (column: Column) => boolean;
  readonly indexOf: (column: Column) => number;
}

function readHeader(titles: readonly string[], place: string, faults: Faults): Header {
  const before = faults.count;
  const names = titles.slice(0, COLUMNS_MAX).map((title) => title.toLowerCase().replaceAll(/[\s_-]+/g, ''));
  if (titles.length > COLUMNS_MAX) faults.add(place, `has ${titles.length} columns; a table may have ${COLUMNS_MAX}`);
  const has = (column: Column): boolean => names.includes(column);
  for (const column of missingColumns(has)) faults.add(place, `has no column "${column}"`);
  for (const [index, name] of names.entries()) {
    if (name === '') continue;
    if (!COLUMNS.some((known) => known === name))
      faults.add(place, `has a column "${titles[index]}" that is not known`);
    else if (names.indexOf(name) !== index) faults.add(place, `has the column "${name}" twice`);
  }
  if (has('from') && has('to')) {
    for (const column of ['seat', 'x', 'y', 'id', 'label'] as const) {
      if (has(column)) faults.add(place, `has "${column}", which is for single seats, beside "from" and "to"`);
    }
  } else if (has('step')) faults.add(place, 'has "step", which needs "from" and "to"');
  return { place, width: names.length, isValid: faults.count === before, has, indexOf: (name) => names.indexOf(name) };
}

/** A table has single seats, with coordinates or without, or runs of seats from one number to another. */
function missingColumns(has: (column: Column) => boolean): Column[] {
  const seats: Column[] = has('from') || has('to') ? ['from', 'to'] : ['seat'];
  const coordinates: Column[] = has('x') || has('y') ? ['x', 'y'] : [];
  const all: Column[] = ['section', 'row', ...seats, ...coordinates, 'zone'];
  return all.filter((column) => !has(column));
}

/** Null where the line cannot be used; its faults were reported. */
function readLine(cells: readonly string[], header: Header, place: string, faults: Faults): TableLine | null {
  const before = faults.count;
  // Fewer cells are no fault: some programs leave the last ones out where they are empty.
  if (cells.length > header.width) {
    faults.add(place, `has ${cells.length} columns where the first line has ${header.width}`);
  }
  const texts = new Map<Column, string>();
  for (const column of COLUMNS) {
    const index = header.indexOf(column);
    const cell = index < 0 ? '' : unwrapped(normalText(cells[index] ?? ''));
    if (cell === '') continue;
    const forbidden = forbiddenCharacterIn(cell);
    if (forbidden !== null) faults.add(`${place}, ${column}`, forbidden);
    texts.set(column, cell);
  }
  if (faults.count > before) return null;
  return { place, cell: (column) => texts.get(column) ?? '' };
}

/** `="012"` is how one keeps the zero of a number in a spreadsheet. */
const unwrapped = (cell: string): string => normalText(/^="(.*)"$/.exec(cell)?.[1] ?? cell);

function withoutEmptyEnd(record: readonly string[]): string[] {
  let { length } = record;
  while (length > 0 && normalText(record[length - 1] ?? '') === '') length -= 1;
  return record.slice(0, length);
}

/**
 * Excel writes and reads a first line `sep=;`, which names the delimiter. Its end of line stays, so that lines keep
 * their numbers. Without it the delimiter is the one of which the first line has most.
 */
function withoutSeparatorLine(text: string): { text: string; delimiter: string } {
  const named = /^\ufeff?"?sep=([^\r\n"])"?[^\S\r\n]*(?=[\r\n])/i.exec(text);
  if (named !== null) return { text: text.slice(named[0].length), delimiter: named[1] ?? ',' };
  const header = text.trimStart().slice(0, RECORD_BYTES_MAX).split(/\r|\n/, 1)[0] ?? '';
  const uses = (delimiter: string): number => header.split(delimiter).length;
  const delimiter = [',', ';', '\t'].reduce((best, each) => (uses(each) > uses(best) ? each : best));
  return { text, delimiter };
}
