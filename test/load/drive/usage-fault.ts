/** Something that whoever gave the command can mend. Print its message without a stack. */
export class UsageFault extends Error {
  override readonly name = 'UsageFault';
}
