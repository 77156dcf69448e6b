/** A mistake in the command or its options. Print its message without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageFault';
}
