/**
 * One SQL statement. PostgreSQL parses and plans a named statement once for each connection; the name tells what it
 * does, is unique in the whole service and is what `pg_stat_statements` and the logs show.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export const statement = (name: string, text: string): Statement => ({ name, text });
