import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/**
 * A payment that fails while the mail about an earlier failure is in hand is noted at that mail: it may just be dropped,
 * because the seats were being bought. A process of the version before drops it as it did.
 */
export class FailureWhileDropping1763700002147 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      notifyOfUnpaidOrder(`
     set order_id = excluded.order_id, recipient = excluded.recipient,
         state = case n.state when 'dropped' then 'waiting' else n.state end,
         attempts = case n.state when 'dropped' then 0 else n.attempts end,
         next_at = case n.state when 'dropped' then excluded.next_at else n.next_at end
   where n.state in ('dropped', 'waiting', 'sending')`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      notifyOfUnpaidOrder(`
     set order_id = excluded.order_id, recipient = excluded.recipient, state = 'waiting', attempts = 0, next_at = excluded.next_at
   where n.state = 'dropped'`),
    );
  }
}

const notifyOfUnpaidOrder = (again: string): string => `
-- Sent a minute later: most buyers try another card at once, and then it is dropped.
create or replace function notify_of_unpaid_order() returns trigger language plpgsql as $$
begin
  insert into notification as n (show_id, kind, subject, generation, order_id, recipient, locale, next_at)
  values (new.show_id, 'payment_failed', new.hold_id, 1, new.id, new.email, new.locale, clock_timestamp() + interval '1 minute')
      on conflict on constraint notification_once do update${again};
  insert into hold_reminder (show_id, hold_id, recipient, locale, check_at)
  values (new.show_id, new.hold_id, new.email, new.locale, clock_timestamp())
      on conflict do nothing;
  return null;
end
$$`;
