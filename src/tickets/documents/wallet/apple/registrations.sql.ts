import { statement } from '../../../../platform';

/** $4 is the push token. Devices beyond the limit, $6, are not registered. Locks the row of the device alone. */
export const registerDevice = statement(
  'wallet_register_device',
  `insert into wallet_registration as registration (show_id, ticket_id, device_id, push_token, registered_at)
   select $1::uuid, $2::uuid, $3::text, $4::text, $5::timestamptz
    where (select count(*)
             from wallet_registration
            where show_id = $1::uuid
              and ticket_id = $2::uuid
              and device_id <> $3::text) < $6::integer
   on conflict (show_id, ticket_id, device_id) do update
      set push_token = excluded.push_token
   returning xmax = 0 as is_new`,
);

export const unregisterDevice = statement(
  'wallet_unregister_device',
  `delete from wallet_registration
    where show_id = $1::uuid
      and ticket_id = $2::uuid
      and device_id = $3::text`,
);

/** Of all shows: a device asks for all its passes at once. */
export const readPassesOfDevice = statement(
  'wallet_read_passes_of_device',
  `select show_id, ticket_id
     from wallet_registration
    where device_id = $1::text
    order by show_id, ticket_id
    limit $2::integer`,
);

export const readPushTokens = statement(
  'wallet_read_push_tokens',
  `select push_token
     from wallet_registration
    where show_id = $1::uuid
      and ticket_id = $2::uuid`,
);

/**
 * Since when a pass has this content: now, unless it had it before. Whole seconds, and at least one more than before,
 * because HTTP has no smaller unit. Empty where another process was faster; the next call finds its row.
 */
export const noteContent = statement(
  'wallet_note_content',
  `with noted as (
     insert into wallet_pass as pass (show_id, ticket_id, content_hash, changed_at)
     values ($1::uuid, $2::uuid, $3::bytea, date_trunc('second', $4::timestamptz))
     on conflict (show_id, ticket_id) do update
        set content_hash = excluded.content_hash,
            changed_at = greatest(excluded.changed_at, pass.changed_at + interval '1 second')
      where pass.content_hash <> excluded.content_hash
     returning changed_at
   )
   select changed_at from noted
   union all
   select changed_at
     from wallet_pass
    where show_id = $1::uuid
      and ticket_id = $2::uuid
      and content_hash = $3::bytea
   limit 1`,
);
