import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';

const root = join(__dirname, '../../..');
const examples = join(root, 'src/platform/graphql/playground/examples');
const schema = buildSchema(readFileSync(join(root, 'schema/schema.graphql'), 'utf8'));

/** Rooms are built one after the other: an example may be ahead of the schema until the last of them stands. */
const complete =
  schema.getMutationType()?.getFields().holdSeats !== undefined &&
  schema.getSubscriptionType()?.getFields().queuePosition !== undefined;
const isAhead = (message: string) => /^(Cannot query field|Unknown type|Schema is not configured)/.test(message);

test.each(readdirSync(examples))("the playground's example %s is valid against the API", (name) => {
  const errors = validate(schema, parse(readFileSync(join(examples, name), 'utf8'))).map(({ message }) => message);
  expect(complete ? errors : errors.filter((message) => !isAhead(message))).toEqual([]);
});
