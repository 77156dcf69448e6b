import { statement } from '../database/statement';

/**
 * $1 rows at most. Rows younger than a second belong to the process that wrote them. The lock lasts for this statement
 * alone, so two processes may publish the same row, which does no harm.
 */
export const takeLeftBehind = statement(
  'outbox_take_left_behind',
  `select id::text, topic, key, body
     from outbox
    where created_at < clock_timestamp() - interval '1 second'
    order by id
    limit $1
      for update skip locked`,
);

export const deletePublished = statement('outbox_delete_published', 'delete from outbox where id = any($1::bigint[])');
