import { execFileSync } from 'node:child_process';

/** Compiles the limit to this file; false where there is no compiler. */
export function compileLimit(source: string, program: string): boolean {
  try {
    execFileSync('cc', ['-O2', '-o', program, source], { stdio: ['ignore', 'ignore', 'pipe'] });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
