export type DecimalMark = '.' | ',';

const SPACES = /[\s\u00a0\u202f']/g;

/**
 * The decimal mark of a table's numbers, or null where they have both. `1,50` has a decimal comma; `1,500` may have
 * one or a mark of thousands, and then the other numbers decide, or else the delimiter of the table: programs that
 * write decimal commas part the columns by something else.
 */
export function decimalMarkOf(cells: Iterable<string>, delimiter: string): DecimalMark | null {
  const certain = new Set<DecimalMark>();
  const possible = new Set<DecimalMark>();
  for (const cell of cells) {
    const text = cell.replaceAll(SPACES, '');
    const marks = text.replaceAll(/[^.,]/g, '');
    const last = marks.at(-1);
    if (last !== '.' && last !== ',') continue;
    const other = last === '.' ? ',' : '.';
    const isRepeated = marks.split(last).length > 2;
    if (isRepeated) certain.add(other);
    else if (marks.length > 1 || !/^[-+\u2212]?[1-9][0-9]{0,2}[.,][0-9]{3}$/.test(text)) certain.add(last);
    else possible.add(last);
  }
  if (certain.size > 1) return null;
  const [mark] = certain;
  if (mark !== undefined) return mark;
  if (possible.size > 1) return null;
  return possible.has(',') && delimiter !== ',' ? ',' : '.';
}

/** A number as a spreadsheet program writes it, with this decimal mark; NaN where it is none. */
export function readNumber(cell: string, mark: DecimalMark): number {
  const text = cell.replaceAll(SPACES, '').replace('\u2212', '-');
  const [whole = '', ...rest] = text.split(mark);
  if (rest.length > 1) return Number.NaN;
  const grouping = mark === '.' ? ',' : '.';
  const digits = whole.includes(grouping)
    ? /^[-+]?[0-9]{1,3}(?:[.,][0-9]{3})+$/.test(whole)
      ? whole.replaceAll(grouping, '')
      : 'no number'
    : whole;
  const plain = rest.length === 0 ? digits : `${digits}.${rest[0]}`;
  return /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?$/.test(plain) ? Number(plain) : Number.NaN;
}
