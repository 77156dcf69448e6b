import { readFileSync } from 'node:fs';
import { buildSchema, isUnionType } from 'graphql';
import { refusalText } from '../../../client-example/src/app/refusal-text';
import { messages as german } from '../../../client-example/src/messages/de';
import { messages as english } from '../../../client-example/src/messages/en';
import { messages as french } from '../../../client-example/src/messages/fr';
import { makeTranslate } from '../../../client-example/src/messages/translate';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
/** The page shows more than a sentence of these. */
const withNotices = new Set([
  'PaymentActionRequired',
  'PaymentDeclined',
  'PaymentNotPossible',
  'PaymentUnavailable',
  'LeavesSingleSeat',
  'NoSuchSeats',
]);

function refusalsOf(unionName: string): string[] {
  const union = schema.getType(unionName);
  if (!isUnionType(union)) throw new Error(`${unionName} is no union`);
  const problems = union.getTypes().filter((type) => type.getInterfaces().some(({ name }) => name === 'Problem'));
  return problems.map(({ name }) => name).filter((name) => !withNotices.has(name));
}

it.each(['HoldSeatsResult', 'ExtendHoldResult', 'PurchaseResult', 'CancelOrderResult'])(
  'each refusal of %s has a text in every language',
  (unionName) => {
    const refusals = refusalsOf(unionName);
    expect(refusals.length).toBeGreaterThan(1);
    for (const __typename of refusals) {
      const texts = [makeTranslate(english, 'en-GB'), makeTranslate(german, 'de'), makeTranslate(french, 'fr')].map(
        (t) => refusalText(t, { __typename, message: 'of the service' }),
      );
      expect(texts).not.toContain('of the service');
      expect(new Set(texts).size).toBe(3);
    }
  },
);

it('a refusal that the site does not know is told in the words of the service', () => {
  const t = makeTranslate(german, 'de');
  expect(refusalText(t, { __typename: 'SomethingNew', message: 'Not today.' })).toBe('Not today.');
});
