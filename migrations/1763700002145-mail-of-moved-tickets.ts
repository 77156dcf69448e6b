import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/**
 * Mail to the buyer of a ticket that was moved to another seat. A process of the version before does not know the kind, and
 * tries such a mail again later.
 */
export class MailOfMovedTickets1763700002145 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table notification drop constraint notification_kind_check,
         add constraint notification_kind_check check (kind in (${kindsBefore}, 'ticket_moved')) not valid`,
    );
    await inShortLocks(runner, 'alter table notification validate constraint notification_kind_check');
    await inShortLocks(runner, notifyOfMove);
    await inShortLocks(
      runner,
      `create or replace trigger notify_of_move after update of seat_no on order_item for each row
       when (new.seat_no <> old.seat_no) execute function notify_of_move()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger if exists notify_of_move on order_item;
      drop function if exists notify_of_move;
      delete from notification where kind = 'ticket_moved';
      alter table notification drop constraint notification_kind_check,
        add constraint notification_kind_check check (kind in (${kindsBefore}))`);
  }
}

const kindsBefore = `'order_confirmed', 'order_cancelled', 'refund_started', 'refund_done', 'refund_failed', 'show_moved',
  'show_cancelled', 'ticket_reissued', 'ticket_given_away', 'order_link', 'payment_failed', 'hold_ending', 'seats_released',
  'show_paused', 'address_changing', 'address_changed', 'sold_out', 'dead_letters', 'webhook_disabled', 'show_refunded',
  'invitation', 'sign_in'`;

/** The seats have changed places before, in the same transaction: the new ticket is there. */
const notifyOfMove = `
create or replace function notify_of_move() returns trigger language plpgsql as $$
begin
  perform record_notification(t.show_id, 'ticket_moved', t.id, t.generation, o.id, o.email, o.locale)
     from ticket t
     join ticket_order o on o.show_id = new.show_id and o.id = new.order_id
    where t.show_id = new.show_id
      and t.seat_no = new.seat_no
      and t.order_id = new.order_id
      and t.ended_at is null
      and o.email is not null;
  return null;
end
$$`;
