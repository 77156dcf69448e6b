import { badUserInput } from '../platform';

const KEY_LENGTH_MAX = 200;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
export const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/;

/** False for a lone surrogate, which no encoding can carry. */
export const isWellFormed = (text: string): boolean => Buffer.from(text, 'utf8').toString('utf8') === text;

/** @throws BAD_USER_INPUT for a key that cannot be stored */
export function checkIdempotencyKey(key: string): void {
  if (key.length === 0 || key.length > KEY_LENGTH_MAX) {
    throw badUserInput(`"idempotencyKey" must have 1 to ${KEY_LENGTH_MAX} characters.`);
  }
  if (CONTROL_CHARACTERS.test(key) || !isWellFormed(key)) {
    throw badUserInput('"idempotencyKey" must not contain control characters or incomplete Unicode characters.');
  }
}

export const keyReused = {
  kind: 'IdempotencyKeyReused',
  message: 'This idempotency key belongs to another request. Make a new key for each decision of the buyer.',
} as const;
