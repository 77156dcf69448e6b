import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** Columns of a show on which a sale depended before this migration. */
const TERMS = [
  ...['event_id', 'venue_id', 'seat_map_version', 'seat_numbering_id', 'starts_at', 'doors_at', 'sales_open_at'],
  ...['sales_close_at', 'refund_until', 'currency', 'seats_per_buyer_max', 'hold_seconds', 'sales_paused'],
  ...['cancelled_at', 'organizer_id', 'terms_version'],
];
const RULE = ['single_seat_rule', 'allows_single_at_aisle'];

/** A condition cannot be extended in place. */
const raiseTermsVersion = (columns: readonly string[]) => `
  drop trigger if exists show_raise_terms_version on show;
  create trigger show_raise_terms_version before update on show for each row
    when (${columns.map((column) => `old.${column} is distinct from new.${column}`).join(' or ')})
    execute function show_raise_terms_version()`;

/** What happens to choices of seats that leave a single seat. */
export class SingleSeatRule1763700002002 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table show
         add column if not exists single_seat_rule text not null default 'OFF'
           check (single_seat_rule in ('OFF', 'WARN', 'LENIENT', 'STRICT')),
         add column if not exists allows_single_at_aisle boolean not null default false;
       ${raiseTermsVersion([...TERMS, ...RULE])}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `${raiseTermsVersion(TERMS)};
       alter table show ${RULE.map((column) => `drop column if exists ${column}`).join(', ')}`,
    );
  }
}
