/**
 * A start that cannot go on, told to the person at the terminal. The message says what is in the way and what to do,
 * so it is printed as it is, without a stack.
 */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
