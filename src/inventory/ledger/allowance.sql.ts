/**
 * How the seats of a hold count against the buyer's limit. The row of the buyer is the last lock of a statement, whose $1
 * is the show.
 */

/** Sets until when the seats of a hold count against the buyer's limit. `hold` names one row. */
export const countUntil = (hold: string, until: string) => `
counted as (
  update buyer_allowance a
     set count_until[array_position(a.hold_ids, ${hold}.id)] = ${until}
    from ${hold}
   where a.show_id = $1::uuid
     and a.buyer_id = ${hold}.buyer_id
     and ${hold}.id = any(a.hold_ids)
)`;

/** The seats of a hold no longer count. */
export const countNoMore = (hold: string) => countUntil(hold, "'-infinity'");

/**
 * The seats of a hold count again, whether or not the allowance still names it: no row where the buyer has other seats
 * by now and would have more than the show allows. The hold's own seats were within the limit when it was made.
 */
export const countWithinLimit = (hold: string, until: string, now: string) => `
counted as (
  insert into buyer_allowance as mine_allowance (show_id, buyer_id, hold_ids, seat_counts, count_until)
  select show_id, buyer_id, array[id], array[cardinality(seat_nos)], array[${until}::timestamptz]
    from ${hold}
  on conflict (show_id, buyer_id) do update
     set (hold_ids, seat_counts, count_until) = (
           select array_agg(hold_id), array_agg(seat_count), array_agg(until)
             from (select hold_id, seat_count, until
                     from unnest(mine_allowance.hold_ids, mine_allowance.seat_counts, mine_allowance.count_until)
                       as kept (hold_id, seat_count, until)
                    where hold_id <> excluded.hold_ids[1]
                      and until > ${now}
                    union all
                   select excluded.hold_ids[1], excluded.seat_counts[1], excluded.count_until[1]) as counts)
   where (
           select coalesce(sum(seat_count), 0) = 0
               or sum(seat_count) + excluded.seat_counts[1] <= (
                    select seats_per_buyer_max from show where id = excluded.show_id)
             from unnest(mine_allowance.hold_ids, mine_allowance.seat_counts, mine_allowance.count_until)
               as other (hold_id, seat_count, until)
            where hold_id <> excluded.hold_ids[1]
              and until > ${now})
  returning 1
)`;

/** The same for many holds of one show, of which several may be one buyer's. `holds` has a column `until`. */
export const countEachUntil = (holds: string) => `
allowances as materialized (
  select a.buyer_id
    from buyer_allowance a
   where a.show_id = $1::uuid
     and a.buyer_id in (select buyer_id from ${holds})
   order by a.buyer_id
     for update
),
counted as (
  update buyer_allowance a
     set count_until = (
           select array_agg(coalesce((select ${holds}.until from ${holds} where ${holds}.id = kept.hold_id), kept.until)
                            order by kept.place)
             from unnest(a.hold_ids, a.count_until) with ordinality as kept (hold_id, until, place))
    from allowances
   where a.show_id = $1::uuid
     and a.buyer_id = allowances.buyer_id
)`;
