import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';

const root = join(__dirname, '../../..');
const examples = join(root, 'src/playground/page/examples');
const schema = buildSchema(readFileSync(join(root, 'schema/schema.graphql'), 'utf8'));

it.each(readdirSync(examples))("the playground's example %s is valid against the API", (name) => {
  const errors = validate(schema, parse(readFileSync(join(examples, name), 'utf8'))).map(({ message }) => message);
  expect(errors).toEqual([]);
});
