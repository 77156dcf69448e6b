import { statement } from '../database/statement';

/**
 * At most $2 rows of topic $1. Rows younger than a second belong to the process that wrote them. Nothing is locked, so two
 * processes may publish the same row, which is harmless.
 */
export const readLeftBehind = statement(
  'outbox_read_left_behind',
  `select id::text, topic, key, body
     from outbox
    where topic = $1
      and created_at < clock_timestamp() - interval '1 second'
    order by id
    limit $2`,
);

export const deletePublished = statement('outbox_delete_published', 'delete from outbox where id = any($1::bigint[])');
