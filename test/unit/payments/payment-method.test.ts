import fc from 'fast-check';
import { looksLikeCardNumber, readPaymentMethod } from '../../../src/payments';

it.each(['pm_card_visa', 'pm_1OqY2eL8xYZabc0Defg1hIJk', 'tok_visa', 'card_1NxQ9d2eZvKYlo2C'])(
  'the token %s is accepted as it is',
  (token) => {
    expect(readPaymentMethod(token)).toEqual({ kind: 'accepted', paymentMethod: token });
  },
);

// Numbers of the card schemes' own test cards.
const cards = ['4242424242424242', '5555555555554444', '378282246310005', '6205500000000000004', '6304000000000000'];

it.each([
  ...cards,
  '4242 4242 4242 4242',
  '4242-4242-4242-4242',
  '4242.4242.4242.4242',
  '４２４２４２４２４２４２４２４２',
  'pm_4242424242424242',
  'card: 4242 4242 4242 4242, 12/34',
  ' 4242424242424242\n',
])('%j is taken for a card number, and is not repeated', (text) => {
  const reading = readPaymentMethod(text);
  expect(reading.kind).toBe('refused');
  expect(JSON.stringify(reading)).not.toMatch(/[0-9０-９]{4}/);
  expect(JSON.stringify(reading)).toContain('looks like a card number');
});

it.each(['', 'visa', 'pm_', 'pm card visa', `pm_${'a'.repeat(300)}`, 'pm_<script>', '42424242424'])(
  '%j is no token',
  (text) => {
    expect(readPaymentMethod(text)).toMatchObject({ kind: 'refused' });
  },
);

it('a number that fails the check sum or has another length is no card number', () => {
  for (const text of ['4242424242424241', '42424242424', '42424242424242424242', '1']) {
    expect(looksLikeCardNumber(text)).toBe(false);
  }
});

it('whatever the separators, a card number is seen', () => {
  const separators = fc.array(fc.constantFrom('', ' ', '-', '.', '_', '/'), { minLength: 19, maxLength: 19 });
  fc.assert(
    fc.property(fc.constantFrom(...cards), separators, (card, between) => {
      const text = [...card].map((digit, index) => `${index === 0 ? '' : between[index - 1]}${digit}`).join('');
      return looksLikeCardNumber(text) && looksLikeCardNumber(`My card is ${text}!`);
    }),
  );
});
