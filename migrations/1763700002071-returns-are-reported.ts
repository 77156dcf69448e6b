import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** The refund of a return of some tickets is an event for the organizer, as that of a whole order is. */
export class ReturnsAreReported1763700002071 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `create or replace function log_return() returns trigger language plpgsql as $$
       begin
         insert into new_organizer_event (show_id, type, data)
         values (new.show_id, case new.state when 'succeeded' then 'order.refunded' else 'refund.failed' end,
                 jsonb_build_object('order', new.order_id, 'amount', new.returned_minor, 'currency', new.currency));
         return null;
       end
       $$;
       create or replace trigger log_return after update of state on ticket_return for each row
         when (new.returned_minor > 0 and new.state <> old.state and new.state in ('succeeded', 'failed'))
         execute function log_return()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      'drop trigger if exists log_return on ticket_return; drop function if exists log_return',
    );
  }
}
