/** Something that whoever gave the command can mend. Print its message without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageFault';
}
