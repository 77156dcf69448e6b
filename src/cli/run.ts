/** Runs the command that the process was started with. The bundle begins here. */
import { runCommandLine } from './command-line';

void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
