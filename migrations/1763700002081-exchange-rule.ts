import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** For what tickets of a show may be exchanged, by the price of the new seats; null where they may not. */
export class ExchangeRule1763700002081 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table show add column if not exists exchange_rule text;
       comment on column show.exchange_rule is 'What the new seats must cost, compared with the tickets that are exchanged. Null: no exchange.';
       alter table show drop constraint if exists show_exchange_rule_check;
       alter table show add constraint show_exchange_rule_check check (exchange_rule in ('GTE', 'GT', 'EQ', 'ANY')) not valid`,
    );
    await runner.query('alter table show validate constraint show_exchange_rule_check');
    await inShortLocks(runner, termsTrigger([...terms, 'exchange_rule']));
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, `${termsTrigger(terms)}; alter table show drop column if exists exchange_rule`);
  }
}

const terms = [
  ...['event_id', 'venue_id', 'seat_map_version', 'seat_numbering_id', 'starts_at', 'doors_at', 'sales_open_at'],
  ...['sales_close_at', 'refund_until', 'currency', 'seats_per_buyer_max', 'hold_seconds', 'sales_paused'],
  ...['cancelled_at', 'organizer_id', 'terms_version', 'single_seat_rule', 'allows_single_at_aisle'],
  ...['return_steps', 'return_fee_minor'],
];

const termsTrigger = (columns: readonly string[]) => `
  drop trigger if exists show_raise_terms_version on show;
  create trigger show_raise_terms_version before update on show for each row
    when (${columns.map((name) => `old.${name} is distinct from new.${name}`).join(' or ')})
    execute function show_raise_terms_version()`;
