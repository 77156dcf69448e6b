/** Milliseconds on the clock that all processes of a machine share, and that does not jump. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
