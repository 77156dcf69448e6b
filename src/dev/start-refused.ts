/** A start that cannot continue. The message says why and what to do: print it as it is, without a stack. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
