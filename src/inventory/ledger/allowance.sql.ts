/** How the seats of a hold count against the buyer's limit. The row of the buyer is the last lock of a statement. */

/** Sets until when the seats of a hold count against the buyer's limit. `hold` names one row. */
export const countUntil = (hold: string, until: string) => `
counted as (
  update buyer_allowance a
     set count_until[array_position(a.hold_ids, ${hold}.id)] = ${until}
    from ${hold}
   where a.show_id = ${hold}.show_id
     and a.buyer_id = ${hold}.buyer_id
     and ${hold}.id = any(a.hold_ids)
)`;

/** The seats of a hold no longer count. */
export const countNoMore = (hold: string) => countUntil(hold, "'-infinity'");

/** The same for many holds of one show, of which several may be one buyer's. `holds` has a column `until`. */
export const countEachUntil = (holds: string) => `
allowances as materialized (
  select a.show_id, a.buyer_id
    from buyer_allowance a
   where (a.show_id, a.buyer_id) in (select show_id, buyer_id from ${holds})
   order by a.show_id, a.buyer_id
     for update
),
counted as (
  update buyer_allowance a
     set count_until = (
           select array_agg(coalesce((select ${holds}.until from ${holds} where ${holds}.id = kept.hold_id), kept.until)
                            order by kept.place)
             from unnest(a.hold_ids, a.count_until) with ordinality as kept (hold_id, until, place))
    from allowances
   where a.show_id = allowances.show_id
     and a.buyer_id = allowances.buyer_id
)`;
