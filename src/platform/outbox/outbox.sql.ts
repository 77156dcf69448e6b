import { statement } from '../database/statement';

/**
 * At most $2 rows of topic $1. Rows younger than a second belong to the process that wrote them. Nothing is locked, so two
 * processes may publish the same row, which is harmless.
 */
export const readLeftBehind = statement(
  'outbox_read_left_behind',
  `select show_id as "partition", id::text, topic, key, body
     from outbox
    where topic = $1
      and created_at < clock_timestamp() - interval '1 second'
    order by id
    limit $2`,
);

/**
 * Does not wait for the disk, where claims wait in the same line: rows that come back after a crash of the database are
 * published once more, which is harmless. $1 the partition of each row, $2 its id.
 */
export const deletePublished = statement(
  'outbox_delete_published',
  `with without_waiting as materialized (
  select set_config('synchronous_commit', 'off', true)
)
delete from outbox
 using without_waiting, unnest($1::uuid[], $2::bigint[]) as published (show_id, id)
 where outbox.show_id = published.show_id
   and outbox.id = published.id`,
);
