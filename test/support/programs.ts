import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const isInstalled = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => isProgram(join(folder, program)));

/** Tests that call programs of the system, such as `pdftotext`: skipped only where one of them is not installed. */
export function describeWithPrograms(name: string, programs: readonly string[], tests: () => void): void {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) describe(name, tests);
  else describe.skip(`${name} (skipped: ${missing.join(', ')} not installed)`, tests);
}
