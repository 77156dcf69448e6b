#!/usr/bin/env node
import { runCommandLine } from './cli';

void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
