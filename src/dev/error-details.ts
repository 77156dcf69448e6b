/**
 * Errors of the system carry more than a message. They are looked at by shape: `instanceof Error` says no to an error
 * that was made in another realm, as under a test runner.
 */
export function errorCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** What a child process said when it failed, or else what its failure says. */
export function errorOutput(error: unknown): string {
  const isObject = typeof error === 'object' && error !== null;
  const stderr = isObject && 'stderr' in error ? String(error.stderr).trim() : '';
  if (stderr !== '') return stderr;
  return isObject && 'message' in error ? String(error.message) : String(error);
}
