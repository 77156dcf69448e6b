import { createHash } from 'node:crypto';
import type { TicketDocument, TicketKey } from '../../ticket-document';
import { applePassContent, voidedPassContent } from './apple-pass-content';
import type { AppleWalletContext } from './context';
import { noteContent } from './registrations.sql';
import type { PassContent } from './sign-apple-pass';

/** What a pass has to show now. */
export interface PassState {
  readonly content: PassContent;
  /** Of the content. The signature is new each time. */
  readonly hash: Buffer;
  /** Null where the ticket is no longer valid, or its code may not be seen. */
  readonly ticket: TicketDocument | null;
}

export async function readPassState(
  { issuer, readTicketDocument }: AppleWalletContext,
  key: TicketKey,
): Promise<PassState> {
  const ticket = await readTicketDocument(key);
  const content = ticket === null ? voidedPassContent(key, issuer) : applePassContent(ticket, issuer);
  return { ticket, content, hash: createHash('sha256').update(JSON.stringify(content)).digest() };
}

/** Since when the pass shows this, in whole seconds. */
export async function changedAt(
  { database, clock }: AppleWalletContext,
  { showId, ticketId }: TicketKey,
  { hash }: PassState,
): Promise<Date> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const [row] = await database.run<{ changed_at: Date }>(noteContent, [showId, ticketId, hash, clock.now()]);
    if (row !== undefined) return row.changed_at;
  }
  throw new Error(`The content of the pass of ticket ${ticketId} changed three times while it was read`);
}

/** The signed file. */
export const signPass = ({ thread, signer }: AppleWalletContext, { content, hash }: PassState) =>
  thread.make(hash.toString('base64url'), 'signApplePass', [content, signer]);
