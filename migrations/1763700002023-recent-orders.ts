import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from './online';

/** Orders of the last hours, for trends. Rows are added in order of time: an index of block ranges is small and cheap to keep. */
export class RecentOrders1763700002023 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(
      runner,
      'ticket_order_created',
      'ticket_order using brin (created_at) with (pages_per_range = 32)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ticket_order_created');
  }
}
