import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which telephones have a pass of a ticket, and since when its content is what it is. */
export class WalletRegistrations1763700001903 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table wallet_registration (
        show_id uuid not null,
        ticket_id uuid not null,
        device_id text not null check (length(device_id) between 1 and 100),
        push_token text not null check (length(push_token) between 1 and 200),
        registered_at timestamptz not null,
        primary key (show_id, ticket_id, device_id)
      );
      comment on table wallet_registration is 'The devices that want to know when the Apple Wallet pass of a ticket changes.';
      create index wallet_registration_of_device on wallet_registration (device_id);

      create table wallet_pass (
        show_id uuid not null,
        ticket_id uuid not null,
        content_hash bytea not null check (length(content_hash) = 32),
        changed_at timestamptz not null,
        primary key (show_id, ticket_id)
      );
      comment on table wallet_pass is 'The content of each pass that was handed out, when it was last looked at.';
      comment on column wallet_pass.changed_at is 'Whole seconds, as in HTTP. Greater for each content, also where two came in one second.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table wallet_registration; drop table wallet_pass');
  }
}
