/** A statement that changes seats writes its events into the outbox, in the same statement. */

/**
 * Writes one outbox row for each show whose seats the statement changed: `[[seatNo, status code, version], …]`.
 * `changed` names the rows of `show_seat` as they are now.
 */
export const writeSeatEvents = (changed: string) => `
seat_events as (
  insert into outbox (show_id, topic, key, body)
  select show_id, 'seats', show_id::text, jsonb_agg(jsonb_build_array(seat_no, status, version))
    from ${changed}
   group by show_id
  returning show_id, id::text, topic, key, body
)`;

/** The outbox rows that `writeSeatEvents` wrote, for delivery after the commit. */
export const outboxRows = `(select json_agg(json_build_object('partition', show_id, 'id', id, 'topic', topic, 'key', key, 'body', body)) from seat_events)`;
