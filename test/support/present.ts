/** The value, which must be there: a test that reads a missing object fails here instead of comparing nothing. */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The value is missing');
  return value;
}
