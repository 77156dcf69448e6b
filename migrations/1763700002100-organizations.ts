import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/** Organizations, their members, invitations, sign-in by mail, and the audit of what organizers change. Only adds. */
export class Organizations1763700002100 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, tables);
    await inShortLocks(runner, kinds([...kindsBefore, ...ourKinds]));
    await runner.query('alter table notification validate constraint notification_kind_check');
    await inShortLocks(runner, mail);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from notification where kind in (${listOf(ourKinds)});
      ${kinds(kindsBefore)};
      drop table if exists organizer_audit, sign_in, organizer_account, organization_invitation, organization_member, organization;
      drop function if exists refuse_change_of_audit, notify_of_invitation, notify_of_sign_in`);
  }
}

const tables = `
create table if not exists organization (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz(3) not null
);
comment on table organization is 'Those who run shows together. Its id stands in organizer_id of what it runs.';

create table if not exists organization_member (
  organization_id uuid not null references organization (id),
  member_id uuid not null,
  email text,
  role text not null check (role in ('OWNER', 'MANAGER', 'BOX_OFFICE', 'FIGURES', 'SCANNER')),
  joined_at timestamptz(3) not null,
  primary key (member_id, organization_id)
);
comment on column organization_member.member_id is 'The caller, as their token names them.';
create index if not exists organization_member_joined on organization_member (organization_id, joined_at, member_id);

create table if not exists organizer_account (
  email text primary key check (email = lower(email)),
  id uuid not null unique
);
comment on table organizer_account is 'Who may sign in by a link in a mail. The address was proved by an invitation that was sent to it.';
comment on column organizer_account.id is 'The caller of their sessions.';

create table if not exists organization_invitation (
  id uuid primary key,
  organization_id uuid not null references organization (id),
  email text,
  role text not null check (role in ('OWNER', 'MANAGER', 'BOX_OFFICE', 'FIGURES', 'SCANNER')),
  locale text,
  invited_by uuid not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  accepted_at timestamptz(3),
  revoked_at timestamptz(3),
  constraint organization_invitation_ends_once check (accepted_at is null or revoked_at is null)
);
comment on table organization_invitation is 'Each is good once. Its secret is signed, and stored nowhere.';
comment on column organization_invitation.email is 'Where it was sent; null for a link that is passed on by hand, until somebody names an address.';
create index if not exists organization_invitation_open on organization_invitation (organization_id, created_at)
  where accepted_at is null and revoked_at is null;

create table if not exists sign_in (
  id uuid primary key,
  account_id uuid not null references organizer_account (id),
  locale text,
  requested_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  minute bigint generated always as (floor(extract(epoch from requested_at at time zone 'UTC') / 60)) stored,
  constraint sign_in_once_a_minute unique (account_id, minute)
);
comment on table sign_in is 'Links that were mailed to sign in, each good once. Its secret is signed, and stored nowhere.';
create index if not exists sign_in_of_account on sign_in (account_id, requested_at);

create table if not exists organizer_audit (
  position bigint generated always as identity primary key,
  organizer_id uuid,
  show_id uuid,
  actor_id uuid not null,
  actor_role text not null,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  request_id text not null,
  at timestamptz(3) not null
);
comment on table organizer_audit is 'What organizers have changed, written in the transaction of the change. Never changed itself.';
comment on column organizer_audit.organizer_id is 'The organization, or the caller who runs it alone; null for the app itself.';
comment on column organizer_audit.action is 'The field of the API, such as updateShow.';
comment on column organizer_audit.subject is 'What was changed, by its id in the API.';
comment on column organizer_audit.before is 'What was changed, as it was; null for something new.';
comment on column organizer_audit.request_id is 'As it is in the log.';
create index if not exists organizer_audit_of_organizer on organizer_audit (organizer_id, position);

create or replace function refuse_change_of_audit() returns trigger language plpgsql as $$
begin
  raise exception 'The audit is never changed';
end
$$;
create or replace trigger refuse_change_of_audit before update or delete on organizer_audit
  for each row execute function refuse_change_of_audit()`;

const kindsBefore = [
  ...['order_confirmed', 'order_cancelled', 'refund_started', 'refund_done', 'refund_failed', 'show_moved'],
  ...['show_cancelled', 'ticket_reissued', 'ticket_given_away', 'order_link', 'payment_failed', 'hold_ending'],
  ...['seats_released', 'show_paused', 'address_changing', 'address_changed', 'sold_out', 'dead_letters'],
  ...['webhook_disabled', 'show_refunded'],
];
const ourKinds = ['invitation', 'sign_in'];

const listOf = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
const kinds = (names: readonly string[]) => `
  alter table notification drop constraint notification_kind_check,
    add constraint notification_kind_check check (kind in (${listOf(names)})) not valid`;

const mail = `
create or replace function notify_of_invitation() returns trigger language plpgsql as $$
begin
  insert into notification (show_id, kind, subject, generation, recipient, locale, detail)
  select '00000000-0000-0000-0000-000000000000', 'invitation', new.id, 1, new.email, new.locale,
         jsonb_build_object('organization', o.name, 'role', new.role)
    from organization o
   where o.id = new.organization_id
      on conflict on constraint notification_once do nothing;
  return null;
end
$$;
create or replace trigger notify_of_invitation after insert or update of email on organization_invitation for each row
  when (new.email is not null) execute function notify_of_invitation();

create or replace function notify_of_sign_in() returns trigger language plpgsql as $$
begin
  insert into notification (show_id, kind, subject, generation, recipient, locale, created_at)
  select '00000000-0000-0000-0000-000000000000', 'sign_in', new.id, 1, a.email, new.locale, new.requested_at
    from organizer_account a
   where a.id = new.account_id
      on conflict on constraint notification_once do nothing;
  return null;
end
$$;
create or replace trigger notify_of_sign_in after insert on sign_in for each row execute function notify_of_sign_in()`;
