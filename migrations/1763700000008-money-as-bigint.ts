import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sums of money outgrow 32 bits: four seats at IDR 13,200,000.00 are 5,280,000,000 in the smallest unit. */
const columns: readonly (readonly [table: string, column: string, array?: true])[] = [
  ['show_price_tier', 'amount_minor'],
  ['seat_hold', 'prices_minor', true],
  ['seat_hold', 'total_minor'],
  ['ticket_order', 'total_minor'],
  ['order_item', 'price_minor'],
  ['payment', 'amount_minor'],
  ['refund', 'amount_minor'],
];

/** The trigger names a column in its condition, so PostgreSQL changes the column only without it. */
const dropTrigger = 'drop trigger guard_new_ticket_order on ticket_order';
const createTrigger = `create trigger guard_new_ticket_order before insert on ticket_order
  for each row when (new.status <> 'P' and (new.status <> 'C' or new.total_minor > 0)) execute function guard_ticket_order()`;

async function changeTo(type: 'bigint' | 'integer', runner: QueryRunner): Promise<void> {
  await runner.query(dropTrigger);
  for (const [table, column, isArray] of columns) {
    await runner.query(`alter table ${table} alter column ${column} type ${type}${isArray ? '[]' : ''}`);
  }
  await runner.query(createTrigger);
}

export class MoneyAsBigint1763700000008 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return changeTo('bigint', runner);
  }

  down(runner: QueryRunner): Promise<void> {
    return changeTo('integer', runner);
  }
}
