/** What PostgreSQL says of an error, wherever TypeORM wrapped it. */
function fieldsOf(error: unknown): { code?: unknown; constraint?: unknown } {
  if (typeof error !== 'object' || error === null) return {};
  if ('driverError' in error && typeof error.driverError === 'object' && error.driverError !== null)
    return error.driverError;
  return error;
}

/** 55P03: a row that `nowait` asked for is locked by somebody else. */
export const isLockNotAvailable = (error: unknown): boolean => fieldsOf(error).code === '55P03';

/** 23505, of any constraint or of the one that is named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const fields = fieldsOf(error);
  return fields.code === '23505' && (constraint === undefined || fields.constraint === constraint);
}

/** 23503, of any constraint or of the one that is named: what a row points to is not there. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  const fields = fieldsOf(error);
  return fields.code === '23503' && (constraint === undefined || fields.constraint === constraint);
}

/** 40001 and 40P01: the same work, done again, may succeed. */
export function mayRetry(error: unknown): boolean {
  const { code } = fieldsOf(error);
  return code === '40001' || code === '40P01';
}

/** What `pg` and TypeORM say, without a code, of a connection that broke while somebody had it. */
const unreachableWords =
  /Connection terminated|is not queryable|Query runner already released|timeout exceeded when trying to connect/;

/** The database cannot be asked now: refused, cut off, shutting down, or its pool exhausted. */
export function isUnreachable(error: unknown): boolean {
  const code = String(fieldsOf(error).code ?? '');
  if (/^(08|57P0[123]|53300)/.test(code) || /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT)/.test(code)) return true;
  return error instanceof Error && unreachableWords.test(error.message);
}
