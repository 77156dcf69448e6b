import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inShortLocks } from './online';

const indexes: Readonly<Record<string, string>> = {
  ticket_order_of_show: 'ticket_order (show_id, created_at, id)',
  ticket_order_by_status: `ticket_order (show_id, status, created_at, id) where status <> 'C'`,
  ticket_order_email: 'ticket_order (show_id, lower(email) text_pattern_ops) where email is not null',
  ticket_order_number: 'ticket_order (show_id, order_number(show_id, id))',
  ticket_holder: 'ticket (show_id, lower(holder_name) text_pattern_ops) where holder_name is not null',
};

/** The orders of a show are listed, and found by number, address, name and seat. */
export class OrdersOfShows1763700002123 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `create or replace function order_number(show_id uuid, id uuid) returns text language sql immutable parallel safe strict
       return right(upper(translate(rtrim(encode(uuid_send(show_id) || uuid_send(id), 'base64'), '='), '+/', '-_')), 8);
       comment on function order_number is 'The last letters of the public id of an order, which buyers see as its number.'`,
    );
    for (const [name, definition] of Object.entries(indexes)) await buildIndex(runner, name, definition);
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `drop index if exists ${Object.keys(indexes).join(', ')};
       drop function if exists order_number`,
    );
  }
}
