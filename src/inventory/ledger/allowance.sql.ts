/** How the seats of a hold count against the buyer's limit. The row of the buyer is the last lock of a statement. */

/** Sets when the seats of a hold stop to count against the buyer's limit. */
export const countUntil = (hold: string, until: string) => `
counted as (
  update buyer_allowance a
     set count_until[array_position(a.hold_ids, ${hold}.id)] = ${until}
    from ${hold}
   where a.show_id = ${hold}.show_id
     and a.buyer_id = ${hold}.buyer_id
     and ${hold}.id = any(a.hold_ids)
)`;

/** Lets the seats of a hold count no more. */
export const countNoMore = (hold: string) => countUntil(hold, "'-infinity'");
