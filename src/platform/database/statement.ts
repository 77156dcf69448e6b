declare const isNamed: unique symbol;

/**
 * One SQL statement. PostgreSQL parses and plans a named statement once per connection. The name says what it does, is
 * unique in the service, and appears in the logs. Only `statement` makes one, so that a test finds them all.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly [isNamed]: true;
}

// The mark exists for the compiler alone.
export const statement = (name: string, text: string): Statement => ({ name, text }) as Statement;
