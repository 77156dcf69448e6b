import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** After a show was moved, its buyers have a time in which they get everything back. */
export class MovedShows1763700002086 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table show add column if not exists moved_at timestamptz(3),
                        add column if not exists full_return_until timestamptz(3);
       comment on column show.full_return_until is 'Until then orders from before moved_at get everything back.';
       ${termsTrigger([...terms, 'moved_at', 'full_return_until'])}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `${termsTrigger(terms)};
       alter table show drop column if exists moved_at, drop column if exists full_return_until`,
    );
  }
}

const terms = [
  ...['event_id', 'venue_id', 'seat_map_version', 'seat_numbering_id', 'starts_at', 'doors_at', 'sales_open_at'],
  ...['sales_close_at', 'refund_until', 'currency', 'seats_per_buyer_max', 'hold_seconds', 'sales_paused'],
  ...['cancelled_at', 'organizer_id', 'terms_version', 'single_seat_rule', 'allows_single_at_aisle'],
  ...['return_steps', 'return_fee_minor', 'exchange_rule'],
];

const termsTrigger = (columns: readonly string[]) => `
  drop trigger if exists show_raise_terms_version on show;
  create trigger show_raise_terms_version before update on show for each row
    when (${columns.map((name) => `old.${name} is distinct from new.${name}`).join(' or ')})
    execute function show_raise_terms_version()`;
