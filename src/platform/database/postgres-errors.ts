/** The fields of a PostgreSQL error, also if TypeORM wrapped it. */
function fieldsOf(error: unknown): { code?: unknown; constraint?: unknown; routine?: unknown } {
  if (typeof error !== 'object' || error === null) return {};
  if ('driverError' in error && typeof error.driverError === 'object' && error.driverError !== null)
    return error.driverError;
  return error;
}

/**
 * 55P03 of `nowait`: the row is locked by another transaction. A lock that was waited for until `lock_timeout` has the
 * same code, but is raised by the routine that handles interrupts. Unlike the message, the name of the routine does not
 * depend on the server's language.
 */
export function isLockNotAvailable(error: unknown): boolean {
  const { code, routine } = fieldsOf(error);
  return code === '55P03' && routine !== 'ProcessInterrupts';
}

/** 55P03 of `lock_timeout`: whether the work could have been done is unknown. */
export function isLockTimeout(error: unknown): boolean {
  const { code, routine } = fieldsOf(error);
  return code === '55P03' && routine === 'ProcessInterrupts';
}

/** 23505, of any constraint or of the given one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const fields = fieldsOf(error);
  return fields.code === '23505' && (constraint === undefined || fields.constraint === constraint);
}

/** 23503, of any constraint or of the given one: the referenced row does not exist. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  const fields = fieldsOf(error);
  return fields.code === '23503' && (constraint === undefined || fields.constraint === constraint);
}

/** 23514, of any check or of the given one; triggers that refuse a row raise it as well. */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  const fields = fieldsOf(error);
  return fields.code === '23514' && (constraint === undefined || fields.constraint === constraint);
}

/** 40001 and 40P01: the transaction may succeed if it is run again. */
export function mayRetry(error: unknown): boolean {
  const { code } = fieldsOf(error);
  return code === '40001' || code === '40P01';
}

/**
 * Errors that say something about a statement and its values, and nothing about the connection: data (22), integrity (23),
 * serialization and deadlock (40), what functions of the database raise (P0), a lock, a timeout.
 */
export const isOfStatementAlone = (error: unknown): boolean =>
  /^(22|23|40(?!003)|P0|55P03$|57014$)/.test(String(fieldsOf(error).code ?? ''));

/** Messages of `pg` and TypeORM, which have no code, about a connection that broke while in use. */
const unreachableWords =
  /Connection terminated|is not queryable|Query runner already released|timeout exceeded when trying to connect|Query read timeout/;

/** The server gave no answer to a query, not even that of its own `statement_timeout`. */
export const isQueryTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('Query read timeout');

/** 57014 of `statement_timeout`, and of an operator who cancels a statement. */
export const isStatementTimeout = (error: unknown): boolean => fieldsOf(error).code === '57014';

/** 25006: a write on a server that accepts reads only, such as a standby that the address still points to. */
export const isReadOnly = (error: unknown): boolean => fieldsOf(error).code === '25006';

/**
 * The database cannot serve now: connection refused or lost, shutting down, pool exhausted, a read-only standby, or a
 * commit that no standby has confirmed.
 */
export function isUnreachable(error: unknown): boolean {
  const code = String(fieldsOf(error).code ?? '');
  if (isReadOnly(error)) return true;
  if (/^(08|57P0[123]|53300|40003)/.test(code) || /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT)/.test(code)) return true;
  return error instanceof Error && unreachableWords.test(error.message);
}
