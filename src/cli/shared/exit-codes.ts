/** What the exit code of a command says. `docs/operations.md` lists the same. */
export const exitCodes = {
  /** The command did what it was asked for, and found nothing wrong. */
  ok: 0,
  /** The command failed, or it found what it looks for: damage, a file with errors, a broken commitment. */
  failed: 1,
  /** The command line was not understood: an unknown command or option, a missing or invalid argument. */
  usage: 2,
} as const;
