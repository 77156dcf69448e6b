import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** How much of the price of a returned ticket comes back, by how long before the start. */
export class ReturnPolicy1763700002051 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table show add column if not exists return_steps jsonb,
                        add column if not exists return_fee_minor bigint not null default 0;
       comment on column show.return_steps is 'From the earliest on: the share that comes back until so many hours before the start. Null where refund_until decides.';
       alter table show drop constraint if exists show_return_steps_check, drop constraint if exists show_return_fee_minor_check;
       alter table show
         add constraint show_return_steps_check
             check (return_steps is null or (jsonb_typeof(return_steps) = 'array' and jsonb_array_length(return_steps) between 1 and 10)) not valid,
         add constraint show_return_fee_minor_check check (return_fee_minor >= 0) not valid`,
    );
    await runner.query('alter table show validate constraint show_return_steps_check');
    await runner.query('alter table show validate constraint show_return_fee_minor_check');
    await inShortLocks(runner, termsTrigger([...terms, 'return_steps', 'return_fee_minor']));
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `${termsTrigger(terms)};
       alter table show drop column if exists return_steps, drop column if exists return_fee_minor`,
    );
  }
}

const terms = [
  ...['event_id', 'venue_id', 'seat_map_version', 'seat_numbering_id', 'starts_at', 'doors_at', 'sales_open_at'],
  ...['sales_close_at', 'refund_until', 'currency', 'seats_per_buyer_max', 'hold_seconds', 'sales_paused'],
  ...['cancelled_at', 'organizer_id', 'terms_version', 'single_seat_rule', 'allows_single_at_aisle'],
];

const termsTrigger = (columns: readonly string[]) => `
  drop trigger if exists show_raise_terms_version on show;
  create trigger show_raise_terms_version before update on show for each row
    when (${columns.map((name) => `old.${name} is distinct from new.${name}`).join(' or ')})
    execute function show_raise_terms_version()`;
