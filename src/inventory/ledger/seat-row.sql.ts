/** What holds of a row of `show_seat`, written once for all statements. */

/**
 * The status of a seat that nobody has: on sale, unless the organizer blocked it or its zone has no price. `seat` is an
 * alias of `show_seat`.
 */
export const statusWhenFree = (seat: string) =>
  `case when ${seat}.is_blocked or not ${seat}.has_price then 'B'::"char" else 'A'::"char" end`;

/** Whether a claim may take the seat: available, or held by a hold that has run out. `now` is a parameter. */
export const isClaimable = (seat: string, now: string) =>
  `(${seat}.status = 'A' or (${seat}.status = 'H' and ${seat}.hold_expires_at <= ${now} and not ${seat}.is_blocked))`;
