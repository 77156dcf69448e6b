import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** Where organizers want to receive events, and each event on its way there. */
export class Webhooks1763700002041 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table if exists webhook_delivery, webhook_endpoint');
  }
}

const tables = `
create table if not exists webhook_endpoint (
  id uuid primary key,
  organizer_id uuid not null,
  url text not null,
  description text,
  types text[],
  signing text not null check (signing in ('hmac', 'ed25519')),
  secret_generation integer not null default 1,
  former_secret_until timestamptz(3),
  created_at timestamptz(3) not null,
  failing_since timestamptz(3),
  disabled_at timestamptz(3),
  disabled_reason text check (disabled_reason in ('by_organizer', 'gone', 'failing')),
  deleted_at timestamptz(3),
  constraint webhook_endpoint_disabled_for_a_reason check ((disabled_at is null) = (disabled_reason is null))
) with (fillfactor = 80);
comment on column webhook_endpoint.types is 'Null for all types of events.';
comment on column webhook_endpoint.secret_generation is 'Secrets are derived from the key of the service, the endpoint and this number. None is stored.';
comment on column webhook_endpoint.former_secret_until is 'Until then the secret of the generation before signs as well.';
comment on column webhook_endpoint.failing_since is 'The first failure since the last success.';
create index if not exists webhook_endpoint_of_organizer on webhook_endpoint (organizer_id) where deleted_at is null;

create table if not exists webhook_delivery (
  endpoint_id uuid not null,
  id bigint generated always as identity,
  position bigint,
  type text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_at timestamptz(3),
  tries jsonb not null default '[]',
  created_at timestamptz(3) not null,
  ended_at timestamptz(3),
  primary key (endpoint_id, id),
  constraint webhook_delivery_once unique (endpoint_id, position),
  constraint webhook_delivery_is_due check ((next_at is not null) = (state in ('waiting', 'sending')))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
comment on table webhook_delivery is 'One event on its way to one endpoint.';
comment on column webhook_delivery.position is 'The event in the log. Null for a test event.';
comment on column webhook_delivery.next_at is 'When it is tried next; while it is being sent, until when its process may take.';
comment on column webhook_delivery.tries is 'The latest attempts and how each ended.';
create index if not exists webhook_delivery_due on webhook_delivery (endpoint_id, next_at) where next_at is not null;
create index if not exists webhook_delivery_failed on webhook_delivery (id) where state = 'failed'`;
