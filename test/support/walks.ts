/**
 * Some tables have a row for each step and a column for each fault, and take minutes. `npm test` walks a part in which
 * every row and every column occurs; `npm run test:walks` (WALKS=all) walks all of them.
 */
export const walksAll = process.env.WALKS === 'all';

/** Half of the columns for a row, the other half for the next one: of two neighbours one, of the next two the other. */
export function columnsOf<Column>(row: number, columns: readonly Column[]): Column[] {
  return columns.filter((_, column) => walksAll || (row + column + Math.floor(column / 2)) % 2 === 0);
}

/** The cases in which a value of either kind occurs for the first time. */
export function eachAtLeastOnce<Case extends readonly [row: string, column: string, ...rest: unknown[]]>(
  cases: readonly Case[],
): Case[] {
  const seen = new Set<string>();
  return cases.filter(([row, column]) => {
    const isNew = !seen.has(`row ${row}`) || !seen.has(`column ${column}`);
    seen.add(`row ${row}`).add(`column ${column}`);
    return walksAll || isNew;
  });
}
