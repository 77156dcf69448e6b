import { parseEmailAddress } from '../../../src/platform';

it.each([
  'ada@example.com',
  "o'hara+tickets@example.co.uk",
  'ada@bücher.example',
  'ada@xn--bcher-kva.example',
  'почта@пример.рф',
  'ada@例え.jp',
  `${'a'.repeat(64)}@example.com`,
  `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.example`,
])('%s is an address', (text) => {
  expect(parseEmailAddress(text)).toBe(text);
});

it('an address is stored in its composed form', () => {
  expect(parseEmailAddress('ada@bu\u0308cher.example')).toBe('ada@bücher.example');
});

it.each([
  '',
  'ada',
  '@example.com',
  'ada@',
  'ada@localhost',
  'ada@@example.com',
  'a da@example.com',
  'ada@exa mple.com',
  'ada.@example.com',
  '.ada@example.com',
  'ada..b@example.com',
  'ada@-example.com',
  'ada@example..com',
  'ada@example.com.',
  'ada@127.0.0.1',
  'ada@[127.0.0.1]',
  'ada@example.com:25',
  'ada@example.com/x',
  'ada@exa%6dple.com',
  'ada\u0000@example.com',
  'ada@example.com\r\nbcc: x@example.com',
  'ada\ud800@example.com',
  'ada\u202e@example.com',
  `${'a'.repeat(65)}@example.com`,
  `a@${'b'.repeat(64)}.example`,
  `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.example`,
])('%j is no address', (text) => {
  expect(parseEmailAddress(text)).toBeNull();
});

it('an address of 250 kB is refused', () => {
  expect(parseEmailAddress(`${'a@a.'.repeat(62_500)}com`)).toBeNull();
});
