/**
 * One SQL statement. PostgreSQL parses and plans a named statement once per connection. The name says what it does, is
 * unique in the service, and appears in the logs.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export const statement = (name: string, text: string): Statement => ({ name, text });
