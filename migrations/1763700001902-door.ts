import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** What signs tickets, what happens at the doors of a show, and by which admission a buyer came to a hold. */
export class Door1763700001902 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, 'alter table seat_hold add column if not exists admission jsonb');
    await inShortLocks(
      runner,
      `create table if not exists ticket_key (
         id smallint primary key check (id > 0),
         private_jwk jsonb not null,
         created_at timestamptz(3) not null,
         signs_from timestamptz(3) not null,
         retired_at timestamptz(3)
       );
       create table if not exists door_device (
         show_id uuid not null references show (id),
         id uuid not null,
         name text not null check (length(name) between 1 and 60),
         gate_id text not null check (length(gate_id) between 1 and 40),
         paired_at timestamptz(3) not null,
         expires_at timestamptz(3) not null,
         unpaired_at timestamptz(3),
         primary key (show_id, id)
       );
       create table if not exists door_pairing (
         show_id uuid not null references show (id),
         code_hash bytea not null,
         gate_id text not null check (length(gate_id) between 1 and 40),
         created_by uuid not null,
         expires_at timestamptz(3) not null,
         device_id uuid,
         primary key (show_id, code_hash)
       );
       create unique index if not exists door_pairing_code on door_pairing (code_hash);
       create table if not exists ticket_scan (
         show_id uuid not null references show (id),
         id bigint generated always as identity,
         device_id text not null check (length(device_id) between 1 and 64),
         nonce text not null check (length(nonce) between 1 and 64),
         gate_id text not null check (length(gate_id) between 1 and 40),
         direction "char" not null check (direction in ('I', 'O')),
         is_offline boolean not null,
         scanned_at timestamptz(3) not null,
         recorded_at timestamptz(3) not null,
         result "char" not null check (result in ('A', 'D', 'R', 'W', 'E', 'N', 'O')),
         passed boolean not null,
         ticket_id uuid,
         earlier_id bigint,
         primary key (show_id, id),
         constraint ticket_scan_nonce unique (show_id, device_id, nonce)
       );
       create index if not exists ticket_scan_of_ticket on ticket_scan (show_id, ticket_id, scanned_at)
         where ticket_id is not null and passed;
       create index if not exists ticket_scan_refused on ticket_scan (show_id, device_id, recorded_at) where not passed;
       create table if not exists door_conflict (
         show_id uuid not null references show (id),
         id uuid not null,
         ticket_id uuid not null,
         reason text not null check (reason in ('admitted_twice', 'admitted_revoked')),
         first_scan_id bigint,
         second_scan_id bigint not null,
         found_at timestamptz(3) not null,
         primary key (show_id, id),
         constraint door_conflict_of_scans unique nulls not distinct (show_id, first_scan_id, second_scan_id)
       );
       create table if not exists door_alarm (
         show_id uuid not null references show (id),
         id uuid not null,
         kind text not null check (kind in ('TWO_GATES_WITHIN_A_MINUTE', 'MANY_REFUSALS', 'MANY_TICKETS_OF_ONE_BUYER')),
         subject text not null,
         message text not null,
         raised_at timestamptz(3) not null,
         period bigint not null,
         primary key (show_id, id),
         constraint door_alarm_once_a_period unique (show_id, kind, subject, period)
       )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table if exists door_alarm, door_conflict, ticket_scan, door_pairing, door_device, ticket_key;
      alter table seat_hold drop column if exists admission`);
  }
}
