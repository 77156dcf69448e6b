import { stringify } from 'csv-stringify/sync';
import type { Row } from './export-pages';

/** Spreadsheet programs take a file without it for one of another encoding. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * CSV by RFC 4180 with a line of names, a part for each page. A cell that a spreadsheet program would run as a formula, which
 * begins with one of `= + - @`, a tab or a carriage return, gets an apostrophe before it.
 */
export async function* writeCsv(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly string[],
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + stringify([columns], { record_delimiter: 'windows' });
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    yield stringify([...rows], { columns: [...columns], record_delimiter: 'windows', escape_formulas: true });
  }
}
