/** How a statement that changes seats tells the world: rows of the outbox, written beside the change. */

/** Writes one outbox row for each show whose seats a statement changed: `[[seatNo, letter, version], …]`. */
export const writeNews = (changed: string, letter: string) => `
news as (
  insert into outbox (topic, key, body)
  select 'seats', show_id::text, jsonb_agg(jsonb_build_array(seat_no, '${letter}', version))
    from ${changed}
   group by show_id
  returning id::text, topic, key, body
)`;

export const newsColumn = `(select json_agg(json_build_object('id', id, 'topic', topic, 'key', key, 'body', body)) from news) as news`;
