/** Which optional mail is not wanted. */
import { statement } from '../../platform';

/** $1 owner. */
export const readPreference = statement(
  'read_notification_preference',
  `select array(select upper(kind) from unnest(unwanted) as kind) as unwanted from notification_preference where owner = $1::text`,
);

/** $1 owner, $2 unwanted kinds. */
export const writePreference = statement(
  'write_notification_preference',
  `insert into notification_preference (owner, unwanted)
values ($1::text, array(select lower(kind) from unnest($2::text[]) as kind order by kind))
    on conflict (owner) do update
   set unwanted = excluded.unwanted, changed_at = clock_timestamp()`,
);

/** The message of a link. $1 show, $2 message. */
export const readMessageOfLink = statement(
  'read_message_of_link',
  `select n.recipient, n.locale, upper(n.kind) as kind, n.subject, n.show_id as "showId"
  from notification n
 where n.show_id = $1::uuid
   and n.id = $2::uuid`,
);
