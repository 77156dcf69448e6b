import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inShortLocks } from './online';

/**
 * Figures of orders, kept by the transactions that change them. A transaction only adds rows of what it changes, so that no
 * two wait for each other; the service adds them up. What is kept is the sum of both tables at every moment.
 */
export class SalesByHour1763700002121 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(runner, `${tables}; ${functions}; ${triggers}`);
    // What was there before the triggers: the difference between the orders and what is kept of them.
    const shows: { id: string }[] = await runner.query('select id from show order by id');
    for (const { id } of shows) await runner.query('select keep_missing_sales($1)', [id]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `drop trigger if exists count_sale on ticket_order;
       drop trigger if exists count_new_sale on ticket_order;
       drop trigger if exists count_added_items on order_item;
       drop trigger if exists count_returned_items on order_item;
       drop trigger if exists count_new_money on payment;
       drop trigger if exists count_money on payment;
       drop trigger if exists count_new_refunded on provider_refund;
       drop trigger if exists count_refunded on provider_refund;
       drop function if exists count_sale, count_added_items, count_returned_items, count_money, count_refunded;
       drop function if exists keep_missing_sales, missing_sales, sales_of_orders, sales_channel;
       drop table if exists sales_change;
       drop table if exists sales_hour`,
    );
  }
}

const sums = `
  order_count integer not null default 0,
  ticket_count integer not null default 0,
  gross_minor bigint not null default 0,
  refunded_minor bigint not null default 0`;

const tables = `
create table if not exists sales_hour (
  show_id uuid not null,
  hour timestamptz(0) not null,
  channel text not null,
  ${sums},
  primary key (show_id, hour, channel)
);
comment on table sales_hour is 'Orders by the hour in which they were made, and their channel. What is kept of a show is the sum of this and of sales_change.';
comment on column sales_hour.gross_minor is 'Payments that succeeded.';
comment on column sales_hour.refunded_minor is 'Refunds in the ledger of the provider that did not fail.';
create table if not exists sales_change (
  show_id uuid not null,
  id bigint not null generated always as identity,
  hour timestamptz(0) not null,
  channel text not null,
  ${sums},
  primary key (show_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on table sales_change is 'What transactions have changed of the figures and was not added to sales_hour yet.'`;

const functions = `
create or replace function sales_channel(of_order ticket_order) returns text language sql immutable as $$
  select case
           when of_order.request_hash = '' then 'COMPLIMENTARY'
           when of_order.idempotency_key = of_order.id::text then 'BOX_OFFICE'
           else 'ONLINE' end
$$;
comment on function sales_channel is 'How an order came about: whoever sells at the desk has no key of their own for it, and an order that was given away no request.';

create or replace function sales_of_orders(of_show uuid)
returns table (hour timestamptz, channel text, order_count integer, ticket_count integer, gross_minor bigint, refunded_minor bigint)
language sql stable as $$
  select date_trunc('hour', o.created_at, 'UTC'), sales_channel(o),
         (count(*) filter (where o.status = 'C'))::integer,
         coalesce(sum(items.ticket_count) filter (where o.status = 'C'), 0)::integer,
         coalesce(sum(p.amount_minor) filter (where p.state = 'succeeded'), 0)::bigint,
         coalesce(sum(r.minor), 0)::bigint
    from ticket_order o
    left join (select i.order_id, count(*) as ticket_count from order_item i
                where i.show_id = of_show and i.return_id is null group by i.order_id) items on items.order_id = o.id
    left join payment p on p.show_id = of_show and p.order_id = o.id
    left join (select f.order_id, sum(f.amount_minor) as minor from provider_refund f
                where f.show_id = of_show and f.state <> 'failed' group by f.order_id) r on r.order_id = o.id
   where o.show_id = of_show
   group by 1, 2
$$;
comment on function sales_of_orders is 'The figures of a show as its orders, payments and refunds have them.';

create or replace function missing_sales(of_show uuid)
returns table (hour timestamptz, channel text, order_count integer, ticket_count integer, gross_minor bigint, refunded_minor bigint)
language sql stable as $$
  select hour, channel, sum(order_count)::integer, sum(ticket_count)::integer, sum(gross_minor)::bigint, sum(refunded_minor)::bigint
    from (select hour, channel, order_count, ticket_count, gross_minor, refunded_minor from sales_of_orders(of_show)
          union all
          select hour, channel, -order_count, -ticket_count, -gross_minor, -refunded_minor from sales_hour where show_id = of_show
          union all
          select hour, channel, -order_count, -ticket_count, -gross_minor, -refunded_minor from sales_change where show_id = of_show) as both_sides
   group by hour, channel
  having sum(order_count) <> 0 or sum(ticket_count) <> 0 or sum(gross_minor) <> 0 or sum(refunded_minor) <> 0
$$;
comment on function missing_sales is 'What the orders of a show have that is not kept of them; no row where both agree.';

create or replace function keep_missing_sales(of_show uuid) returns void language sql as $$
  insert into sales_change (show_id, hour, channel, order_count, ticket_count, gross_minor, refunded_minor)
  select of_show, hour, channel, order_count, ticket_count, gross_minor, refunded_minor from missing_sales(of_show)
$$;
comment on function keep_missing_sales is 'Repairs the figures of a show, also while it sells.';

create or replace function count_sale() returns trigger language plpgsql as $$
declare
  sign integer := case new.status when 'C' then 1 else -1 end;
begin
  insert into sales_change (show_id, hour, channel, order_count, ticket_count)
  values (new.show_id, date_trunc('hour', new.created_at, 'UTC'), sales_channel(new), sign,
          -- Items that are inserted into a confirmed order are counted by themselves.
          case tg_op when 'INSERT' then 0 else sign * (
            select count(*) from order_item where show_id = new.show_id and order_id = new.id and return_id is null) end);
  return null;
end
$$;

create or replace function count_added_items() returns trigger language plpgsql as $$
begin
  insert into sales_change (show_id, hour, channel, ticket_count)
  select o.show_id, date_trunc('hour', o.created_at, 'UTC'), sales_channel(o), count(*)
    from added i
    join ticket_order o on o.show_id = i.show_id and o.id = i.order_id
   where o.status = 'C' and i.return_id is null
   group by 1, 2, 3;
  return null;
end
$$;

create or replace function count_returned_items() returns trigger language plpgsql as $$
begin
  insert into sales_change (show_id, hour, channel, ticket_count)
  select o.show_id, date_trunc('hour', o.created_at, 'UTC'), sales_channel(o), -count(*)
    from changed i
    join before b on b.show_id = i.show_id and b.order_id = i.order_id and b.seat_no = i.seat_no
    join ticket_order o on o.show_id = i.show_id and o.id = i.order_id
   where i.return_id is not null and b.return_id is null and o.status = 'C'
   group by 1, 2, 3;
  return null;
end
$$;

create or replace function count_money() returns trigger language plpgsql as $$
declare
  minor bigint := case new.state when 'succeeded' then new.amount_minor else 0 end;
begin
  if tg_op = 'UPDATE' then
    minor := minor - case old.state when 'succeeded' then old.amount_minor else 0 end;
  end if;
  insert into sales_change (show_id, hour, channel, gross_minor)
  select o.show_id, date_trunc('hour', o.created_at, 'UTC'), sales_channel(o), minor
    from ticket_order o
   where o.show_id = new.show_id and o.id = any(array[new.order_id]);
  return null;
end
$$;

create or replace function count_refunded() returns trigger language plpgsql as $$
declare
  minor bigint := case new.state when 'failed' then 0 else new.amount_minor end;
begin
  if tg_op = 'UPDATE' then
    minor := minor - case old.state when 'failed' then 0 else old.amount_minor end;
  end if;
  insert into sales_change (show_id, hour, channel, refunded_minor)
  select o.show_id, date_trunc('hour', o.created_at, 'UTC'), sales_channel(o), minor
    from ticket_order o
   where o.show_id = new.show_id and o.id = any(array[new.order_id]);
  return null;
end
$$`;

const triggers = `
drop trigger if exists count_sale on ticket_order;
create trigger count_sale after update on ticket_order for each row
  when ((new.status = 'C') <> (old.status = 'C')) execute function count_sale();
drop trigger if exists count_new_sale on ticket_order;
create trigger count_new_sale after insert on ticket_order for each row
  when (new.status = 'C') execute function count_sale();
drop trigger if exists count_added_items on order_item;
create trigger count_added_items after insert on order_item referencing new table as added
  for each statement execute function count_added_items();
drop trigger if exists count_returned_items on order_item;
create trigger count_returned_items after update on order_item referencing old table as before new table as changed
  for each statement execute function count_returned_items();
drop trigger if exists count_new_money on payment;
create trigger count_new_money after insert on payment for each row
  when (new.state = 'succeeded') execute function count_money();
drop trigger if exists count_money on payment;
create trigger count_money after update on payment for each row
  when ((new.state = 'succeeded') <> (old.state = 'succeeded') or new.amount_minor <> old.amount_minor) execute function count_money();
drop trigger if exists count_new_refunded on provider_refund;
create trigger count_new_refunded after insert on provider_refund for each row
  when (new.state <> 'failed') execute function count_refunded();
drop trigger if exists count_refunded on provider_refund;
create trigger count_refunded after update on provider_refund for each row
  when ((new.state = 'failed') <> (old.state = 'failed') or new.amount_minor <> old.amount_minor) execute function count_refunded()`;

/** For the migration that goes back to it. */
export const salesByHour = { functions, triggers };
