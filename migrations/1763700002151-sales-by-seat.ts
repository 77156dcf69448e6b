import type { MigrationInterface, QueryRunner } from 'typeorm';
import { salesByHour } from './1763700002121-sales-by-hour';
import { inShortLocks } from './online';

/**
 * What was paid and returned for each seat, so that money can be summed up by section and zone. Payments and refunds are
 * of orders: each is split over the seats that it was for, by their prices. The version before goes on as it did: the
 * triggers note for it too, and the next version adds the notes up.
 */
export class SalesBySeat1763700002151 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // The locks let transactions end that have begun with the triggers of before.
    await inShortLocks(
      runner,
      `lock table payment, provider_refund, order_item in share row exclusive mode; ${tables}; ${functions}; ${triggers}`,
    );
    const shows: { id: string }[] = await runner.query('select id from show order by id');
    for (const { id } of shows) await runner.query('select keep_missing_sales($1)', [id]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `drop trigger if exists count_item_before_move on order_item;
       drop trigger if exists count_item_after_move on order_item;
       ${salesByHour.triggers};
       ${salesByHour.functions};
       drop function if exists count_moved_item, missing_seat_sales, seat_sales_of_orders, refunded_return, split_over_seats;
       drop table if exists sales_seat_change;
       drop table if exists sales_seat;
       drop table if exists sales_seat_revision`,
    );
  }
}

const tables = `
create table if not exists sales_seat (
  show_id uuid not null,
  seat_no integer not null,
  revision bigint not null,
  gross_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  primary key (show_id, seat_no)
) with (fillfactor = 80);
comment on table sales_seat is 'What was paid and returned for each seat. What is kept of a show is the sum of this and of sales_seat_change.';
comment on column sales_seat.revision is 'Of the show, when the row was changed last: processes that keep the rows in memory read only those that have changed.';
create index if not exists sales_seat_by_revision on sales_seat (show_id, revision);
create table if not exists sales_seat_revision (
  show_id uuid not null primary key,
  revision bigint not null
) with (fillfactor = 60);
comment on table sales_seat_revision is 'How often seats of a show were changed in sales_seat. Its row is locked while they are, so that a higher revision is committed later.';
create table if not exists sales_seat_change (
  show_id uuid not null,
  id bigint not null generated always as identity,
  seat_nos integer[] not null,
  gross_minor bigint[] not null,
  refunded_minor bigint[] not null,
  primary key (show_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on table sales_seat_change is 'What transactions have changed for seats and was not added to sales_seat yet: one row for all seats of an order.'`;

const functions = `
create or replace function split_over_seats(of_show uuid, of_order uuid, minor bigint, of_return uuid)
returns table (seat_no integer, part_minor bigint) language sql stable as $$
  select i.seat_no,
         coalesce(div(minor * sum(i.price_minor) over so_far, nullif(sum(i.price_minor) over (), 0))
                  - div(minor * (sum(i.price_minor) over so_far - i.price_minor), nullif(sum(i.price_minor) over (), 0)),
                  case row_number() over so_far when 1 then minor else 0 end)::bigint
    from order_item i
   where i.show_id = of_show and i.order_id = of_order and (of_return is null or i.return_id = of_return)
  window so_far as (order by i.seat_no)
$$;
comment on function split_over_seats is 'Splits an amount over the seats of an order, or of one return of it, by their prices. The parts add up to the amount: each is rounded together with those before it. Where no seat has a price, the first one has it all.';

create or replace function refunded_return(of_show uuid, of_order uuid, of_return uuid) returns uuid language plpgsql stable as $$
declare
  found_id uuid := of_return;
  next_show uuid;
  next_order uuid;
begin
  if of_return is null then
    return null;
  end if;
  select for_show_id, for_order_id into next_show, next_order
    from ticket_return
   where show_id = of_show and id = of_return and reason = 'credit';
  -- From the order that was returned, over the exchanges that led to it, back to the tickets that this payment was for.
  while next_order is not null and (next_show, next_order) is distinct from (of_show, of_order) loop
    select q.show_id, q.order_id, q.id into next_show, next_order, found_id
      from ticket_order o
      join exchange_quote q on q.show_id = o.exchange_show_id and q.id = o.exchange_id
     where o.show_id = next_show and o.id = next_order;
  end loop;
  return (select return_id from order_item
           where show_id = of_show and order_id = of_order and return_id = found_id
           limit 1);
end
$$;
comment on function refunded_return is 'The return whose seats a refund of an order is for; null where it is for all seats of the order, as a refund of the whole of it or one that was made in the dashboard of the provider.';

create or replace function seat_sales_of_orders(of_show uuid, only_order uuid)
returns table (seat_no integer, gross_minor bigint, refunded_minor bigint) language sql stable as $$
  select seat_no, sum(gross)::bigint, sum(refunded)::bigint
    from (select s.seat_no, s.part_minor as gross, 0 as refunded
            from payment p
           cross join lateral split_over_seats(p.show_id, p.order_id, p.amount_minor, null) as s
           where p.show_id = of_show and (only_order is null or p.order_id = only_order) and p.state = 'succeeded'
           union all
          select s.seat_no, 0, s.part_minor
            from provider_refund f
           cross join lateral split_over_seats(f.show_id, f.order_id, f.amount_minor,
                                               refunded_return(f.show_id, f.order_id, f.return_id)) as s
           where f.show_id = of_show and (only_order is null or f.order_id = only_order) and f.state <> 'failed') as parts
   group by seat_no
$$;
comment on function seat_sales_of_orders is 'What was paid and returned for each seat of a show as its orders, payments and refunds have it; of one order where one is given.';

create or replace function missing_seat_sales(of_show uuid)
returns table (seat_no integer, gross_minor bigint, refunded_minor bigint) language sql stable as $$
  select seat_no, sum(gross_minor)::bigint, sum(refunded_minor)::bigint
    from (select seat_no, gross_minor, refunded_minor from seat_sales_of_orders(of_show, null)
          union all
          select seat_no, -gross_minor, -refunded_minor from sales_seat where show_id = of_show
          union all
          select part.seat_no, -part.gross, -part.refunded
            from sales_seat_change c
           cross join unnest(c.seat_nos, c.gross_minor, c.refunded_minor) as part (seat_no, gross, refunded)
           where c.show_id = of_show) as both_sides
   group by seat_no
  having sum(gross_minor) <> 0 or sum(refunded_minor) <> 0
$$;
comment on function missing_seat_sales is 'What the orders of a show have of its seats that is not kept; no row where both agree.';

create or replace function keep_missing_sales(of_show uuid) returns void language sql as $$
  insert into sales_change (show_id, hour, channel, order_count, ticket_count, gross_minor, refunded_minor)
  select of_show, hour, channel, order_count, ticket_count, gross_minor, refunded_minor from missing_sales(of_show);
  insert into sales_seat_change (show_id, seat_nos, gross_minor, refunded_minor)
  select of_show, array_agg(seat_no), array_agg(gross_minor), array_agg(refunded_minor)
    from missing_seat_sales(of_show)
  having count(*) > 0
$$;
comment on function keep_missing_sales is 'Repairs the figures of a show, also while it sells.';

create or replace function count_money() returns trigger language plpgsql as $$
declare
  minor bigint := case new.state when 'succeeded' then new.amount_minor else 0 end;
  before bigint := 0;
begin
  if tg_op = 'UPDATE' and old.state = 'succeeded' then
    before := old.amount_minor;
  end if;
  insert into sales_change (show_id, hour, channel, gross_minor)
  select o.show_id, date_trunc('hour', o.created_at, 'UTC'), sales_channel(o), minor - before
    from ticket_order o
   where o.show_id = new.show_id and o.id = any(array[new.order_id]);
  if minor <> 0 then
    insert into sales_seat_change (show_id, seat_nos, gross_minor, refunded_minor)
    select new.show_id, array_agg(s.seat_no), array_agg(s.part_minor), array_fill(0::bigint, array[count(*)::integer])
      from split_over_seats(new.show_id, new.order_id, minor, null) as s
    having count(*) > 0;
  end if;
  if before <> 0 then
    insert into sales_seat_change (show_id, seat_nos, gross_minor, refunded_minor)
    select new.show_id, array_agg(s.seat_no), array_agg(-s.part_minor), array_fill(0::bigint, array[count(*)::integer])
      from split_over_seats(new.show_id, new.order_id, before, null) as s
    having count(*) > 0;
  end if;
  return null;
end
$$;

create or replace function count_refunded() returns trigger language plpgsql as $$
declare
  minor bigint := case new.state when 'failed' then 0 else new.amount_minor end;
  before bigint := 0;
begin
  if tg_op = 'UPDATE' and old.state <> 'failed' then
    before := old.amount_minor;
  end if;
  if minor <> before then
    insert into sales_change (show_id, hour, channel, refunded_minor)
    select o.show_id, date_trunc('hour', o.created_at, 'UTC'), sales_channel(o), minor - before
      from ticket_order o
     where o.show_id = new.show_id and o.id = any(array[new.order_id]);
  end if;
  if minor <> 0 then
    insert into sales_seat_change (show_id, seat_nos, gross_minor, refunded_minor)
    select new.show_id, array_agg(s.seat_no), array_fill(0::bigint, array[count(*)::integer]), array_agg(s.part_minor)
      from split_over_seats(new.show_id, new.order_id, minor,
                            refunded_return(new.show_id, new.order_id, new.return_id)) as s
    having count(*) > 0;
  end if;
  if before <> 0 then
    insert into sales_seat_change (show_id, seat_nos, gross_minor, refunded_minor)
    select old.show_id, array_agg(s.seat_no), array_fill(0::bigint, array[count(*)::integer]), array_agg(-s.part_minor)
      from split_over_seats(old.show_id, old.order_id, before,
                            refunded_return(old.show_id, old.order_id, old.return_id)) as s
    having count(*) > 0;
  end if;
  return null;
end
$$;

-- All seats of the order, since parts are rounded in the order of their numbers.
create or replace function count_moved_item() returns trigger language plpgsql as $$
declare
  sign integer := case tg_when when 'BEFORE' then -1 else 1 end;
begin
  insert into sales_seat_change (show_id, seat_nos, gross_minor, refunded_minor)
  select old.show_id, array_agg(s.seat_no), array_agg(sign * s.gross_minor), array_agg(sign * s.refunded_minor)
    from seat_sales_of_orders(old.show_id, old.order_id) as s
  having count(*) > 0;
  return new;
end
$$;
comment on function count_moved_item is 'What was paid for a seat goes with the ticket. A statement moves one item of an order, never several: what it has before is read before the first of them alone.'`;

const triggers = `
drop trigger if exists count_refunded on provider_refund;
create trigger count_refunded after update on provider_refund for each row
  when ((new.state = 'failed') <> (old.state = 'failed') or new.amount_minor <> old.amount_minor
        or new.return_id is distinct from old.return_id) execute function count_refunded();
drop trigger if exists count_item_before_move on order_item;
create trigger count_item_before_move before update of seat_no on order_item for each row
  when (new.seat_no <> old.seat_no) execute function count_moved_item();
drop trigger if exists count_item_after_move on order_item;
create trigger count_item_after_move after update of seat_no on order_item for each row
  when (new.seat_no <> old.seat_no) execute function count_moved_item()`;
