import { chooseDocumentLanguage } from '../../../../src/tickets/documents';

it.each([
  [undefined, 'en'],
  [null, 'en'],
  ['', 'en'],
  ['de', 'de'],
  ['de-AT', 'de'],
  ['FR-ca', 'fr'],
  ['pl', 'en'],
  ['pl,fr;q=0.4,de;q=0.7', 'de'],
  ['fr;q=0.5, de;q=0.5', 'fr'],
  ['de;q=0, *;q=1', 'en'],
  ['de;q=x', 'en'],
  ['dexyz', 'en'],
  ['*', 'en'],
] as const)('for %j it is %s', (wish, language) => {
  expect(chooseDocumentLanguage(wish)).toBe(language);
});

it('reads no more of a header than its beginning', () => {
  expect(chooseDocumentLanguage(`${'x,'.repeat(10_000)}de`)).toBe('en');
});
