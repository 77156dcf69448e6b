/**
 * The command `frontrow`: one file for each operator command, which is loaded only when that command is asked for.
 *
 * Results go to standard output and everything else to standard error, so that a program can read the results. The exit
 * codes are listed in `shared/exit-codes.ts` and in `docs/operations.md`.
 */
export { runCommandLine } from './command-line';
