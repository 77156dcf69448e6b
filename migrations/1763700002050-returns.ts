import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inBatches, inShortLocks } from './online';

/**
 * Returns of part of an order, each with a refund of its own. Only adds: the version before goes on selling and
 * cancelling, and what it writes is counted by the triggers.
 */
export class Returns1763700002050 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `alter table payment add column if not exists returned_minor bigint not null default 0,
                           add column if not exists kept_minor bigint not null default 0;
       comment on column payment.returned_minor is 'What goes or went back of it, by the returns and the refund of its order.';
       comment on column payment.kept_minor is 'What is kept of the price of items that were returned.';
       alter table payment drop constraint if exists payment_returns_what_was_paid,
         add constraint payment_returns_what_was_paid
             check (returned_minor >= 0 and kept_minor >= 0 and returned_minor + kept_minor <= amount_minor) not valid`,
    );
    await inShortLocks(
      runner,
      auditOfOrders(
        'client_secret, request_hash, request_lease_until, check_at, checks, version, changed_by, returned_minor, kept_minor',
      ),
    );
    await inShortLocks(runner, tables);
    await inShortLocks(
      runner,
      `alter table order_item add column if not exists return_id uuid;
       comment on column order_item.return_id is 'The return that took it; null while the order has it, and where the whole order was cancelled.';
       alter table order_item drop constraint if exists order_item_returned_is_dead, drop constraint if exists order_item_return_id_fkey;
       alter table order_item
         add constraint order_item_returned_is_dead check (return_id is null or not is_live) not valid,
         add constraint order_item_return_id_fkey foreign key (show_id, return_id) references ticket_return (show_id, id) not valid`,
    );
    await inShortLocks(runner, 'alter table provider_refund add column if not exists return_id uuid');
    await inShortLocks(runner, functions);
    for (const trigger of triggers) await inShortLocks(runner, trigger);
    await inBatches(
      runner,
      `update payment p
          set returned_minor = r.amount_minor
         from refund r
        where r.show_id = p.show_id
          and r.order_id = p.order_id
          and p.returned_minor = 0
          and (p.show_id, p.order_id) in (
                select w.show_id, w.order_id from payment w join refund using (show_id, order_id) where w.returned_minor = 0 limit $1)`,
    );
    await runner.query('alter table payment validate constraint payment_returns_what_was_paid');
    await runner.query('alter table order_item validate constraint order_item_returned_is_dead');
    await runner.query('alter table order_item validate constraint order_item_return_id_fkey');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger if exists count_refund on refund;
      drop trigger if exists guard_refund_of_returns on refund;
      alter table order_item drop constraint if exists order_item_return_id_fkey,
                             drop constraint if exists order_item_returned_is_dead,
                             drop column if exists return_id;
      alter table provider_refund drop column if exists return_id;
      drop table if exists ticket_return, return_quote;
      drop function if exists count_return, count_refund, guard_refund_of_returns, refuse_return_change;
      alter table payment drop constraint if exists payment_returns_what_was_paid,
                          drop column if exists returned_minor,
                          drop column if exists kept_minor`);
    await runner.query(orderGuard("new.status in ('P', 'C')"));
    await runner.query(
      auditOfOrders('client_secret, request_hash, request_lease_until, check_at, checks, version, changed_by'),
    );
  }
}

const tables = `
create table if not exists return_quote (
  show_id uuid not null references show (id),
  id uuid not null,
  order_id uuid not null,
  caller_id uuid not null,
  role text not null check (role in ('buyer', 'organizer', 'admin')),
  seat_nos integer[] not null check (cardinality(seat_nos) > 0),
  ticket_ids uuid[] not null check (cardinality(ticket_ids) = cardinality(seat_nos)),
  paid_minor bigint[] not null check (cardinality(paid_minor) = cardinality(seat_nos)),
  returned_minor bigint[] not null check (cardinality(returned_minor) = cardinality(seat_nos)),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  terms jsonb not null,
  reason text check (length(reason) between 1 and 500),
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  committed_at timestamptz(3),
  idempotency_key text check (length(idempotency_key) between 1 and 200),
  primary key (show_id, id),
  constraint return_quote_order_id_fkey foreign key (show_id, order_id) references ticket_order (show_id, id),
  constraint return_quote_key_of_show unique (show_id, caller_id, idempotency_key),
  constraint return_quote_key unique (caller_id, idempotency_key),
  constraint return_quote_committed_by_a_key check ((committed_at is null) = (idempotency_key is null))
);
comment on table return_quote is 'What comes back for some tickets of an order, as it was offered. The return has the same id.';
comment on column return_quote.terms is 'The rule by which it was worked out.';
comment on column return_quote.reason is 'Why an organizer returns more or less than the policy says.';
comment on constraint return_quote_key on return_quote is
  'Of all shows, as clients see it. A database that is sharded by show has return_quote_key_of_show alone.';
create index if not exists return_quote_unused on return_quote (show_id, expires_at) where committed_at is null;

create table if not exists ticket_return (
  show_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  returned_minor bigint not null check (returned_minor >= 0),
  kept_minor bigint not null check (kept_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  reason text not null check (reason in ('returned', 'cancelled', 'show_cancelled')),
  state text not null default 'wanted' check (state in ('wanted', 'pending', 'succeeded', 'failed')),
  reference text,
  attempts integer not null default 0 check (attempts >= 0),
  check_at timestamptz(3),
  checks integer not null default 0,
  dead_letter_reason text,
  created_at timestamptz(3) not null,
  changed_by text not null,
  primary key (show_id, id),
  constraint ticket_return_order_id_fkey foreign key (show_id, order_id) references ticket_order (show_id, id),
  constraint ticket_return_of_nothing_is_done check (returned_minor > 0 or state = 'succeeded'),
  constraint ticket_return_is_looked_at_while_open
    check (state in ('succeeded', 'failed') or check_at is not null or dead_letter_reason is not null),
  constraint ticket_return_rests_as_a_dead_letter check (dead_letter_reason is null or check_at is null)
) with (fillfactor = 60);
comment on table ticket_return is 'Tickets that came back, and the refund of what was paid for them.';
comment on column ticket_return.attempts is 'Counts the calls to the provider that ended with an error: the next one has another key.';
create index if not exists ticket_return_of_order on ticket_return (show_id, order_id, id);
create index if not exists ticket_return_due on ticket_return (show_id, check_at)
  where check_at is not null and dead_letter_reason is null`;

const orderGuard = (isLive: string) => `
create or replace function guard_ticket_order() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' then
      raise exception 'an order is never deleted' using errcode = 'check_violation';
    end if;
    if tg_op = 'INSERT' then
      raise exception 'order % begins pending, or confirmed where it costs nothing', new.id using errcode = 'check_violation';
    end if;
    if row(new.id, new.show_id, new.buyer_id, new.hold_id, new.idempotency_key, new.request_hash, new.total_minor, new.currency, new.created_at)
       is distinct from
       row(old.id, old.show_id, old.buyer_id, old.hold_id, old.idempotency_key, old.request_hash, old.total_minor, old.currency, old.created_at) then
      raise exception 'what was agreed in order % does not change', old.id using errcode = 'check_violation';
    end if;
    if new.status <> old.status then
      if old.status::text || new.status::text not in ('PC', 'PX', 'CX', 'XC', 'XR', 'RX') then
        raise exception 'order % cannot go from % to %', old.id, old.status, new.status using errcode = 'check_violation';
      end if;
      new.version := old.version + 1;
      update order_item set is_live = ${isLive} where show_id = new.show_id and order_id = new.id;
    end if;
    return new;
  end
  $$`;

const auditOfOrders = (withoutColumns: string) => `
create or replace function write_order_audit() returns trigger language plpgsql as $$
  declare
    before jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
    now_is jsonb := to_jsonb(new);
    change jsonb;
  begin
    select jsonb_object_agg(key, jsonb_build_array(before -> key, value)) into change
      from jsonb_each(now_is - '{${withoutColumns}}'::text[])
     where value is distinct from coalesce(before -> key, 'null');
    if change is not null then
      insert into order_audit (show_id, order_id, what, changed_by, change)
      values (new.show_id, (now_is ->> tg_argv[1])::uuid, tg_argv[0], new.changed_by, change);
    end if;
    return null;
  end
  $$`;

const functions = `
${orderGuard("new.status in ('P', 'C') and return_id is null")};

-- The row of the payment makes returns of one order wait for each other; its check refuses what is too much.
create or replace function count_return() returns trigger language plpgsql as $$
begin
  update payment
     set returned_minor = returned_minor + new.returned_minor, kept_minor = kept_minor + new.kept_minor
   where show_id = new.show_id and order_id = new.order_id and state = 'succeeded';
  if not found and new.returned_minor + new.kept_minor > 0 then
    raise exception 'order % was not paid, and nothing of it can be returned', new.order_id using errcode = 'check_violation';
  end if;
  return null;
end
$$;

create or replace function refuse_return_change() returns trigger language plpgsql as $$
begin
  raise exception 'a return is never deleted, and its sums do not change' using errcode = 'check_violation';
end
$$;

-- The refund of a whole order is what was paid, less what was kept of items that were returned before. It is worked out
-- from sums in the provider's ledger, so every return has to be there.
create or replace function guard_refund_of_returns() returns trigger language plpgsql as $$
begin
  if exists (select from ticket_return where show_id = new.show_id and order_id = new.order_id and state in ('wanted', 'failed')) then
    raise exception 'a return of order % is open: try again when it is paid', new.order_id using errcode = 'check_violation';
  end if;
  select least(new.amount_minor, amount_minor - kept_minor) into new.amount_minor
    from payment where show_id = new.show_id and order_id = new.order_id;
  return new;
end
$$;

create or replace function count_refund() returns trigger language plpgsql as $$
begin
  update payment set returned_minor = new.amount_minor where show_id = new.show_id and order_id = new.order_id;
  return null;
end
$$`;

const triggers = [
  `create or replace trigger count_return after insert on ticket_return for each row execute function count_return();
create or replace trigger guard_ticket_return before update on ticket_return for each row
  when (row(new.show_id, new.id, new.order_id, new.returned_minor, new.kept_minor, new.currency)
        is distinct from row(old.show_id, old.id, old.order_id, old.returned_minor, old.kept_minor, old.currency))
  execute function refuse_return_change();
create or replace trigger ticket_return_is_never_deleted before delete on ticket_return for each row
  execute function refuse_return_change();
create or replace trigger write_order_audit after insert or update on ticket_return for each row
  execute function write_order_audit('ticket_return', 'order_id')`,
  `create or replace trigger guard_refund_of_returns before insert on refund for each row execute function guard_refund_of_returns();
create or replace trigger count_refund after insert on refund for each row execute function count_refund()`,
];
