import { statement } from '../../platform';

/** The settings of a waiting room with the draw of its current epoch. */
export interface SettingsRow {
  readonly show_id: string;
  readonly active: boolean;
  readonly admissions_per_minute: number;
  readonly shop_size: number;
  readonly inside_seconds: number;
  readonly grace_seconds: number;
  readonly when_unreachable: 'closed' | 'open';
  readonly pause_reason: string | null;
  readonly closed_reason: string | null;
  readonly epoch: number;
  readonly seed: string;
  readonly after_loss: boolean;
  readonly opens_not_before: Date | null;
  readonly begun_at: Date | null;
  readonly ticket_count: number | null;
}

const settings = `select show_id, active, admissions_per_minute, shop_size, inside_seconds, grace_seconds,
          when_unreachable, pause_reason, closed_reason, epoch,
          seed, after_loss, opens_not_before, begun_at, ticket_count
     from waiting_room
     join waiting_room_draw using (show_id, epoch)`;

/** $1 show. */
export const readSettings = statement('waiting_room_read', `${settings} where show_id = $1`);

/** $1 limit of rows. The order is that of the shows' creation, so that the same rows are within the limit each time. */
export const readActiveSettings = statement(
  'waiting_room_read_active',
  `${settings} where active order by show_id limit $1`,
);

/** Held until the end of the transaction by the use case that switches a waiting room on, so that no two count at the same time. */
export const lockActivation = statement(
  'waiting_room_lock_activation',
  `select pg_advisory_xact_lock(hashtext('waiting_room_activation'))`,
);

/** $1 show: how many waiting rooms of other shows are active, 0 if this one is active already. */
export const countOthersActive = statement(
  'waiting_room_count_others_active',
  `select case when exists (select from waiting_room where show_id = $1 and active) then 0
               else (select count(*)::int from waiting_room where active) end as count`,
);

/** The settings of a new waiting room that its organizer does not name. */
const defaults = { admissionsPerMinute: 120, shopSize: 200, insideSeconds: 600, graceSeconds: 300 } as const;

/**
 * $1 show, then the changes, null for what stays: $2 active, $3 admissions per minute, $4 shop size, $5 seconds of an
 * admission, $6 seconds of grace, $7 when unreachable; $8 whether the pause changes, $9 its reason or null; $10 a seed for
 * the epoch that begins if there is none yet, or if the waiting room is switched off, which ends the current one.
 */
export const changeSettings = statement(
  'waiting_room_change',
  `with changed as (
     insert into waiting_room as room
       (show_id, active, admissions_per_minute, shop_size, inside_seconds, grace_seconds, when_unreachable, pause_reason)
     values ($1, coalesce($2, false), coalesce($3, ${defaults.admissionsPerMinute}), coalesce($4, ${defaults.shopSize}),
             coalesce($5, ${defaults.insideSeconds}), coalesce($6, ${defaults.graceSeconds}), coalesce($7, 'closed'), $9)
     on conflict (show_id) do update
       set active = coalesce($2, room.active),
           admissions_per_minute = coalesce($3, room.admissions_per_minute),
           shop_size = coalesce($4, room.shop_size),
           inside_seconds = coalesce($5, room.inside_seconds),
           grace_seconds = coalesce($6, room.grace_seconds),
           when_unreachable = coalesce($7, room.when_unreachable),
           pause_reason = case when $8 then $9 else room.pause_reason end,
           epoch = room.epoch + case when room.active and not coalesce($2, true) then 1 else 0 end
     returning show_id, epoch
   )
   insert into waiting_room_draw (show_id, epoch, seed)
   select show_id, epoch, $10 from changed
   on conflict do nothing`,
);

/**
 * $1 show, $2 the reason, or null to open again. A reason is also stored for a show without a waiting room, so that a
 * waiting room that is switched on later has it.
 */
export const changeClosedReason = statement(
  'waiting_room_change_closed_reason',
  `insert into waiting_room as room (show_id, closed_reason)
   select $1::uuid, $2::text
    where $2::text is not null
       or exists (select from waiting_room where show_id = $1::uuid)
       on conflict (show_id) do update
          set closed_reason = $2
        where room.closed_reason is distinct from $2
   returning show_id`,
);

/** $1 show, $2 epoch, $3 now. Only the first call has an effect. */
export const markEpochInitialized = statement(
  'waiting_room_mark_epoch_initialized',
  'update waiting_room_draw set begun_at = $3 where show_id = $1 and epoch = $2 and begun_at is null',
);

/**
 * $1 show, $2 the epoch whose state is lost, $3 now, $4 a new seed, $5 the earliest opening of the next epoch. Of many
 * processes that notice the same loss, one creates the next epoch.
 */
export const replaceLostEpoch = statement(
  'waiting_room_replace_lost_epoch',
  `with next as (
     update waiting_room
        set epoch = epoch + 1
      where show_id = $1 and epoch = $2
     returning show_id, epoch
   )
   insert into waiting_room_draw (show_id, epoch, seed, after_loss, opens_not_before, begun_at)
   select show_id, epoch, $4, true, $5, $3 from next
   returning epoch`,
);

/** $1 show, $2 epoch, $3 count of the numbers in the draw, $4 now. From here on the seed is public. */
export const markDrawn = statement(
  'waiting_room_mark_drawn',
  `update waiting_room_draw
      set ticket_count = $3, drawn_at = $4
    where show_id = $1 and epoch = $2 and drawn_at is null`,
);

/** $1 show: the draws of all its epochs, the latest first. */
export const readDraws = statement(
  'waiting_room_read_draws',
  `select epoch, seed, ticket_count, drawn_at
     from waiting_room_draw
    where show_id = $1
    order by epoch desc
    limit 100`,
);
