/** Conditions on rows of `show_seat` and `seat_hold`, written once for all statements. */

/**
 * The status of a seat that nobody has: on sale, unless the organizer blocked it or its zone has no price. `seat` is an
 * alias of `show_seat`.
 */
export const statusWhenFree = (seat: string) =>
  `case when ${seat}.is_blocked or not ${seat}.has_price then 'B'::"char" else 'A'::"char" end`;

/** Whether a claim may take the seat: available, or held by a hold that has run out. `now` is a parameter. */
export const isClaimable = (seat: string, now: string) =>
  `(${seat}.status = 'A' or (${seat}.status = 'H' and ${seat}.hold_expires_at <= ${now} and not ${seat}.is_blocked))`;

/**
 * Whether a hold that is looked up by its id or buyer is in one of these statuses. As text, because the index of live
 * holds is for the sweeps: where PostgreSQL believes that a show has few of them, it would rather read all than look up
 * the one.
 */
export const hasStatus = (hold: string, ...codes: readonly string[]) =>
  `${hold}.status::text in (${codes.map((code) => `'${code}'`).join(', ')})`;

/**
 * The hold that a buyer made with a key, for each request: joins like a table. Looked up one by one: a plan that was made
 * in the first moments of a sale, before PostgreSQL has counted the holds, would otherwise read all of them for each statement.
 */
export const heldByKey = (show: string, request: string) => `lateral (
         select id, seat_nos, choice
           from seat_hold
          where show_id = ${show}
            and buyer_id = ${request}.buyer_id
            and idempotency_key = ${request}.idempotency_key
         offset 0)`;
