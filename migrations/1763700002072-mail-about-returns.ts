import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** A return of some tickets of an order is a refund like others to its buyer: when it starts, and how it ends. */
export class MailAboutReturns1763700002072 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `
create or replace function notify_of_return() returns trigger language plpgsql as $$
begin
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale, detail)
  select o.show_id, case new.state when 'failed' then 'refund_failed' when 'succeeded' then 'refund_done' else 'refund_started' end,
         new.id, new.attempts, o.id, o.email, o.locale, jsonb_build_object('amountMinor', new.returned_minor, 'reason', new.reason)
    from ticket_order o
   where o.show_id = new.show_id and o.id = any(array[new.order_id]) and o.email is not null
      on conflict on constraint notification_once do nothing;
  return null;
end
$$`,
    );
    await inShortLocks(
      runner,
      `create or replace trigger notify_of_new_return after insert on ticket_return for each row
  when (new.returned_minor > 0 and new.reason = 'returned') execute function notify_of_return();
create or replace trigger notify_of_ended_return after update of state on ticket_return for each row
  when (new.returned_minor > 0 and new.state <> old.state and new.state in ('succeeded', 'failed'))
  execute function notify_of_return()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger if exists notify_of_new_return on ticket_return;
      drop trigger if exists notify_of_ended_return on ticket_return;
      drop function if exists notify_of_return`);
  }
}
