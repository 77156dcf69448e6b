import { createHash } from 'node:crypto';
import type { Actor } from '../../orders';
import { type Author, recordAudit } from '../../organizations';
import type { Caller, SqlExecutor, Transaction } from '../../platform';
import { checkIdempotencyKey } from '../idempotency-key';
import { claimRequest, readRequest } from './box-office.sql';

/** The member who asks. */
export interface BoxOfficeMember {
  readonly caller: Caller;
  readonly author: Author;
  /** The UUID of whoever runs the show. */
  readonly organizerId: string | null;
}

/** What a member asks for under an idempotency key. */
export interface BoxOfficeRequest {
  /** UUIDs. */
  readonly showId: string;
  readonly callerId: string;
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
  readonly by: Actor;
  readonly member: BoxOfficeMember;
}

/** What became of a request that was sent before. */
export interface KnownRequest {
  readonly orderId: string;
  readonly seatNo: number | null;
  /** False where the key belongs to another request. */
  readonly isSame: boolean;
}

/** Thrown to end a transaction without a trace: the request was answered before. */
export class RequestKnown extends Error {}

/** Thrown to end a transaction without a trace: somebody else has one of the seats. */
export class SeatsGone extends Error {}

/**
 * The request as the box office keeps it. `asked` is all that decides what is done.
 *
 * @throws BAD_USER_INPUT for a key that cannot be stored
 */
export function boxOfficeRequest(
  member: BoxOfficeMember,
  showId: string,
  idempotencyKey: string,
  asked: readonly unknown[],
): BoxOfficeRequest {
  checkIdempotencyKey(idempotencyKey);
  const { caller } = member;
  const requestHash = createHash('sha256').update(JSON.stringify(asked)).digest();
  const role = caller.roles.has('admin') ? 'admin' : 'organizer';
  return { showId, callerId: caller.id, idempotencyKey, requestHash, by: { role, callerId: caller.id }, member };
}

/** What the key was used for; null where it is new. */
export async function knownRequest(
  executor: SqlExecutor,
  { showId, callerId, idempotencyKey, requestHash }: BoxOfficeRequest,
): Promise<KnownRequest | null> {
  const [known] = await executor.run<KnownRequest>(readRequest, [showId, callerId, idempotencyKey, requestHash]);
  return known ?? null;
}

/**
 * Records the request beside its effect, first in the transaction: of two at once, the second waits for the first.
 *
 * @throws RequestKnown where the key was used
 */
export async function claim(
  transaction: Transaction,
  { showId, callerId, idempotencyKey, requestHash }: BoxOfficeRequest,
  { orderId, seatNo = null, now }: { readonly orderId: string; readonly seatNo?: number | null; readonly now: Date },
): Promise<void> {
  const values = [showId, callerId, idempotencyKey, requestHash, orderId, seatNo, now];
  if ((await transaction.run(claimRequest, values)).length === 0) throw new RequestKnown();
}

/** Writes what was done into the audit of the organization, in the transaction that does it. */
export const audit = (
  transaction: Transaction,
  { showId, member: { author, organizerId } }: BoxOfficeRequest,
  { now, ...change }: { readonly action: string; readonly subject: string; readonly after: object; readonly now: Date },
): Promise<void> => recordAudit(transaction, author, { organizerId, showId, ...change }, now);
