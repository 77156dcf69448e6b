import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inShortLocks } from './online';

/**
 * Exchanges: orders that tickets of another order pay for. Only adds: the version before goes on selling, cancelling and
 * returning orders without an exchange.
 */
export class Exchanges1763700002080 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      auditOfOrders([...notAudited, 'credited_minor', 'for_show_id', 'for_order_id', 'for_return_id']),
    );
    await inShortLocks(runner, quotes);
    await inShortLocks(
      runner,
      `alter table ticket_order add column if not exists credit_minor bigint not null default 0,
                                add column if not exists exchange_show_id uuid,
                                add column if not exists exchange_id uuid;
       comment on column ticket_order.credit_minor is 'The part of the total that is paid by the tickets of another order.';
       comment on column ticket_order.exchange_id is 'The quote of the exchange that the order is for, with the show of the old tickets.';
       alter table ticket_order drop constraint if exists ticket_order_credit_minor_check,
                                drop constraint if exists ticket_order_exchange_id_fkey,
                                drop constraint if exists ticket_order_end_reason_check;
       alter table ticket_order
         add constraint ticket_order_credit_minor_check check (credit_minor between 0 and total_minor and (credit_minor = 0 or exchange_id is not null)) not valid,
         add constraint ticket_order_exchange_id_fkey foreign key (exchange_show_id, exchange_id) references exchange_quote (show_id, id) not valid,
         ${endReasons([...endReasonsBefore, 'exchanged', 'exchange_failed'])}`,
    );
    for (const name of ['credit_minor_check', 'exchange_id_fkey', 'end_reason_check']) {
      await runner.query(`alter table ticket_order validate constraint ticket_order_${name}`);
    }
    await buildIndex(
      runner,
      'ticket_order_of_exchange',
      'ticket_order (exchange_show_id, exchange_id) where exchange_id is not null',
    );
    await inShortLocks(runner, credits);
    await inShortLocks(
      runner,
      `alter table payment add column if not exists credited_minor bigint not null default 0;
       comment on column payment.credited_minor is 'What of it pays for the seats of other orders.';
       alter table payment drop constraint if exists payment_returns_what_was_paid,
         add constraint payment_returns_what_was_paid
             check (returned_minor >= 0 and kept_minor >= 0 and credited_minor >= 0
                    and returned_minor + kept_minor + credited_minor <= amount_minor) not valid`,
    );
    await runner.query('alter table payment validate constraint payment_returns_what_was_paid');
    await inShortLocks(
      runner,
      `alter table ticket_return add column if not exists moved_minor bigint not null default 0,
         add column if not exists credit_returned_minor bigint not null default 0,
         add column if not exists credit_kept_minor bigint not null default 0,
         add column if not exists credit_moved_minor bigint not null default 0,
         add column if not exists for_show_id uuid,
         add column if not exists for_order_id uuid,
         add column if not exists for_return_id uuid;
       comment on column ticket_return.moved_minor is 'What of the payment of the order pays for the order that the tickets were exchanged for.';
       comment on column ticket_return.credit_returned_minor is 'What comes back by rows of other orders, whose payments the order lives on.';
       comment on column ticket_return.for_order_id is 'Reason exchanged: the order that the tickets were exchanged for. Reason credit: the order whose return this pays for.';
       alter table ticket_return drop constraint if exists ticket_return_reason_check, drop constraint if exists ticket_return_moves_a_sum,
         add constraint ticket_return_moves_a_sum
             check (least(moved_minor, credit_returned_minor, credit_kept_minor, credit_moved_minor) >= 0) not valid,
         add constraint ticket_return_reason_check
             check (reason in ('returned', 'cancelled', 'show_cancelled', 'exchanged', 'credit')) not valid`,
    );
    await runner.query('alter table ticket_return validate constraint ticket_return_reason_check');
    await runner.query('alter table ticket_return validate constraint ticket_return_moves_a_sum');
    await buildIndex(
      runner,
      'ticket_return_of_credit',
      'ticket_return (for_show_id, for_order_id) where for_order_id is not null',
    );
    await inShortLocks(runner, `${functions}; ${mail}`);
    for (const trigger of triggers) await inShortLocks(runner, trigger);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger if exists allocate_return on ticket_return;
      drop trigger if exists settle_credited_order on ticket_return;
      drop trigger if exists guard_exchange_hold on ticket_order;
      drop trigger if exists guard_quote_of_credits on return_quote;
      drop function if exists allocate_return, settle_credited_order, guard_exchange_hold, guard_quote_of_credits;
      drop index if exists ticket_return_of_credit, ticket_order_of_exchange;
      ${before};
      ${mailBefore};
      alter table ticket_return drop column if exists moved_minor, drop column if exists credit_returned_minor,
        drop column if exists credit_kept_minor, drop column if exists credit_moved_minor,
        drop column if exists for_show_id, drop column if exists for_order_id, drop column if exists for_return_id,
        drop constraint if exists ticket_return_reason_check,
        add constraint ticket_return_reason_check check (reason in ('returned', 'cancelled', 'show_cancelled'));
      alter table payment drop constraint if exists payment_returns_what_was_paid, drop column if exists credited_minor,
        add constraint payment_returns_what_was_paid
            check (returned_minor >= 0 and kept_minor >= 0 and returned_minor + kept_minor <= amount_minor);
      alter table return_quote drop column if exists knows_credits;
      drop table if exists order_credit;
      alter table ticket_order drop constraint if exists ticket_order_exchange_id_fkey,
        drop constraint if exists ticket_order_credit_minor_check,
        drop constraint if exists ticket_order_end_reason_check,
        drop column if exists credit_minor, drop column if exists exchange_show_id, drop column if exists exchange_id,
        ${endReasons(endReasonsBefore).replace(' not valid', '')};
      drop table if exists exchange_quote`);
    await runner.query(auditOfOrders(notAudited));
  }
}

const notAudited = [
  ...['client_secret', 'request_hash', 'request_lease_until', 'check_at', 'checks', 'version', 'changed_by'],
  ...['returned_minor', 'kept_minor'],
];

const endReasonsBefore = [
  ...['declined', 'too_late', 'abandoned', 'unanswered', 'cancelled', 'provider_unavailable', 'refused'],
  ...['show_cancelled', 'refunded_at_provider'],
];

const endReasons = (names: readonly string[]) =>
  `add constraint ticket_order_end_reason_check check (end_reason in (${names.map((name) => `'${name}'`).join(', ')})) not valid`;

const quotes = `
create table if not exists exchange_quote (
  show_id uuid not null references show (id),
  id uuid not null,
  order_id uuid not null,
  caller_id uuid not null,
  seat_nos integer[] not null check (cardinality(seat_nos) > 0),
  ticket_ids uuid[] not null check (cardinality(ticket_ids) = cardinality(seat_nos)),
  new_show_id uuid not null references show (id),
  hold_id uuid not null,
  rule text not null check (rule in ('GTE', 'GT', 'EQ', 'ANY')),
  paid_minor bigint not null check (paid_minor >= 0),
  price_minor bigint not null check (price_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  exchanged_at timestamptz(3),
  primary key (show_id, id),
  constraint exchange_quote_order_id_fkey foreign key (show_id, order_id) references ticket_order (show_id, id)
);
comment on table exchange_quote is 'An exchange of tickets for the seats of a hold, as it was offered. The return of the tickets has the same id.';
comment on column exchange_quote.exchanged_at is 'When old and new changed places; null where that did not happen, or not yet.';
create index if not exists exchange_quote_of_order on exchange_quote (show_id, order_id);
create index if not exists exchange_quote_unused on exchange_quote (show_id, expires_at) where exchanged_at is null`;

const credits = `
create table if not exists order_credit (
  show_id uuid not null,
  order_id uuid not null,
  source_show_id uuid not null,
  source_order_id uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  spent_minor bigint not null default 0,
  primary key (show_id, order_id, source_show_id, source_order_id),
  constraint order_credit_order_id_fkey foreign key (show_id, order_id) references ticket_order (show_id, id),
  constraint order_credit_source_order_id_fkey foreign key (source_show_id, source_order_id) references ticket_order (show_id, id),
  constraint order_credit_is_spent_once check (spent_minor between 0 and amount_minor)
) with (fillfactor = 80);
comment on table order_credit is 'Which payments of other orders pay for the seats of an order.';
comment on column order_credit.spent_minor is 'What of it was returned, kept or moved on to another order.';
create index if not exists order_credit_of_source on order_credit (source_show_id, source_order_id);
alter table return_quote add column if not exists knows_credits boolean not null default false`;

const orderGuard = (confirmed: string) => `
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
      end if;${confirmed}
      new.version := old.version + 1;
      update order_item set is_live = new.status in ('P', 'C') and return_id is null where show_id = new.show_id and order_id = new.id;
    end if;
    return new;
  end
  $$`;

const onlyAfterExchange = `
      -- A version that does not know exchanges would confirm the new seats and leave the old ones sold.
      if new.status = 'C' and new.exchange_id is not null and not exists (
        select from exchange_quote where show_id = new.exchange_show_id and id = new.exchange_id and exchanged_at is not null
      ) then
        raise exception 'order % is confirmed by its exchange alone', new.id using errcode = 'check_violation';
      end if;`;

const auditOfOrders = (withoutColumns: readonly string[]) => `
create or replace function write_order_audit() returns trigger language plpgsql as $$
  declare
    before jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
    now_is jsonb := to_jsonb(new);
    change jsonb;
  begin
    select jsonb_object_agg(key, jsonb_build_array(before -> key, value)) into change
      from jsonb_each(now_is - '{${withoutColumns.join(', ')}}'::text[])
     where value is distinct from coalesce(before -> key, 'null');
    if change is not null then
      insert into order_audit (show_id, order_id, what, changed_by, change)
      values (new.show_id, (now_is ->> tg_argv[1])::uuid, tg_argv[0], new.changed_by, change);
    end if;
    return null;
  end
  $$`;

const functions = `
${orderGuard(onlyAfterExchange)};

create or replace function guard_exchange_hold() returns trigger language plpgsql as $$
begin
  if exists (select from seat_hold where show_id = new.show_id and id = new.hold_id and idempotency_key like 'exchange:%') then
    raise exception 'hold % belongs to an exchange', new.hold_id
      using errcode = 'check_violation', constraint = 'ticket_order_of_exchange_hold';
  end if;
  return new;
end
$$;

create or replace function guard_quote_of_credits() returns trigger language plpgsql as $$
begin
  if exists (select from order_credit where show_id = new.show_id and order_id = new.order_id) then
    raise exception 'order % lives on credits, which this version does not know', new.order_id using errcode = 'check_violation';
  end if;
  return new;
end
$$;

-- Splits a return of an order that lives on payments of others: what its own payment has comes first, then its credits. Of
-- a credit, what comes back or is kept is a row of the source order, and what is moved is a credit of the next order.
create or replace function allocate_return() returns trigger language plpgsql as $$
declare
  own bigint;
  back bigint := new.returned_minor;
  kept bigint := new.kept_minor;
  moved bigint := new.moved_minor;
  credit record;
  room bigint;
  part_back bigint;
  part_kept bigint;
  part_moved bigint;
begin
  if new.moved_minor = 0 and not exists (select from order_credit where show_id = new.show_id and order_id = new.order_id) then
    return new;
  end if;
  select amount_minor - returned_minor - kept_minor - credited_minor into own
    from payment
   where show_id = new.show_id and order_id = new.order_id and state = 'succeeded'
     for update;
  room := coalesce(own, 0);
  new.returned_minor := least(back, room);
  new.kept_minor := least(kept, room - new.returned_minor);
  new.moved_minor := least(moved, room - new.returned_minor - new.kept_minor);
  if new.returned_minor = 0 then
    new.state := 'succeeded';
    new.check_at := null;
  end if;
  if new.moved_minor > 0 then
    insert into order_credit (show_id, order_id, source_show_id, source_order_id, amount_minor)
    values (new.for_show_id, new.for_order_id, new.show_id, new.order_id, new.moved_minor);
  end if;
  back := back - new.returned_minor;
  kept := kept - new.kept_minor;
  moved := moved - new.moved_minor;
  for credit in
    select * from order_credit
     where show_id = new.show_id and order_id = new.order_id and spent_minor < amount_minor
     order by source_order_id desc
       for update
  loop
    exit when back + kept + moved = 0;
    room := credit.amount_minor - credit.spent_minor;
    part_back := least(back, room);
    part_kept := least(kept, room - part_back);
    part_moved := least(moved, room - part_back - part_kept);
    update order_credit
       set spent_minor = spent_minor + part_back + part_kept + part_moved
     where show_id = credit.show_id and order_id = credit.order_id
       and source_show_id = credit.source_show_id and source_order_id = credit.source_order_id;
    if part_back + part_kept > 0 then
      insert into ticket_return (show_id, id, order_id, returned_minor, kept_minor, currency, reason, state, check_at, created_at,
                                 changed_by, for_show_id, for_order_id, for_return_id)
      values (credit.source_show_id, gen_random_uuid(), credit.source_order_id, part_back, part_kept, new.currency, 'credit',
              case when part_back > 0 then 'wanted' else 'succeeded' end, case when part_back > 0 then new.created_at end,
              new.created_at, new.changed_by, new.show_id, new.order_id, new.id);
    end if;
    if part_moved > 0 then
      insert into order_credit (show_id, order_id, source_show_id, source_order_id, amount_minor)
      values (new.for_show_id, new.for_order_id, credit.source_show_id, credit.source_order_id, part_moved);
    end if;
    new.credit_returned_minor := new.credit_returned_minor + part_back;
    new.credit_kept_minor := new.credit_kept_minor + part_kept;
    new.credit_moved_minor := new.credit_moved_minor + part_moved;
    back := back - part_back;
    kept := kept - part_kept;
    moved := moved - part_moved;
  end loop;
  if back + kept + moved > 0 then
    raise exception 'order % has less money than its return names', new.order_id
      using errcode = 'check_violation', constraint = 'payment_returns_what_was_paid';
  end if;
  return new;
end
$$;

-- The row of the payment makes returns of one order wait for each other; its check refuses what is too much.
create or replace function count_return() returns trigger language plpgsql as $$
begin
  update payment
     set returned_minor = returned_minor + new.returned_minor, kept_minor = kept_minor + new.kept_minor,
         credited_minor = credited_minor + new.moved_minor
                          - case new.reason when 'credit' then new.returned_minor + new.kept_minor else 0 end
   where show_id = new.show_id and order_id = new.order_id and state = 'succeeded';
  if not found and new.returned_minor + new.kept_minor + new.moved_minor > 0 then
    raise exception 'order % was not paid, and nothing of it can be returned', new.order_id using errcode = 'check_violation';
  end if;
  return null;
end
$$;

-- An order that lives on credits is refunded when the last of them is back, and no longer where one fails. It is never
-- waited for: an order that is cancelled has no transaction in which its sources are locked after it.
create or replace function settle_credited_order() returns trigger language plpgsql as $$
begin
  with settled as (
    update ticket_order o
       set status = case new.state when 'succeeded' then 'R'::"char" else 'X'::"char" end, changed_by = new.changed_by
     where o.show_id = new.for_show_id
       and o.id = new.for_order_id
       and o.status = case new.state when 'succeeded' then 'X'::"char" else 'R'::"char" end
       and (new.state = 'failed' or 'succeeded' = all (
             select state from ticket_return where show_id = o.show_id and order_id = o.id
              union all
             select state from ticket_return where for_show_id = o.show_id and for_order_id = o.id and reason = 'credit'))
    returning id, show_id, version
  )
  insert into outbox (show_id, topic, key, body)
  select show_id, 'orders', id::text, jsonb_build_object('version', version) from settled;
  return null;
end
$$;

-- The refund of a whole order is what was paid, less what was kept of items that were returned before. It is worked out
-- from sums in the provider's ledger, so every return has to be there. What an exchange has joined is returned by returns.
create or replace function guard_refund_of_returns() returns trigger language plpgsql as $$
begin
  if exists (select from ticket_return where show_id = new.show_id and order_id = new.order_id and state in ('wanted', 'failed')) then
    raise exception 'a return of order % is open: try again when it is paid', new.order_id using errcode = 'check_violation';
  end if;
  if exists (select from order_credit where show_id = new.show_id and order_id = new.order_id)
     or exists (select from order_credit where source_show_id = new.show_id and source_order_id = new.order_id) then
    raise exception 'order % is part of an exchange, and is not refunded as a whole', new.order_id using errcode = 'check_violation';
  end if;
  select least(new.amount_minor, amount_minor - kept_minor) into new.amount_minor
    from payment where show_id = new.show_id and order_id = new.order_id;
  return new;
end
$$`;

const notifyOfOrder = (exchanged: string) => `
create or replace function notify_of_order() returns trigger language plpgsql as $$
begin${exchanged}
  perform record_notification(new.show_id,
    case new.status when 'C' then 'order_confirmed' else 'order_cancelled' end,
    new.id, new.version, new.id, new.email, new.locale);
  return null;
end
$$`;

const mail = notifyOfOrder(`
  -- The mail about the new order says it.
  if new.end_reason = 'exchanged' then
    return null;
  end if;`);
const mailBefore = notifyOfOrder('');

const triggers = [
  `create or replace trigger allocate_return before insert on ticket_return for each row
  when (new.reason <> 'credit') execute function allocate_return();
create or replace trigger settle_credited_order after update of state on ticket_return for each row
  when (new.reason = 'credit' and new.state <> old.state and new.state in ('succeeded', 'failed'))
  execute function settle_credited_order()`,
  `create or replace trigger guard_exchange_hold before insert on ticket_order for each row
  when (new.exchange_id is null) execute function guard_exchange_hold();
create or replace trigger guard_quote_of_credits before insert on return_quote for each row
  when (not new.knows_credits) execute function guard_quote_of_credits()`,
];

const before = `
${orderGuard('')};

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

create or replace function guard_refund_of_returns() returns trigger language plpgsql as $$
begin
  if exists (select from ticket_return where show_id = new.show_id and order_id = new.order_id and state in ('wanted', 'failed')) then
    raise exception 'a return of order % is open: try again when it is paid', new.order_id using errcode = 'check_violation';
  end if;
  select least(new.amount_minor, amount_minor - kept_minor) into new.amount_minor
    from payment where show_id = new.show_id and order_id = new.order_id;
  return new;
end
$$`;
