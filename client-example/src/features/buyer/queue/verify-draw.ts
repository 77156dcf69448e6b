export type Verdict =
  /** The seed is not the one that was promised. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'drawn'; readonly place: number }
  /** Joined after the draw: the place is the ticket's number. */
  | { readonly kind: 'later' };

interface PublishedDraw {
  readonly commitment: string;
  readonly seed: string;
  readonly ticketCount: number;
}

/** So many hashes at once: the page stays responsive in between. */
const BATCH = 2000;

/**
 * Repeats the draw for one ticket, from what everybody can read (`docs/waiting-room.md`): the seed must have the
 * promised hash, and the place is one more than the number of tickets with a smaller lot.
 */
export async function verifyDraw({ commitment, seed, ticketCount }: PublishedDraw, ticket: number): Promise<Verdict> {
  if ((await sha256(seed)) !== commitment) return { kind: 'broken' };
  if (ticket > ticketCount) return { kind: 'later' };
  const own = await sha256(`${seed}:${ticket}`);
  let smaller = 0;
  for (let first = 1; first <= ticketCount; first += BATCH) {
    const count = Math.min(BATCH, ticketCount - first + 1);
    const lots = await Promise.all(Array.from({ length: count }, (_, index) => sha256(`${seed}:${first + index}`)));
    smaller += lots.filter((lot) => lot < own).length;
  }
  return { kind: 'drawn', place: smaller + 1 };
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
