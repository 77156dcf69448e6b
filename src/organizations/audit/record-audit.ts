import { type Caller, type Clock, type RequestContext, requireCaller, type Transaction } from '../../platform';
import { insertAudit } from './audit.sql';

/** Who changes something, in which role, and by which request. */
export interface Author {
  readonly callerId: string;
  /** Such as `OWNER`; `ORGANIZER` for who runs alone what is changed. */
  readonly role: string;
  readonly requestId: string;
}

/** A change by an organizer. */
export interface AuditedChange {
  /** The UUID of the organization or the caller that runs it; null for the app itself. */
  readonly organizerId: string | null;
  readonly showId?: string | null;
  /** The field of the API, such as `updateShow`. */
  readonly action: string;
  /** What was changed, by its id in the API. */
  readonly subject: string;
  /** What was changed, as it was and as it is: an object that becomes JSON. Missing for something new. */
  readonly before?: object | null;
  readonly after?: object | null;
}

/** To be called before the transaction: the caller's role is read by a connection of its own. */
export async function authorOf(request: RequestContext, organizerId: string | null): Promise<Author> {
  const caller = requireCaller(request);
  return { callerId: caller.id, role: await roleOf(caller, organizerId), requestId: request.requestId };
}

async function roleOf(caller: Caller, organizerId: string | null): Promise<string> {
  if (caller.roles.has('admin')) return 'ADMIN';
  const role = organizerId === null ? null : await caller.roleIn?.(organizerId);
  return role ?? 'ORGANIZER';
}

/**
 * Writes a change into the audit, in the transaction of the change: what is there is audited, and nothing that did not
 * happen. Names and secrets of buyers do not belong there.
 */
export async function recordAudit(
  transaction: Pick<Transaction, 'run'>,
  { callerId, role, requestId }: Author,
  change: AuditedChange,
  now: Date,
): Promise<void> {
  const { organizerId, showId = null, action, subject, before = null, after = null } = change;
  const values = [organizerId, showId, callerId, role, action, subject];
  await transaction.run(insertAudit, [...values, jsonOf(before), jsonOf(after), requestId, now]);
}

const jsonOf = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** Writes a change into the audit, whose author was read before. To be called with the transaction of the change. */
export type AuditWriter = (
  transaction: Pick<Transaction, 'run'>,
  states?: Pick<AuditedChange, 'before' | 'after'>,
) => Promise<void>;

/** For use cases that know nothing of requests: says beforehand what will be written. */
export async function auditWriter(request: RequestContext, clock: Clock, change: AuditedChange): Promise<AuditWriter> {
  const author = await authorOf(request, change.organizerId);
  return (transaction, states = {}) => recordAudit(transaction, author, { ...change, ...states }, clock.now());
}

/** Of two states of a thing the fields that differ, as they were and as they are; null where none does. */
export function differenceOf(
  before: object,
  after: object,
): { readonly before: Record<string, unknown>; readonly after: Record<string, unknown> } | null {
  const was = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(after).filter(([field, value]) => textOf(was.get(field)) !== textOf(value));
  if (changed.length === 0) return null;
  return {
    before: Object.fromEntries(changed.map(([field]) => [field, was.get(field) ?? null])),
    after: Object.fromEntries(changed),
  };
}

const textOf = (value: unknown): string => JSON.stringify(value ?? null);
