import type { Cell, Row } from './export-pages';

/** Spreadsheet programs take a file without it for one of another encoding. */
const BYTE_ORDER_MARK = '\ufeff';
const LINE_END = '\r\n';

/** Also in the wide forms of East Asian keyboards. */
const isFormula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const isQuoted = /[",\r\n]|^\s|\s$/;

/**
 * CSV by RFC 4180 with a line of names, a part for each page. A cell that a spreadsheet program would run as a formula, which
 * begins with one of `= + - @`, a tab or a carriage return, gets an apostrophe before it. Written as text at once: an object for
 * each row and cell is ten times the work, and garbage that V8 lets grow.
 */
export async function* writeCsv(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly string[],
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lineOf(columns);
  for await (const rows of pages) {
    let lines = '';
    for (const row of rows) lines += lineOf(row);
    if (lines !== '') yield lines;
  }
}

function lineOf(row: Row): string {
  let line = '';
  for (let index = 0; index < row.length; index += 1) line += (index === 0 ? '' : ',') + textOf(row[index] ?? null);
  return line + LINE_END;
}

function textOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = isFormula.test(cell) ? `'${cell}` : cell;
  return isQuoted.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
