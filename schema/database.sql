create extension cube;

create extension fuzzystrmatch;

create extension pg_trgm;

create extension unaccent;

CREATE OR REPLACE FUNCTION public.add_sale_state()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into show_sale_state (show_id, state, next_at)
  select id, 'SCHEDULED', sales_open_at from added
      on conflict do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.allocate_return()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.apply_new_address()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  change address_change;
begin
  update address_change
     set applied_at = clock_timestamp()
   where show_id = new.show_id and id = new.subject and applied_at is null and undone_at is null
  returning * into change;
  if not found then
    return null;
  end if;
  update ticket_order
     set email = change.new_email, changed_by = change.changed_by
   where show_id = change.show_id and id = any(array[change.order_id]) and email = change.old_email;
  if not found then
    return null;
  end if;
  update notification
     set recipient = change.new_email
   where show_id = change.show_id and order_id = change.order_id and state = 'waiting' and kind <> 'address_changing'
     and lower(recipient) = lower(change.old_email);
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale)
  select new.show_id, 'address_changed', change.id, 1, o.id, o.email, o.locale
    from ticket_order o
   where o.show_id = change.show_id and o.id = any(array[change.order_id])
      on conflict on constraint notification_once do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.collect_blocked_seat()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  collected text[] := string_to_array(nullif(current_setting('frontrow.blocked_seats', true), ''), ' ');
begin
  if collected[1] <> new.show_id::text then
    perform write_blocked_seats(collected);
    collected := null;
  end if;
  collected := coalesce(collected, array[new.show_id::text, '0']);
  collected[2] := collected[2]::integer + 1;
  if cardinality(collected) < 102 then
    collected := collected || new.seat_no::text;
  end if;
  perform set_config('frontrow.blocked_seats', array_to_string(collected, ' '), true);
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.count_added_items()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into sales_change (show_id, hour, channel, ticket_count)
  select o.show_id, date_trunc('hour', o.created_at, 'UTC'), sales_channel(o), count(*)
    from added i
    join ticket_order o on o.show_id = i.show_id and o.id = i.order_id
   where o.status = 'C' and i.return_id is null
   group by 1, 2, 3;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.count_money()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.count_moved_item()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  sign integer := case tg_when when 'BEFORE' then -1 else 1 end;
begin
  insert into sales_seat_change (show_id, seat_nos, gross_minor, refunded_minor)
  select old.show_id, array_agg(s.seat_no), array_agg(sign * s.gross_minor), array_agg(sign * s.refunded_minor)
    from seat_sales_of_orders(old.show_id, old.order_id) as s
  having count(*) > 0;
  return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.count_refund()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update payment set returned_minor = new.amount_minor where show_id = new.show_id and order_id = new.order_id;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.count_refunded()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.count_return()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.count_returned_items()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.count_sale()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.earth_point(latitude double precision, longitude double precision)
 RETURNS cube
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
 SELECT cube(ARRAY[((ellipsoid.normal * cosd(earth_point.latitude)) * cosd(earth_point.longitude)), ((ellipsoid.normal * cosd(earth_point.latitude)) * sind(earth_point.longitude)), ((ellipsoid.normal * (((1)::numeric - 0.00669437999014))::double precision) * sind(earth_point.latitude))]) AS cube
    FROM ( SELECT ((6378.137)::double precision / sqrt(((1)::double precision - ((0.00669437999014)::double precision * (sind(earth_point.latitude) ^ (2)::double precision))))) AS "?column?") ellipsoid(normal);
END
;

CREATE OR REPLACE FUNCTION public.facet_values_added()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if tg_level = 'ROW' and tg_table_name = 'venue' then
          insert into facet_value (kind, key, name) values ('T', new.city_key, new.city) on conflict do nothing;
        elsif tg_level = 'ROW' then
          insert into facet_value (kind, key, name) values ('C', new.category_key, new.category) on conflict do nothing;
        elsif tg_table_name = 'venue' then
          insert into facet_value (kind, key, name)
          select distinct on (city_key) 'T', city_key, city from changed order by city_key, city
              on conflict do nothing;
        else
          insert into facet_value (kind, key, name)
          select distinct on (category_key) 'C', category_key, category from changed order by category_key, category
              on conflict do nothing;
        end if;
        return null;
      end $function$
;

CREATE OR REPLACE FUNCTION public.fill_show_of_order()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
       begin
         select show_id into new.show_id from ticket_order where id = new.order_id;
         return new;
       end
       $function$
;

CREATE OR REPLACE FUNCTION public.guard_desk_return()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
       declare
         taken bigint;
         returned bigint;
       begin
         select amount_minor into taken from desk_entry
          where show_id = new.show_id and order_id = new.order_id and kind = 'taken' for update;
         select coalesce(sum(amount_minor), 0) into returned from desk_entry
          where show_id = new.show_id and order_id = new.order_id and kind = 'returned';
         if taken is null or returned + new.amount_minor > taken then
           raise exception 'the desk took % for order % and returned %', coalesce(taken, 0), new.order_id, returned
             using errcode = 'check_violation', constraint = 'desk_entry_returns_what_was_taken';
         end if;
         return new;
       end
       $function$
;

CREATE OR REPLACE FUNCTION public.guard_exchange_hold()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from seat_hold where show_id = new.show_id and id = new.hold_id and idempotency_key like 'exchange:%') then
    raise exception 'hold % belongs to an exchange', new.hold_id
      using errcode = 'check_violation', constraint = 'ticket_order_of_exchange_hold';
  end if;
  return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.guard_live_ticket()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  sold_to uuid;
  ticket_of uuid;
begin
  select case when status = 'S' then order_id end into sold_to
    from show_seat where show_id = new.show_id and seat_no = new.seat_no;
  select order_id into ticket_of
    from ticket where show_id = new.show_id and seat_no = new.seat_no and ended_at is null;
  if sold_to is distinct from ticket_of then
    raise exception 'seat % of show % is sold to % and its live ticket is of %', new.seat_no, new.show_id,
      coalesce(sold_to::text, 'nobody'), coalesce(ticket_of::text, 'nobody') using errcode = 'check_violation';
  end if;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.guard_pending_order()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    pending uuid := to_jsonb(new) ->> tg_argv[0];
  begin
    -- As text: otherwise PostgreSQL may read all orders of the show in the index of those with these statuses.
    if exists (
      select from ticket_order o
        left join payment p on p.show_id = o.show_id and p.order_id = o.id and p.state in ('new', 'charging', 'action_required')
       where o.show_id = new.show_id and o.id = pending and o.status::text = 'P' and p.order_id is null
    ) then
      raise exception 'order % is pending without an open payment', pending using errcode = 'check_violation';
    end if;
    return null;
  end
  $function$
;

CREATE OR REPLACE FUNCTION public.guard_quote_of_credits()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from order_credit where show_id = new.show_id and order_id = new.order_id) then
    raise exception 'order % lives on credits, which this version does not know', new.order_id using errcode = 'check_violation';
  end if;
  return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.guard_refund_of_returns()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.guard_ticket_order()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
      -- A version that does not know exchanges would confirm the new seats and leave the old ones sold.
      if new.status = 'C' and new.exchange_id is not null and not exists (
        select from exchange_quote where show_id = new.exchange_show_id and id = new.exchange_id and exchanged_at is not null
      ) then
        raise exception 'order % is confirmed by its exchange alone', new.id using errcode = 'check_violation';
      end if;
      new.version := old.version + 1;
      update order_item set is_live = new.status in ('P', 'C') and return_id is null where show_id = new.show_id and order_id = new.id;
    end if;
    return new;
  end
  $function$
;

CREATE OR REPLACE FUNCTION public.index_events(ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
      begin
        perform from event where id = any(ids) order by id for no key update;
        with titled as (
          select e.id,
                 search_words(concat_ws(' ', e.name,
                   (select string_agg(p.name, ' ')
                      from event_performer ep join performer p on p.id = ep.performer_id
                     where ep.event_id = e.id))) as title,
                 search_words((select string_agg(v.name, ' ')
                      from venue v
                     where v.id = any(array(select venue_id from show where event_id = e.id)))) as venues
            from event e
           where e.id = any(ids)
        ), named as (
          select id, title, title || coalesce(venues, '') as words
            from titled
        ), changed as (
          update event e
             set words = named.words,
                 title_words = named.title
            from named
           where e.id = named.id
             and (e.words <> named.words or e.title_words <> named.title)
          returning e.words
        )
        insert into search_word
        select distinct word
          from changed, unnest(tsvector_to_array(words)) as word
         order by word
            on conflict do nothing;
      end $function$
;

CREATE OR REPLACE FUNCTION public.keep_missing_sales(of_show uuid)
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into sales_change (show_id, hour, channel, order_count, ticket_count, gross_minor, refunded_minor)
  select of_show, hour, channel, order_count, ticket_count, gross_minor, refunded_minor from missing_sales(of_show);
  insert into sales_seat_change (show_id, seat_nos, gross_minor, refunded_minor)
  select of_show, array_agg(seat_no), array_agg(gross_minor), array_agg(refunded_minor)
    from missing_seat_sales(of_show)
  having count(*) > 0
$function$
;

CREATE OR REPLACE FUNCTION public.keep_seat_history()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_nestloop TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
begin
  insert into seat_history (show_id, seat_no, version, was, status, reason, hold_id, order_id, changed_by, request_key)
  select s.show_id, s.seat_no, s.version, b.status, s.status,
         case
           when s.status = 'H' and b.status = 'R' then 'payment_failed'
           when s.status = 'H' and b.status = 'H' then 'taken_over'
           when s.status = 'H' then 'held'
           when s.status = 'R' then 'reserved'
           when s.status = 'S' then 'sold'
           when s.status = 'X' then 'retired'
           when b.status = 'S' then 'returned'
           when b.status = 'R' then 'payment_failed'
           when b.status = 'H' then case h.status when 'E' then 'expired' else 'released' end
           when s.status = 'B' then 'blocked'
           else 'unblocked' end,
         coalesce(s.hold_id, b.hold_id), coalesce(s.order_id, b.order_id),
         case when s.status = 'H' and b.status <> 'R' or b.status = 'H' and s.status in ('A', 'B') and h.status = 'L'
              then 'buyer:' || h.buyer_id end,
         case when s.status = 'H' and b.status <> 'R' then h.idempotency_key end
    from changed s
    join before b on b.show_id = s.show_id and b.seat_no = s.seat_no and b.version < s.version
    left join lateral (
      -- It may be purged a day later.
      select status, buyer_id, idempotency_key from seat_hold
       where show_id = s.show_id and id = coalesce(s.hold_id, b.hold_id)
      offset 0) h on true;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.log_blocked_seats()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  collected text[] := string_to_array(nullif(current_setting('frontrow.blocked_seats', true), ''), ' ');
begin
  if collected is not null then
    perform write_blocked_seats(collected);
    perform set_config('frontrow.blocked_seats', '', true);
  end if;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.log_order()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into new_organizer_event (show_id, type, data)
  values (new.show_id, case new.status when 'C' then 'order.confirmed' else 'order.cancelled' end,
          jsonb_build_object('order', new.id, 'amount', new.total_minor, 'currency', new.currency));
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.log_refund()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into new_organizer_event (show_id, type, data)
  values (new.show_id, case new.state when 'succeeded' then 'order.refunded' else 'refund.failed' end,
          jsonb_build_object('order', new.order_id, 'amount', new.amount_minor, 'currency', new.currency));
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.log_return()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
       begin
         insert into new_organizer_event (show_id, type, data)
         values (new.show_id, case new.state when 'succeeded' then 'order.refunded' else 'refund.failed' end,
                 jsonb_build_object('order', new.order_id, 'amount', new.returned_minor, 'currency', new.currency));
         return null;
       end
       $function$
;

CREATE OR REPLACE FUNCTION public.log_sale_state()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  at timestamptz := clock_timestamp();
  state_now text := sale_state(new, at);
  state_before text;
begin
  select state into state_before from show_sale_state where show_id = new.id for update;
  insert into show_sale_state (show_id, state, next_at)
  values (new.id, state_now, sale_changes_at(new, at))
      on conflict (show_id) do update set state = excluded.state, next_at = excluded.next_at;
  if state_now <> coalesce(state_before, sale_state(old, at)) and state_now in ('ON_SALE', 'SOLD_OUT', 'SALES_PAUSED', 'CANCELLED') then
    insert into new_organizer_event (show_id, type, data)
    values (new.id,
            case state_now when 'ON_SALE' then 'show.on_sale' when 'SOLD_OUT' then 'show.sold_out'
                           when 'SALES_PAUSED' then 'show.paused' else 'show.cancelled' end,
            jsonb_build_object('status', state_now));
  end if;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.log_scan()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into new_organizer_event (show_id, type, data)
  values (new.show_id, 'ticket.scanned',
          jsonb_build_object('ticket', new.ticket_id, 'direction', new.direction, 'gate', new.gate_id,
                             'at', to_char(new.scanned_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.log_ticket()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.ended_at is null then
    insert into new_organizer_event (show_id, type, data)
    values (new.show_id, 'ticket.issued', jsonb_build_object('ticket', new.id, 'order', new.order_id, 'seat', new.seat_no));
  else
    insert into new_organizer_event (show_id, type, data)
    values (new.show_id, 'ticket.revoked',
            jsonb_build_object('ticket', new.id, 'order', new.order_id, 'seat', new.seat_no, 'reason', new.end_reason));
  end if;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.missing_sales(of_show uuid)
 RETURNS TABLE(hour timestamp with time zone, channel text, order_count integer, ticket_count integer, gross_minor bigint, refunded_minor bigint)
 LANGUAGE sql
 STABLE
AS $function$
  select hour, channel, sum(order_count)::integer, sum(ticket_count)::integer, sum(gross_minor)::bigint, sum(refunded_minor)::bigint
    from (select hour, channel, order_count, ticket_count, gross_minor, refunded_minor from sales_of_orders(of_show)
          union all
          select hour, channel, -order_count, -ticket_count, -gross_minor, -refunded_minor from sales_hour where show_id = of_show
          union all
          select hour, channel, -order_count, -ticket_count, -gross_minor, -refunded_minor from sales_change where show_id = of_show) as both_sides
   group by hour, channel
  having sum(order_count) <> 0 or sum(ticket_count) <> 0 or sum(gross_minor) <> 0 or sum(refunded_minor) <> 0
$function$
;

CREATE OR REPLACE FUNCTION public.missing_seat_sales(of_show uuid)
 RETURNS TABLE(seat_no integer, gross_minor bigint, refunded_minor bigint)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.month_key_of(starts_at timestamp with time zone, time_zone text)
 RETURNS integer
 LANGUAGE sql
 STABLE PARALLEL SAFE STRICT
RETURN ((EXTRACT(year FROM (starts_at AT TIME ZONE time_zone)) * (100)::numeric) + EXTRACT(month FROM (starts_at AT TIME ZONE time_zone)))
;

CREATE OR REPLACE FUNCTION public.names_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        ids uuid[];
      begin
        if tg_level = 'STATEMENT' and tg_table_name = 'event' then
          select array_agg(id) into ids from changed;
        elsif tg_level = 'STATEMENT' then
          select array_agg(distinct event_id) into ids from changed;
        elsif tg_table_name = 'event' then
          ids := array[new.id];
        elsif tg_table_name = 'performer' then
          select array_agg(event_id) into ids from event_performer where performer_id = new.id;
        elsif tg_table_name = 'venue' then
          select array_agg(distinct event_id) into ids from show where venue_id = new.id;
        else
          ids := array[old.event_id, new.event_id];
        end if;
        perform index_events(ids);
        return null;
      end $function$
;

CREATE OR REPLACE FUNCTION public.notify_of_invitation()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into notification (show_id, kind, subject, generation, recipient, locale, detail)
  select '00000000-0000-0000-0000-000000000000', 'invitation', new.id, 1, new.email, new.locale,
         jsonb_build_object('organization', o.name, 'role', new.role)
    from organization o
   where o.id = new.organization_id
      on conflict on constraint notification_once do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_move()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform record_notification(t.show_id, 'ticket_moved', t.id, t.generation, o.id, o.email, o.locale)
     from ticket t
     join ticket_order o on o.show_id = new.show_id and o.id = new.order_id
    where t.show_id = new.show_id
      and t.seat_no = new.seat_no
      and t.order_id = new.order_id
      and t.ended_at is null
      and o.email is not null;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_order()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  -- The mail about the new order says it.
  if new.end_reason = 'exchanged' then
    return null;
  end if;
  perform record_notification(new.show_id,
    case new.status when 'C' then 'order_confirmed' else 'order_cancelled' end,
    new.id, new.version, new.id, new.email, new.locale);
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_pause()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into announcement (show_id, kind, generation, due_at)
  values (new.id, 'show_paused', extract(epoch from clock_timestamp())::bigint / 86400, clock_timestamp() + interval '10 minutes')
      on conflict do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_refund()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale, detail)
  select o.show_id, case new.state when 'failed' then 'refund_failed' when 'succeeded' then 'refund_done' else 'refund_started' end,
         -- An order may have several.
         coalesce((to_jsonb(new) ->> 'id')::uuid, o.id), o.version, o.id, o.email, o.locale,
         jsonb_build_object('amountMinor', new.amount_minor, 'reason', new.reason)
    from ticket_order o
   where o.show_id = new.show_id and o.id = new.order_id and o.email is not null
      on conflict on constraint notification_once do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_return()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale, detail)
  select o.show_id, case new.state when 'failed' then 'refund_failed' when 'succeeded' then 'refund_done' else 'refund_started' end,
         new.id, new.attempts, o.id, o.email, o.locale, jsonb_build_object('amountMinor', new.returned_minor, 'reason', new.reason)
    from ticket_order o
   where o.show_id = new.show_id and o.id = any(array[new.order_id]) and o.email is not null
      on conflict on constraint notification_once do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_run()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale, detail)
  select o.show_id, 'show_refunded', new.id, 1, o.id, o.email, o.locale,
         jsonb_strip_nulls(jsonb_build_object('amountMinor', new.returned_minor + new.credit_returned_minor, 'message', r.message))
    from ticket_order o
    join refund_run r on r.show_id = o.show_id and r.id = new.run_id
   where o.show_id = new.show_id and o.id = any(array[new.order_id]) and o.email is not null
      on conflict on constraint notification_once do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_show()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into announcement (show_id, kind, generation, detail)
  values (new.id, case when new.cancelled_at is not null and old.cancelled_at is null then 'show_cancelled' else 'show_moved' end,
          new.terms_version, jsonb_build_object('startedAt', to_char(old.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
      on conflict do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_sign_in()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into notification (show_id, kind, subject, generation, recipient, locale, created_at)
  select '00000000-0000-0000-0000-000000000000', 'sign_in', new.id, 1, a.email, new.locale, new.requested_at
    from organizer_account a
   where a.id = new.account_id
      on conflict on constraint notification_once do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_sold_out()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform record_organizer_notice(new.organizer_id, 'sold_out', new.id, new.seats_total, new.id,
                                  jsonb_build_object('seatsTotal', new.seats_total), clock_timestamp() + interval '15 minutes');
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_ticket()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform record_notification(new.show_id,
            case t.end_reason when 'reissued' then 'ticket_reissued' else 'ticket_given_away' end,
            new.id, new.generation, new.order_id, o.email, o.locale)
     from ticket t
     join ticket_order o on o.show_id = new.show_id and o.id = any(array[new.order_id])
    where t.show_id = new.show_id
      and t.seat_no = new.seat_no
      and t.generation = new.generation - 1
      and t.end_reason in ('reissued', 'given_away')
      and o.email is not null;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.notify_of_unpaid_order()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into notification as n (show_id, kind, subject, generation, order_id, recipient, locale, next_at)
  values (new.show_id, 'payment_failed', new.hold_id, 1, new.id, new.email, new.locale, clock_timestamp() + interval '1 minute')
      on conflict on constraint notification_once do update
     set order_id = excluded.order_id, recipient = excluded.recipient,
         state = case n.state when 'dropped' then 'waiting' else n.state end,
         attempts = case n.state when 'dropped' then 0 else n.attempts end,
         next_at = case n.state when 'dropped' then excluded.next_at else n.next_at end
   where n.state in ('dropped', 'waiting', 'sending');
  insert into hold_reminder (show_id, hold_id, recipient, locale, check_at)
  values (new.show_id, new.hold_id, new.email, new.locale, clock_timestamp())
      on conflict do nothing;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.order_number(show_id uuid, id uuid)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN "right"(upper(translate(rtrim(encode((uuid_send(show_id) || uuid_send(id)), 'base64'::text), '='::text), '+/'::text, '-_'::text)), 8)
;

CREATE OR REPLACE FUNCTION public.price_bucket_of(amount_minor bigint)
 RETURNS smallint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (width_bucket(amount_minor, ARRAY[(2500)::bigint, (5000)::bigint, (10000)::bigint, (20000)::bigint]))::smallint
;

CREATE OR REPLACE FUNCTION public.record_notification(of_show uuid, of_kind text, of_subject uuid, of_generation integer, of_order uuid, of_recipient text, of_locale text)
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into notification (show_id, kind, subject, generation, order_id, recipient, locale)
  values (of_show, of_kind, of_subject, of_generation, of_order, of_recipient, of_locale)
      on conflict on constraint notification_once do nothing
$function$
;

CREATE OR REPLACE FUNCTION public.record_organizer_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into new_event_log_entry (show_id, type, data, created_at)
  select new.show_id, new.type, new.data, new.created_at
    from event_log_recording
   where until > clock_timestamp();
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.record_organizer_notice(of_organizer uuid, of_kind text, of_subject uuid, of_generation integer, of_show uuid, of_detail jsonb, due timestamp with time zone)
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into notification as n (show_id, kind, subject, generation, recipient, locale, detail, next_at)
  select coalesce(of_show, '00000000-0000-0000-0000-000000000000'), of_kind, of_subject, of_generation, email, locale, of_detail, due
    from organizer_contact
   where organizer_id = of_organizer
      on conflict on constraint notification_once do update
     set state = 'waiting', attempts = 0, next_at = excluded.next_at
   where n.state = 'dropped'
$function$
;

CREATE OR REPLACE FUNCTION public.record_seat_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (select from event_log_recording where until > clock_timestamp()) then
    return null;
  end if;
  if jsonb_typeof(new.body) <> 'array' then
    insert into new_event_log_entry (show_id, type, data)
    values (new.show_id,
            case new.body #>> '{}' when 'seat-map-replaced' then 'seat_map.replaced' else 'seats.accessible_released' end, '{}');
  elsif jsonb_array_length(new.body) <= 250 then
    insert into new_event_log_entry (show_id, type, data)
    values (new.show_id, 'seats.changed', jsonb_build_object('changes', new.body));
  else
    insert into new_event_log_entry (show_id, type, data)
    select new.show_id, 'seats.changed', jsonb_build_object('changes', jsonb_agg(change order by nth))
      from jsonb_array_elements(new.body) with ordinality as seats (change, nth)
     group by (nth - 1) / 250
     order by (nth - 1) / 250;
  end if;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.refunded_return(of_show uuid, of_order uuid, of_return uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'the audit of orders is only added to' using errcode = 'check_violation';
      end
      $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change_of_audit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'The audit is never changed';
end
$function$
;

CREATE OR REPLACE FUNCTION public.refuse_desk_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
       begin
         raise exception 'the ledger of the desk is only added to' using errcode = 'check_violation';
       end
       $function$
;

CREATE OR REPLACE FUNCTION public.refuse_return_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'a return is never deleted, and its sums do not change' using errcode = 'check_violation';
end
$function$
;

CREATE OR REPLACE FUNCTION public.refuse_show_seat()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if tg_op = 'UPDATE' and (new.show_id = old.show_id and new.seat_no = old.seat_no and case
  when new.version = old.version then
    new.status = old.status
    and new.hold_id is not distinct from old.hold_id
    and new.order_id is not distinct from old.order_id
    and (new.hold_expires_at is not distinct from old.hold_expires_at
         or (new.status = 'H' and new.hold_expires_at >= old.hold_expires_at))
  when new.version > old.version then
    case old.status
      when 'A' then new.status in ('H', 'B', 'R', 'X')
      when 'B' then new.status in ('A', 'X')
      when 'H' then new.status in ('A', 'B')
                    or (new.status = 'R' and new.hold_id = old.hold_id)
                    or (new.status = 'H' and new.hold_id <> old.hold_id and new.hold_expires_at > old.hold_expires_at)
      when 'R' then new.status in ('A', 'B')
                    or (new.status = 'S' and new.order_id = old.order_id)
                    or (new.status = 'H' and new.hold_id = old.hold_id)
      when 'S' then new.status in ('A', 'B')
    end
end) then
          return new;
        end if;
        if tg_op = 'INSERT' then
          raise exception 'a seat enters the ledger available or blocked, not %', new.status using errcode = 'check_violation';
        elsif tg_op = 'DELETE' then
          raise exception 'seat % of show % is promised or sold and cannot be deleted', old.seat_no, old.show_id using errcode = 'check_violation';
        elsif new.show_id <> old.show_id or new.seat_no <> old.seat_no then
          raise exception 'a seat keeps its show and its number' using errcode = 'check_violation';
        elsif new.status = old.status and new.hold_id is not distinct from old.hold_id then
          raise exception 'seat % of show % stays %: only a later expiry may change, and the version with it not', old.seat_no, old.show_id, old.status
            using errcode = 'check_violation';
        elsif new.version <= old.version then
          raise exception 'seat % of show %: the version must grow, % is not more than %', old.seat_no, old.show_id, new.version, old.version
            using errcode = 'check_violation';
        end if;
        raise exception 'seat % of show % cannot go from % to %', old.seat_no, old.show_id, old.status, new.status using errcode = 'check_violation';
      end
      $function$
;

CREATE OR REPLACE FUNCTION public.refuse_ticket_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' then
    raise exception 'a ticket is never deleted' using errcode = 'check_violation';
  end if;
  raise exception 'ticket % keeps its seat, order and generation, its end, and a version that grows', old.id
    using errcode = 'check_violation';
end
$function$
;

CREATE OR REPLACE FUNCTION public.sale_changes_at(of_show show, at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case
           when of_show.cancelled_at is not null then null
           when at < of_show.sales_open_at then of_show.sales_open_at
           when at < of_show.sales_close_at then of_show.sales_close_at
         end
$function$
;

CREATE OR REPLACE FUNCTION public.sale_state(of_show show, at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case
           when of_show.cancelled_at is not null then 'CANCELLED'
           when at >= of_show.sales_close_at then 'SALES_CLOSED'
           when at < of_show.sales_open_at or of_show.seats_total is null then 'SCHEDULED'
           when of_show.sales_paused then 'SALES_PAUSED'
           when of_show.seats_left = 0 then 'SOLD_OUT'
           else 'ON_SALE'
         end
$function$
;

CREATE OR REPLACE FUNCTION public.sales_channel(of_order ticket_order)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case
           when of_order.request_hash = '' then 'COMPLIMENTARY'
           when of_order.idempotency_key = of_order.id::text then 'BOX_OFFICE'
           else 'ONLINE' end
$function$
;

CREATE OR REPLACE FUNCTION public.sales_of_orders(of_show uuid)
 RETURNS TABLE(hour timestamp with time zone, channel text, order_count integer, ticket_count integer, gross_minor bigint, refunded_minor bigint)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.search_finds_any(words_wanted tsquery)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE STRICT
 SET enable_seqscan TO 'off'
RETURN (EXISTS (SELECT FROM event WHERE (event.words @@ search_finds_any.words_wanted)))
;

CREATE OR REPLACE FUNCTION public.search_key(words text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(lower(unaccent('unaccent'::regdictionary, words)), '[[:space:][:punct:]]+'::text, ' '::text, 'g'::text))
;

CREATE OR REPLACE FUNCTION public.search_lexeme(word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN ((''''::text || replace(replace(word, '\'::text, '\\'::text), ''''::text, ''''''::text)) || ''''::text)
;

CREATE OR REPLACE FUNCTION public.search_query(words text)
 RETURNS tsquery
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT (string_agg((('('::text || search_term(search_tokens.token, search_tokens.pieces, search_tokens.joined, search_tokens.respelled, ''::text)) || ')'::text), ' & '::text))::tsquery AS string_agg FROM search_tokens(search_query.words) search_tokens(token, place, pieces, joined, respelled))
;

CREATE OR REPLACE FUNCTION public.search_shortened(word text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN ARRAY(SELECT "left"(search_shortened.word, 4) AS "left" UNION SELECT OVERLAY("left"(search_shortened.word, 4) PLACING ''::text FROM i.i FOR 1) AS "overlay" FROM generate_series(1, LEAST(length(search_shortened.word), 4)) i(i))
;

CREATE OR REPLACE FUNCTION public.search_term(token text, pieces text[], joined text, respelled text, suffix text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN (joined = ''::text) THEN search_lexeme(token) ELSE (((search_lexeme(joined) || suffix) || CASE WHEN (respelled <> joined) THEN ((' | '::text || search_lexeme(respelled)) || suffix) ELSE ''::text END) || CASE WHEN ((cardinality(pieces) >= 2) AND (cardinality(pieces) <= 8)) THEN (' | '::text || (SELECT string_agg(search_lexeme(piece.piece), ' & '::text) AS string_agg FROM unnest(search_term.pieces) piece(piece))) ELSE ''::text END) END
;

CREATE OR REPLACE FUNCTION public.search_tokens(words text)
 RETURNS TABLE(token text, place bigint, pieces text[], joined text, respelled text)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
 WITH typed AS (
          SELECT "left"(t.token, 200) AS token,
             t.place
            FROM regexp_split_to_table(regexp_replace(lower(unaccent('unaccent'::regdictionary, NORMALIZE(search_tokens.words, NFKC))), '[\u0300-\u036F\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF]'::text, ''::text, 'g'::text), '\s+'::text) WITH ORDINALITY t(token, place)
           WHERE (t.token <> ''::text)
         ), split AS (
          SELECT typed.token,
             typed.place,
             array_remove(regexp_split_to_array(typed.token, '[\u0021-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007E\u00A1-\u00BF\u00D7\u00F7\u2010-\u2027\u2030-\u205E\u20A0-\u20CF\u2190-\u2BFF\u3001-\u303F\uFE10-\uFE19\uFE30-\uFE6F\U0001F000-\U0001FAFF]+'::text), ''::text) AS pieces
            FROM typed
         )
  SELECT split.token,
     split.place,
     split.pieces,
     array_to_string(split.pieces, ''::text) AS array_to_string,
     regexp_replace(regexp_replace(regexp_replace(regexp_replace(split.token, '!(?=[a-z0-9])'::text, 'i'::text, 'g'::text), '[$](?=[a-z0-9])'::text, 's'::text, 'g'::text), '@(?=[a-z0-9])'::text, 'a'::text, 'g'::text), '[\u0021-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007E\u00A1-\u00BF\u00D7\u00F7\u2010-\u2027\u2030-\u205E\u20A0-\u20CF\u2190-\u2BFF\u3001-\u303F\uFE10-\uFE19\uFE30-\uFE6F\U0001F000-\U0001FAFF]+'::text, ''::text, 'g'::text) AS regexp_replace
    FROM split;
END
;

CREATE OR REPLACE FUNCTION public.search_words(words text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
 SELECT array_to_tsvector(COALESCE(array_agg(DISTINCT word.word), '{}'::text[])) AS array_to_tsvector
    FROM search_tokens(search_words.words) t(token, place, pieces, joined, respelled),
     LATERAL unnest((t.pieces || ARRAY[t.joined, t.respelled,
         CASE
             WHEN (t.joined = ''::text) THEN t.token
             ELSE NULL::text
         END])) word(word)
   WHERE (word.word <> ''::text);
END
;

CREATE OR REPLACE FUNCTION public.search_words_near(typed text)
 RETURNS SETOF text
 LANGUAGE sql
 STABLE PARALLEL SAFE STRICT
 SET "pg_trgm.similarity_threshold" TO '0.2'
BEGIN ATOMIC
 WITH near AS (
          SELECT s.word,
             levenshtein(s.word, search_words_near.typed) AS wrong
            FROM search_word s
           WHERE ((s.word % search_words_near.typed) AND ((length(search_words_near.typed) >= 3) AND (length(search_words_near.typed) <= 40)) AND (length(s.word) <= 60))
         UNION ALL
          SELECT s.word,
             1
            FROM (generate_series(1, (LEAST(length(search_words_near.typed), 40) - 1)) i(i)
              JOIN search_word s ON ((s.word = OVERLAY(search_words_near.typed PLACING reverse(substr(search_words_near.typed, i.i, 2)) FROM i.i FOR 2))))
         ), nearest AS (
          SELECT near.word,
             rank() OVER (ORDER BY near.wrong) AS place
            FROM near
           WHERE (near.wrong <=
                 CASE
                     WHEN (length(search_words_near.typed) < 5) THEN 1
                     WHEN (length(search_words_near.typed) < 8) THEN 2
                     ELSE 3
                 END)
         )
  SELECT DISTINCT nearest.word
    FROM nearest
   WHERE (nearest.place = 1)
   ORDER BY nearest.word
  LIMIT 5;
END
;

CREATE OR REPLACE FUNCTION public.seat_map_never_changes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'seat map % is published and never changes', old.version;
      end
      $function$
;

CREATE OR REPLACE FUNCTION public.seat_sales_of_orders(of_show uuid, only_order uuid)
 RETURNS TABLE(seat_no integer, gross_minor bigint, refunded_minor bigint)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.settle_credited_order()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.show_copy_free_seats()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        new.has_free_seats := coalesce(new.seats_left, 0) > 0 and new.cancelled_at is null;
        return new;
      end $function$
;

CREATE OR REPLACE FUNCTION public.show_copy_keys()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        select city_key, month_key_of(new.starts_at, time_zone) into new.city_key, new.month_key
          from venue where id = new.venue_id;
        select category_key into new.category_key from event where id = new.event_id;
        new.seat_features := coalesce((select features from seat_map where version = new.seat_map_version), 0);
        return new;
      end $function$
;

CREATE OR REPLACE FUNCTION public.show_keep_highest_limit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
       begin
         new.seats_per_buyer_highest := greatest(
           new.seats_per_buyer_max,
           case tg_op when 'UPDATE' then greatest(old.seats_per_buyer_max, old.seats_per_buyer_highest) end);
         return new;
       end $function$
;

CREATE OR REPLACE FUNCTION public.show_price_tier_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        update show s
           set terms_version = terms_version + 1,
               price_min_minor = tiers.price_min,
               price_max_minor = tiers.price_max,
               price_bucket = price_bucket_of(tiers.price_min)
          from (select c.show_id, min(t.amount_minor) as price_min, max(t.amount_minor) as price_max
                  from (select distinct show_id from changed) as c
                  left join show_price_tier t on t.show_id = c.show_id
                 group by c.show_id) as tiers
         where s.id = tiers.show_id;
        return null;
      end $function$
;

CREATE OR REPLACE FUNCTION public.show_raise_terms_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        new.terms_version := old.terms_version + 1;
        return new;
      end $function$
;

CREATE OR REPLACE FUNCTION public.split_over_seats(of_show uuid, of_order uuid, minor bigint, of_return uuid)
 RETURNS TABLE(seat_no integer, part_minor bigint)
 LANGUAGE sql
 STABLE
AS $function$
  select i.seat_no,
         coalesce(div(minor * sum(i.price_minor) over so_far, nullif(sum(i.price_minor) over (), 0))
                  - div(minor * (sum(i.price_minor) over so_far - i.price_minor), nullif(sum(i.price_minor) over (), 0)),
                  case row_number() over so_far when 1 then minor else 0 end)::bigint
    from order_item i
   where i.show_id = of_show and i.order_id = of_order and (of_return is null or i.return_id = of_return)
  window so_far as (order by i.seat_no)
$function$
;

CREATE OR REPLACE FUNCTION public.sync_ticket()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.status = 'S' then
    update ticket set ended_at = clock_timestamp(), end_reason = 'returned', version = version + 1
     where show_id = old.show_id and seat_no = old.seat_no and ended_at is null;
  end if;
  if new.status = 'S' then
    insert into ticket (show_id, seat_no, generation, order_id)
    select new.show_id, new.seat_no, coalesce(max(generation), 0) + 1, new.order_id
      from ticket where show_id = new.show_id and seat_no = new.seat_no;
  end if;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.venue_zone_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        update show set month_key = month_key_of(starts_at, new.time_zone) where venue_id = new.id;
        return null;
      end $function$
;

CREATE OR REPLACE FUNCTION public.write_blocked_seats(collected text[])
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into new_organizer_event (show_id, type, data)
  values (collected[1]::uuid, 'seats.blocked',
          jsonb_build_object('count', collected[2]::integer, 'seats', to_jsonb(collected[3:]::integer[])))
$function$
;

CREATE OR REPLACE FUNCTION public.write_order_audit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  declare
    before jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
    now_is jsonb := to_jsonb(new);
    change jsonb;
  begin
    select jsonb_object_agg(key, jsonb_build_array(before -> key, value)) into change
      from jsonb_each(now_is - '{client_secret, request_hash, request_lease_until, check_at, checks, version, changed_by, returned_minor, kept_minor, credited_minor, for_show_id, for_order_id, for_return_id}'::text[])
     where value is distinct from coalesce(before -> key, 'null');
    if change is not null then
      insert into order_audit (show_id, order_id, what, changed_by, change)
      values (new.show_id, (now_is ->> tg_argv[1])::uuid, tg_argv[0], new.changed_by, change);
    end if;
    return null;
  end
  $function$
;

CREATE OR REPLACE FUNCTION public.write_ticket_end()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into outbox (show_id, topic, key, body)
  values (new.show_id, 'door', new.show_id::text,
          jsonb_build_object('tickets', jsonb_build_array(
            jsonb_build_array(new.seat_no, new.generation, new.version, true, false))));
  return null;
end
$function$
;

create table address_change (
  show_id uuid not null,
  id uuid not null default gen_random_uuid(),
  order_id uuid not null,
  old_email text not null,
  new_email text not null,
  changed_by text not null,
  requested_at timestamp(3) with time zone not null,
  applied_at timestamp(3) with time zone,
  undone_at timestamp(3) with time zone
);

create table announcement (
  show_id uuid not null,
  kind text not null,
  generation integer not null,
  detail jsonb,
  created_at timestamp(3) with time zone not null default clock_timestamp(),
  after_order uuid not null default '00000000-0000-0000-0000-000000000000'::uuid,
  due_at timestamp(3) with time zone not null default clock_timestamp()
);

create table box_office_order (
  show_id uuid not null,
  order_id uuid not null,
  kind text not null,
  guest_name text,
  reason text,
  made_by uuid not null
);

create table box_office_request (
  show_id uuid not null,
  caller_id uuid not null,
  idempotency_key text not null,
  request_hash bytea not null,
  order_id uuid not null,
  seat_no integer,
  created_at timestamp(3) with time zone not null
);

create table buyer_allowance (
  show_id uuid not null,
  buyer_id uuid not null,
  hold_ids uuid[] not null,
  seat_counts integer[] not null,
  count_until timestamp with time zone[] not null
) with (fillfactor=70);

create table database_timeline (
  timeline integer not null,
  token uuid not null default gen_random_uuid(),
  noted_at timestamp(3) with time zone not null default clock_timestamp()
);

create table dead_letter_notice (
  organizer_id uuid not null,
  kind text not null,
  subject uuid not null
);

create table desk_entry (
  show_id uuid not null,
  reference text not null,
  order_id uuid not null,
  kind text not null,
  method text not null,
  amount_minor bigint not null,
  currency text not null,
  note text,
  return_id uuid,
  at timestamp(3) with time zone not null,
  idempotency_key text not null
);

create table door_alarm (
  show_id uuid not null,
  id uuid not null,
  kind text not null,
  subject text not null,
  message text not null,
  raised_at timestamp(3) with time zone not null,
  period bigint not null
);

create table door_conflict (
  show_id uuid not null,
  id uuid not null,
  ticket_id uuid not null,
  reason text not null,
  first_scan_id bigint,
  second_scan_id bigint not null,
  found_at timestamp(3) with time zone not null
);

create table door_device (
  show_id uuid not null,
  id uuid not null,
  name text not null,
  gate_id text not null,
  paired_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  unpaired_at timestamp(3) with time zone
);

create table door_pairing (
  show_id uuid not null,
  code_hash bytea not null,
  gate_id text not null,
  created_by uuid not null,
  expires_at timestamp(3) with time zone not null,
  device_id uuid
);

create table event (
  id uuid not null,
  name text not null,
  description text,
  category text not null,
  category_key text not null generated always as (search_key(category)) stored,
  organizer_id uuid,
  created_at timestamp(3) with time zone not null default clock_timestamp(),
  words tsvector not null default ''::tsvector,
  title_words tsvector not null default ''::tsvector
);

create table event_log_count (
  show_id uuid not null,
  last_sequence bigint not null
) with (fillfactor=70);

create table event_log_entry (
  "position" bigint not null,
  id uuid not null default gen_random_uuid(),
  show_id uuid,
  sequence bigint,
  type text not null,
  data jsonb not null,
  created_at timestamp(3) with time zone not null
);

create table event_log_head (
  id boolean not null default true,
  source uuid not null default gen_random_uuid(),
  "position" bigint not null default 0,
  fed_position bigint not null default 0,
  removed_position bigint not null default 0,
  feeder uuid,
  feeder_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
  term bigint not null default 0
) with (fillfactor=50);

create table event_log_recording (
  id boolean not null default true,
  until timestamp with time zone not null
);

create table event_performer (
  event_id uuid not null,
  performer_id uuid not null,
  billing integer not null
);

create table event_trend (
  run_at timestamp(3) with time zone not null,
  event_id uuid not null,
  score double precision not null
);

create table exchange_quote (
  show_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  caller_id uuid not null,
  seat_nos integer[] not null,
  ticket_ids uuid[] not null,
  new_show_id uuid not null,
  hold_id uuid not null,
  rule text not null,
  paid_minor bigint not null,
  price_minor bigint not null,
  currency text not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  exchanged_at timestamp(3) with time zone
);

create table facet_value (
  kind "char" not null,
  key text not null,
  name text not null,
  show_count integer not null default 0
);

create table hold_reminder (
  show_id uuid not null,
  hold_id uuid not null,
  recipient text not null,
  locale text,
  check_at timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null default clock_timestamp()
);

create table mail_address (
  recipient text not null,
  hard_bounces integer not null,
  suppressed_at timestamp(3) with time zone
);

create table new_event_log_entry (
  id bigint generated always as identity not null,
  show_id uuid,
  type text not null,
  data jsonb not null,
  created_at timestamp(3) with time zone not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);

create table new_organizer_event (
  id bigint generated always as identity not null,
  show_id uuid not null,
  type text not null,
  data jsonb not null,
  created_at timestamp(3) with time zone not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);

create table notification (
  show_id uuid not null,
  id uuid not null default gen_random_uuid(),
  kind text not null,
  subject uuid not null,
  generation integer not null,
  order_id uuid,
  recipient text not null,
  locale text,
  detail jsonb,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  next_at timestamp(3) with time zone default clock_timestamp(),
  provider_id text,
  last_error text,
  created_at timestamp(3) with time zone not null default clock_timestamp(),
  sent_at timestamp(3) with time zone,
  link_used_at timestamp(3) with time zone
) with (fillfactor=70);

create table notification_preference (
  owner text not null,
  unwanted text[] not null,
  changed_at timestamp(3) with time zone not null default clock_timestamp()
);

create table order_audit (
  id bigint generated always as identity not null,
  at timestamp with time zone not null default clock_timestamp(),
  order_id uuid not null,
  what text not null,
  changed_by text not null,
  change jsonb not null,
  show_id uuid not null
);

create table order_credit (
  show_id uuid not null,
  order_id uuid not null,
  source_show_id uuid not null,
  source_order_id uuid not null,
  amount_minor bigint not null,
  spent_minor bigint not null default 0
) with (fillfactor=80);

create table order_item (
  order_id uuid not null,
  show_id uuid not null,
  seat_no integer not null,
  price_minor bigint not null,
  is_live boolean not null default true,
  return_id uuid
);

create table organization (
  id uuid not null,
  name text not null,
  created_at timestamp(3) with time zone not null
);

create table organization_invitation (
  id uuid not null,
  organization_id uuid not null,
  email text,
  role text not null,
  locale text,
  invited_by uuid not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  accepted_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone
);

create table organization_member (
  organization_id uuid not null,
  member_id uuid not null,
  email text,
  role text not null,
  joined_at timestamp(3) with time zone not null
);

create table organizer_account (
  email text not null,
  id uuid not null
);

create table organizer_audit (
  "position" bigint generated always as identity not null,
  organizer_id uuid,
  show_id uuid,
  actor_id uuid not null,
  actor_role text not null,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  request_id text not null,
  at timestamp(3) with time zone not null
);

create table organizer_contact (
  organizer_id uuid not null,
  email text not null,
  locale text,
  changed_at timestamp(3) with time zone not null default clock_timestamp()
);

create table organizer_event (
  "position" bigint not null,
  show_id uuid not null,
  sequence bigint not null,
  organizer_id uuid,
  type text not null,
  data jsonb not null,
  created_at timestamp(3) with time zone not null
);

create table organizer_event_count (
  show_id uuid not null,
  last_sequence bigint not null
) with (fillfactor=70);

create table organizer_event_head (
  id boolean not null default true,
  "position" bigint not null,
  removed_position bigint not null
);

create table outbox (
  id bigint generated always as identity not null,
  topic text not null,
  key text not null,
  body jsonb not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  show_id uuid not null default '00000000-0000-0000-0000-000000000000'::uuid
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);

create table payment (
  order_id uuid not null,
  reference text,
  state text not null default 'new'::text,
  amount_minor bigint not null,
  currency text not null,
  charges integer not null default 0,
  client_secret text,
  decline_code text,
  decline_message text,
  request_lease_until timestamp(3) with time zone not null,
  pay_until timestamp(3) with time zone not null,
  check_at timestamp(3) with time zone,
  checks integer not null default 0,
  dead_letter_reason text,
  changed_by text not null,
  show_id uuid not null,
  returned_minor bigint not null default 0,
  kept_minor bigint not null default 0,
  credited_minor bigint not null default 0
) with (fillfactor=60);

create table performer (
  id uuid not null,
  name text not null,
  words tsvector not null generated always as (search_words(name)) stored
);

create table provider_refund (
  reference text not null,
  order_id uuid not null,
  state text not null,
  amount_minor bigint not null,
  currency text not null,
  is_ours boolean not null,
  changed_by text not null,
  show_id uuid not null,
  return_id uuid
);

create table refund (
  order_id uuid not null,
  reference text,
  state text not null default 'wanted'::text,
  reason text not null,
  amount_minor bigint not null,
  currency text not null,
  check_at timestamp(3) with time zone,
  checks integer not null default 0,
  dead_letter_reason text,
  changed_by text not null,
  show_id uuid not null
) with (fillfactor=60);

create table refund_pace (
  id boolean not null default true,
  used_until timestamp with time zone not null default '-infinity'::timestamp with time zone
);

create table refund_run (
  show_id uuid not null,
  id uuid not null,
  state text not null default 'running'::text,
  message text,
  stop_reason text,
  started_at timestamp(3) with time zone not null,
  finished_at timestamp(3) with time zone,
  after_order uuid not null default '00000000-0000-0000-0000-000000000000'::uuid,
  passes integer not null default 0,
  next_pass_at timestamp(3) with time zone not null,
  ended_before integer not null default 0,
  failed_before integer not null default 0
) with (fillfactor=50);

create table retired_seat (
  show_id uuid not null,
  seat_no integer not null,
  seat_map_version text not null,
  map_index integer not null
);

create table return_quote (
  show_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  caller_id uuid not null,
  role text not null,
  seat_nos integer[] not null,
  ticket_ids uuid[] not null,
  paid_minor bigint[] not null,
  returned_minor bigint[] not null,
  currency text not null,
  terms jsonb not null,
  reason text,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  committed_at timestamp(3) with time zone,
  idempotency_key text,
  knows_credits boolean not null default false
);

create table sales_change (
  show_id uuid not null,
  id bigint generated always as identity not null,
  hour timestamp(0) with time zone not null,
  channel text not null,
  order_count integer not null default 0,
  ticket_count integer not null default 0,
  gross_minor bigint not null default 0,
  refunded_minor bigint not null default 0
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);

create table sales_hour (
  show_id uuid not null,
  hour timestamp(0) with time zone not null,
  channel text not null,
  order_count integer not null default 0,
  ticket_count integer not null default 0,
  gross_minor bigint not null default 0,
  refunded_minor bigint not null default 0
);

create table sales_seat (
  show_id uuid not null,
  seat_no integer not null,
  revision bigint not null,
  gross_minor bigint not null default 0,
  refunded_minor bigint not null default 0
) with (fillfactor=80);

create table sales_seat_change (
  show_id uuid not null,
  id bigint generated always as identity not null,
  seat_nos integer[] not null,
  gross_minor bigint[] not null,
  refunded_minor bigint[] not null
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);

create table sales_seat_revision (
  show_id uuid not null,
  revision bigint not null
) with (fillfactor=60);

create table search_word (
  word text not null
);

create table seat_block (
  show_id uuid not null,
  id uuid not null,
  kind text not null,
  note text not null,
  release_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  released_at timestamp(3) with time zone
);

create table seat_history (
  show_id uuid not null,
  seat_no integer not null,
  version integer not null,
  was "char" not null,
  status "char" not null,
  reason text not null,
  at timestamp(3) with time zone not null default clock_timestamp(),
  hold_id uuid,
  order_id uuid,
  changed_by text,
  request_key text
);

create table seat_hold (
  id uuid not null,
  show_id uuid not null,
  buyer_id uuid not null,
  idempotency_key text not null,
  status "char" not null default 'A'::"char",
  seat_nos integer[] not null,
  prices_minor bigint[] not null,
  total_minor bigint not null,
  currency text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  expires_at_max timestamp with time zone not null,
  order_id uuid,
  was_reserved boolean not null default false,
  admission jsonb,
  choice jsonb
) with (fillfactor=80);

create table seat_map (
  version text not null,
  name text not null,
  seat_count integer not null,
  document bytea not null,
  geometry_brotli bytea not null,
  geometry_gzip bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  features integer not null default 0
);

create table seat_numbering (
  id uuid not null,
  show_id uuid not null,
  seat_map_version text not null,
  seat_nos integer[] not null
);

create table show (
  id uuid not null,
  event_id uuid not null,
  category_key text not null,
  venue_id uuid not null,
  city_key text not null,
  seat_map_version text,
  seat_numbering_id uuid,
  starts_at timestamp(3) with time zone not null,
  doors_at timestamp(3) with time zone not null,
  sales_open_at timestamp(3) with time zone not null,
  sales_close_at timestamp(3) with time zone not null,
  refund_until timestamp(3) with time zone,
  currency text not null,
  seats_per_buyer_max integer not null,
  hold_seconds integer not null,
  sales_paused boolean not null default false,
  cancelled_at timestamp(3) with time zone,
  organizer_id uuid,
  terms_version integer not null default 1,
  seats_total integer,
  seats_left integer,
  doors_follow_start boolean not null default false,
  sales_close_follows_start boolean not null default false,
  tickets_visible_from timestamp(3) with time zone,
  allows_reentry boolean not null default false,
  single_seat_rule text not null default 'OFF'::text,
  allows_single_at_aisle boolean not null default false,
  accessible_release_at timestamp(3) with time zone,
  accessible_release_when_sold_out boolean not null default false,
  accessible_released_at timestamp(3) with time zone,
  month_key integer,
  price_min_minor bigint,
  price_max_minor bigint,
  price_bucket smallint,
  return_steps jsonb,
  return_fee_minor bigint not null default 0,
  seat_features integer not null default 0,
  has_free_seats boolean not null default false,
  seats_per_buyer_highest integer,
  exchange_rule text,
  moved_at timestamp(3) with time zone,
  full_return_until timestamp(3) with time zone,
  pause_message text
) with (fillfactor=80);

create table show_draft (
  id uuid not null,
  organizer_id uuid not null,
  event_id uuid not null,
  venue_id uuid not null,
  series_id uuid,
  starts_at timestamp(3) with time zone,
  terms jsonb not null,
  created_at timestamp(3) with time zone not null,
  changed_at timestamp(3) with time zone not null
);

create table show_price_change (
  show_id uuid not null,
  id uuid not null,
  at timestamp(3) with time zone not null,
  prices jsonb not null,
  created_at timestamp(3) with time zone not null,
  author jsonb not null,
  applied_at timestamp(3) with time zone
);

create table show_price_tier (
  show_id uuid not null,
  zone text not null,
  name text not null,
  amount_minor bigint not null
);

create table show_refund_quote (
  show_id uuid not null,
  id uuid not null,
  caller_id uuid not null,
  role text not null,
  sums jsonb not null,
  ticket_count integer not null,
  scanned_ticket_count integer not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  committed_at timestamp(3) with time zone,
  idempotency_key text
);

create table show_sale_state (
  show_id uuid not null,
  state text not null,
  next_at timestamp(3) with time zone
) with (fillfactor=80);

create table show_seat (
  show_id uuid not null,
  seat_no integer not null,
  status "char" not null default 'A'::"char",
  version integer not null default 0,
  hold_id uuid,
  hold_expires_at timestamp with time zone,
  order_id uuid,
  is_blocked boolean not null default false,
  has_price boolean not null default true,
  block_id uuid
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0.05);

create table show_series (
  id uuid not null,
  caller_id uuid not null,
  idempotency_key text not null,
  request text not null,
  draft_count integer not null,
  created_at timestamp(3) with time zone not null
);

create table sign_in (
  id uuid not null,
  account_id uuid not null,
  locale text,
  requested_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  used_at timestamp(3) with time zone,
  minute bigint generated always as (floor((EXTRACT(epoch FROM (requested_at AT TIME ZONE 'UTC'::text)) / (60)::numeric))) stored
);

create table signing_key (
  id boolean not null,
  private_jwk jsonb not null,
  created_at timestamp with time zone not null default now()
);

create table ticket (
  show_id uuid not null,
  id uuid not null default gen_random_uuid(),
  seat_no integer not null,
  generation integer not null,
  order_id uuid not null,
  holder_name text,
  issued_at timestamp(3) with time zone not null default clock_timestamp(),
  ended_at timestamp(3) with time zone,
  end_reason text,
  is_inside boolean not null default false,
  was_inside boolean not null default false,
  state_at timestamp(3) with time zone,
  version integer not null default 1
) with (fillfactor=80);

create table ticket_key (
  id smallint not null,
  private_jwk jsonb not null,
  created_at timestamp(3) with time zone not null,
  signs_from timestamp(3) with time zone not null,
  retired_at timestamp(3) with time zone
);

create table ticket_order (
  id uuid not null,
  show_id uuid not null,
  buyer_id uuid not null,
  hold_id uuid not null,
  idempotency_key text not null,
  request_hash bytea not null,
  status "char" not null default 'P'::"char",
  end_reason text,
  total_minor bigint not null,
  currency text not null,
  email text,
  created_at timestamp(3) with time zone not null,
  version integer not null default 1,
  changed_by text not null,
  locale text,
  credit_minor bigint not null default 0,
  exchange_show_id uuid,
  exchange_id uuid
) with (fillfactor=80);

create table ticket_return (
  show_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  returned_minor bigint not null,
  kept_minor bigint not null,
  currency text not null,
  reason text not null,
  state text not null default 'wanted'::text,
  reference text,
  attempts integer not null default 0,
  check_at timestamp(3) with time zone,
  checks integer not null default 0,
  dead_letter_reason text,
  created_at timestamp(3) with time zone not null,
  changed_by text not null,
  moved_minor bigint not null default 0,
  credit_returned_minor bigint not null default 0,
  credit_kept_minor bigint not null default 0,
  credit_moved_minor bigint not null default 0,
  for_show_id uuid,
  for_order_id uuid,
  for_return_id uuid,
  run_id uuid
) with (fillfactor=60);

create table ticket_scan (
  show_id uuid not null,
  id bigint generated always as identity not null,
  device_id text not null,
  nonce text not null,
  gate_id text not null,
  direction "char" not null,
  is_offline boolean not null,
  scanned_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  result "char" not null,
  passed boolean not null,
  ticket_id uuid,
  earlier_id bigint
);

create table ticket_terms (
  show_id uuid not null,
  terms text not null
);

create table trend_run (
  run_at timestamp(3) with time zone not null
);

create table venue (
  id uuid not null,
  name text not null,
  address text,
  city text not null,
  city_key text not null generated always as (search_key(city)) stored,
  country_code text not null,
  time_zone text not null,
  latitude double precision,
  longitude double precision,
  capacity integer not null,
  organizer_id uuid,
  "position" cube generated always as (earth_point(latitude, longitude)) stored,
  words tsvector not null generated always as (search_words(name)) stored
);

create table venue_seat_map (
  venue_id uuid not null,
  seat_map_version text not null,
  published_at timestamp(3) with time zone not null
);

create table waiting_room (
  show_id uuid not null,
  active boolean not null default false,
  admissions_per_minute integer not null default 120,
  shop_size integer not null default 200,
  inside_seconds integer not null default 600,
  grace_seconds integer not null default 300,
  when_unreachable text not null default 'closed'::text,
  pause_reason text,
  closed_reason text,
  epoch integer not null default 1
);

create table waiting_room_draw (
  show_id uuid not null,
  epoch integer not null,
  seed text not null,
  after_loss boolean not null default false,
  opens_not_before timestamp with time zone,
  begun_at timestamp with time zone,
  ticket_count integer,
  drawn_at timestamp with time zone
);

create table wallet_pass (
  show_id uuid not null,
  ticket_id uuid not null,
  content_hash bytea not null,
  changed_at timestamp with time zone not null
);

create table wallet_registration (
  show_id uuid not null,
  ticket_id uuid not null,
  device_id text not null,
  push_token text not null,
  registered_at timestamp with time zone not null
);

create table webhook_delivery (
  endpoint_id uuid not null,
  id bigint generated always as identity not null,
  "position" bigint,
  type text not null,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  next_at timestamp(3) with time zone,
  tries jsonb not null default '[]'::jsonb,
  created_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.05);

create table webhook_endpoint (
  id uuid not null,
  organizer_id uuid not null,
  url text not null,
  description text,
  types text[],
  signing text not null,
  secret_generation integer not null default 1,
  former_secret_until timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  failing_since timestamp(3) with time zone,
  disabled_at timestamp(3) with time zone,
  disabled_reason text,
  deleted_at timestamp(3) with time zone
) with (fillfactor=80);

create table webhook_event (
  id text not null,
  type text not null,
  reference text,
  received_at timestamp with time zone not null default clock_timestamp(),
  note text
);

alter table address_change add constraint address_change_pkey PRIMARY KEY (show_id, id);

alter table announcement add constraint announcement_kind_check CHECK ((kind = ANY (ARRAY['show_moved'::text, 'show_paused'::text, 'show_cancelled'::text])));

alter table announcement add constraint announcement_pkey PRIMARY KEY (show_id, kind, generation);

alter table box_office_order add constraint box_office_gift_has_a_guest CHECK (((kind = 'gift'::text) = ((guest_name IS NOT NULL) AND (reason IS NOT NULL))));

alter table box_office_order add constraint box_office_order_guest_name_check CHECK (((length(guest_name) >= 1) AND (length(guest_name) <= 100)));

alter table box_office_order add constraint box_office_order_kind_check CHECK ((kind = ANY (ARRAY['gift'::text, 'sale'::text])));

alter table box_office_order add constraint box_office_order_pkey PRIMARY KEY (show_id, order_id);

alter table box_office_order add constraint box_office_order_reason_check CHECK ((length(reason) <= 200));

alter table box_office_order add constraint box_office_order_show_id_order_id_fkey FOREIGN KEY (show_id, order_id) REFERENCES ticket_order(show_id, id);

alter table box_office_request add constraint box_office_request_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200)));

alter table box_office_request add constraint box_office_request_pkey PRIMARY KEY (show_id, caller_id, idempotency_key);

alter table box_office_request add constraint box_office_request_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table buyer_allowance add constraint buyer_allowance_pkey PRIMARY KEY (show_id, buyer_id);

alter table database_timeline add constraint database_timeline_pkey PRIMARY KEY (timeline);

alter table dead_letter_notice add constraint dead_letter_notice_pkey PRIMARY KEY (organizer_id, kind, subject);

alter table desk_entry add constraint desk_entry_amount_minor_check CHECK ((amount_minor > 0));

alter table desk_entry add constraint desk_entry_kind_check CHECK ((kind = ANY (ARRAY['taken'::text, 'returned'::text])));

alter table desk_entry add constraint desk_entry_method_check CHECK ((method = ANY (ARRAY['cash'::text, 'terminal'::text])));

alter table desk_entry add constraint desk_entry_note_check CHECK ((length(note) <= 100));

alter table desk_entry add constraint desk_entry_once UNIQUE (show_id, idempotency_key);

alter table desk_entry add constraint desk_entry_pkey PRIMARY KEY (show_id, reference);

alter table desk_entry add constraint desk_entry_show_id_order_id_fkey FOREIGN KEY (show_id, order_id) REFERENCES payment(show_id, order_id);

alter table door_alarm add constraint door_alarm_kind_check CHECK ((kind = ANY (ARRAY['TWO_GATES_WITHIN_A_MINUTE'::text, 'MANY_REFUSALS'::text, 'MANY_TICKETS_OF_ONE_BUYER'::text])));

alter table door_alarm add constraint door_alarm_once_a_period UNIQUE (show_id, kind, subject, period);

alter table door_alarm add constraint door_alarm_pkey PRIMARY KEY (show_id, id);

alter table door_alarm add constraint door_alarm_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table door_conflict add constraint door_conflict_of_scans UNIQUE NULLS NOT DISTINCT (show_id, first_scan_id, second_scan_id);

alter table door_conflict add constraint door_conflict_pkey PRIMARY KEY (show_id, id);

alter table door_conflict add constraint door_conflict_reason_check CHECK ((reason = ANY (ARRAY['admitted_twice'::text, 'admitted_revoked'::text])));

alter table door_conflict add constraint door_conflict_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table door_device add constraint door_device_gate_id_check CHECK (((length(gate_id) >= 1) AND (length(gate_id) <= 40)));

alter table door_device add constraint door_device_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)));

alter table door_device add constraint door_device_pkey PRIMARY KEY (show_id, id);

alter table door_device add constraint door_device_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table door_pairing add constraint door_pairing_gate_id_check CHECK (((length(gate_id) >= 1) AND (length(gate_id) <= 40)));

alter table door_pairing add constraint door_pairing_pkey PRIMARY KEY (show_id, code_hash);

alter table door_pairing add constraint door_pairing_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table event add constraint event_category_check CHECK (((length(category) >= 1) AND (length(category) <= 60)));

alter table event add constraint event_description_check CHECK ((length(description) <= 10000));

alter table event add constraint event_id_category_key_key UNIQUE (id, category_key);

alter table event add constraint event_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));

alter table event add constraint event_pkey PRIMARY KEY (id);

alter table event_log_count add constraint event_log_count_pkey PRIMARY KEY (show_id);

alter table event_log_entry add constraint event_log_entry_pkey PRIMARY KEY ("position");

alter table event_log_head add constraint event_log_head_id_check CHECK (id);

alter table event_log_head add constraint event_log_head_pkey PRIMARY KEY (id);

alter table event_log_recording add constraint event_log_recording_id_check CHECK (id);

alter table event_log_recording add constraint event_log_recording_pkey PRIMARY KEY (id);

alter table event_performer add constraint event_performer_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id) ON DELETE CASCADE;

alter table event_performer add constraint event_performer_performer_id_fkey FOREIGN KEY (performer_id) REFERENCES performer(id);

alter table event_performer add constraint event_performer_pkey PRIMARY KEY (event_id, performer_id);

alter table event_trend add constraint event_trend_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id) ON DELETE CASCADE;

alter table event_trend add constraint event_trend_pkey PRIMARY KEY (run_at, event_id);

alter table event_trend add constraint event_trend_run_at_fkey FOREIGN KEY (run_at) REFERENCES trend_run(run_at) ON DELETE CASCADE;

alter table event_trend add constraint event_trend_score_check CHECK ((score > (0)::double precision));

alter table exchange_quote add constraint exchange_quote_check CHECK ((cardinality(ticket_ids) = cardinality(seat_nos)));

alter table exchange_quote add constraint exchange_quote_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));

alter table exchange_quote add constraint exchange_quote_new_show_id_fkey FOREIGN KEY (new_show_id) REFERENCES show(id);

alter table exchange_quote add constraint exchange_quote_order_id_fkey FOREIGN KEY (show_id, order_id) REFERENCES ticket_order(show_id, id);

alter table exchange_quote add constraint exchange_quote_paid_minor_check CHECK ((paid_minor >= 0));

alter table exchange_quote add constraint exchange_quote_pkey PRIMARY KEY (show_id, id);

alter table exchange_quote add constraint exchange_quote_price_minor_check CHECK ((price_minor >= 0));

alter table exchange_quote add constraint exchange_quote_rule_check CHECK ((rule = ANY (ARRAY['GTE'::text, 'GT'::text, 'EQ'::text, 'ANY'::text])));

alter table exchange_quote add constraint exchange_quote_seat_nos_check CHECK ((cardinality(seat_nos) > 0));

alter table exchange_quote add constraint exchange_quote_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table facet_value add constraint facet_value_kind_check CHECK ((kind = ANY (ARRAY['C'::"char", 'T'::"char"])));

alter table facet_value add constraint facet_value_pkey PRIMARY KEY (kind, key);

alter table hold_reminder add constraint hold_reminder_pkey PRIMARY KEY (show_id, hold_id);

alter table mail_address add constraint mail_address_pkey PRIMARY KEY (recipient);

alter table new_event_log_entry add constraint new_event_log_entry_pkey PRIMARY KEY (id);

alter table new_organizer_event add constraint new_organizer_event_pkey PRIMARY KEY (id);

alter table notification add constraint notification_is_due CHECK (((next_at IS NOT NULL) = (state = ANY (ARRAY['waiting'::text, 'sending'::text]))));

alter table notification add constraint notification_kind_check CHECK ((kind = ANY (ARRAY['order_confirmed'::text, 'order_cancelled'::text, 'refund_started'::text, 'refund_done'::text, 'refund_failed'::text, 'show_moved'::text, 'show_cancelled'::text, 'ticket_reissued'::text, 'ticket_given_away'::text, 'order_link'::text, 'payment_failed'::text, 'hold_ending'::text, 'seats_released'::text, 'show_paused'::text, 'address_changing'::text, 'address_changed'::text, 'sold_out'::text, 'dead_letters'::text, 'webhook_disabled'::text, 'show_refunded'::text, 'invitation'::text, 'sign_in'::text, 'ticket_moved'::text])));

alter table notification add constraint notification_once UNIQUE (show_id, kind, subject, generation);

alter table notification add constraint notification_pkey PRIMARY KEY (show_id, id);

alter table notification add constraint notification_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'suppressed'::text, 'dropped'::text])));

alter table notification_preference add constraint notification_preference_pkey PRIMARY KEY (owner);

alter table order_audit add constraint order_audit_pkey PRIMARY KEY (show_id, id);

alter table order_credit add constraint order_credit_amount_minor_check CHECK ((amount_minor > 0));

alter table order_credit add constraint order_credit_is_spent_once CHECK (((spent_minor >= 0) AND (spent_minor <= amount_minor)));

alter table order_credit add constraint order_credit_order_id_fkey FOREIGN KEY (show_id, order_id) REFERENCES ticket_order(show_id, id);

alter table order_credit add constraint order_credit_pkey PRIMARY KEY (show_id, order_id, source_show_id, source_order_id);

alter table order_credit add constraint order_credit_source_order_id_fkey FOREIGN KEY (source_show_id, source_order_id) REFERENCES ticket_order(show_id, id);

alter table order_item add constraint order_item_order_id_fkey FOREIGN KEY (show_id, order_id) REFERENCES ticket_order(show_id, id);

alter table order_item add constraint order_item_pkey PRIMARY KEY (show_id, order_id, seat_no);

alter table order_item add constraint order_item_price_minor_check CHECK ((price_minor >= 0));

alter table order_item add constraint order_item_return_id_fkey FOREIGN KEY (show_id, return_id) REFERENCES ticket_return(show_id, id);

alter table order_item add constraint order_item_returned_is_dead CHECK (((return_id IS NULL) OR (NOT is_live)));

alter table order_item add constraint order_item_show_id_seat_no_fkey FOREIGN KEY (show_id, seat_no) REFERENCES show_seat(show_id, seat_no);

alter table organization add constraint organization_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));

alter table organization add constraint organization_pkey PRIMARY KEY (id);

alter table organization_invitation add constraint organization_invitation_ends_once CHECK (((accepted_at IS NULL) OR (revoked_at IS NULL)));

alter table organization_invitation add constraint organization_invitation_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id);

alter table organization_invitation add constraint organization_invitation_pkey PRIMARY KEY (id);

alter table organization_invitation add constraint organization_invitation_role_check CHECK ((role = ANY (ARRAY['OWNER'::text, 'MANAGER'::text, 'BOX_OFFICE'::text, 'FIGURES'::text, 'SCANNER'::text])));

alter table organization_member add constraint organization_member_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id);

alter table organization_member add constraint organization_member_pkey PRIMARY KEY (member_id, organization_id);

alter table organization_member add constraint organization_member_role_check CHECK ((role = ANY (ARRAY['OWNER'::text, 'MANAGER'::text, 'BOX_OFFICE'::text, 'FIGURES'::text, 'SCANNER'::text])));

alter table organizer_account add constraint organizer_account_email_check CHECK ((email = lower(email)));

alter table organizer_account add constraint organizer_account_id_key UNIQUE (id);

alter table organizer_account add constraint organizer_account_pkey PRIMARY KEY (email);

alter table organizer_audit add constraint organizer_audit_pkey PRIMARY KEY ("position");

alter table organizer_contact add constraint organizer_contact_pkey PRIMARY KEY (organizer_id);

alter table organizer_event add constraint organizer_event_of_show UNIQUE (show_id, sequence);

alter table organizer_event add constraint organizer_event_pkey PRIMARY KEY ("position");

alter table organizer_event_count add constraint organizer_event_count_pkey PRIMARY KEY (show_id);

alter table organizer_event_head add constraint organizer_event_head_id_check CHECK (id);

alter table organizer_event_head add constraint organizer_event_head_pkey PRIMARY KEY (id);

alter table outbox add constraint outbox_pkey PRIMARY KEY (show_id, id);

alter table payment add constraint guard_pending_order TRIGGER DEFERRABLE INITIALLY DEFERRED;

alter table payment add constraint payment_amount_minor_check CHECK ((amount_minor > 0));

alter table payment add constraint payment_charges_check CHECK ((charges >= 0));

alter table payment add constraint payment_has_a_reference CHECK (((state = ANY (ARRAY['new'::text, 'declined'::text, 'cancelled'::text])) OR (reference IS NOT NULL)));

alter table payment add constraint payment_is_looked_at_while_open CHECK (((state = ANY (ARRAY['succeeded'::text, 'declined'::text, 'cancelled'::text])) OR (check_at IS NOT NULL) OR (dead_letter_reason IS NOT NULL)));

alter table payment add constraint payment_order_id_fkey FOREIGN KEY (show_id, order_id) REFERENCES ticket_order(show_id, id);

alter table payment add constraint payment_pkey PRIMARY KEY (show_id, order_id);

alter table payment add constraint payment_reference_key UNIQUE (show_id, reference);

alter table payment add constraint payment_rests_as_a_dead_letter CHECK (((dead_letter_reason IS NULL) OR (check_at IS NULL) OR (state = 'succeeded'::text)));

alter table payment add constraint payment_returns_what_was_paid CHECK (((returned_minor >= 0) AND (kept_minor >= 0) AND (credited_minor >= 0) AND (((returned_minor + kept_minor) + credited_minor) <= amount_minor)));

alter table payment add constraint payment_state_check CHECK ((state = ANY (ARRAY['new'::text, 'charging'::text, 'action_required'::text, 'succeeded'::text, 'declined'::text, 'cancelled'::text])));

alter table performer add constraint performer_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));

alter table performer add constraint performer_name_key UNIQUE (name);

alter table performer add constraint performer_pkey PRIMARY KEY (id);

alter table provider_refund add constraint provider_refund_amount_minor_check CHECK ((amount_minor > 0));

alter table provider_refund add constraint provider_refund_order_id_fkey FOREIGN KEY (show_id, order_id) REFERENCES payment(show_id, order_id);

alter table provider_refund add constraint provider_refund_pkey PRIMARY KEY (show_id, reference);

alter table provider_refund add constraint provider_refund_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'succeeded'::text, 'failed'::text])));

alter table refund add constraint refund_amount_minor_check CHECK ((amount_minor > 0));

alter table refund add constraint refund_has_a_reference CHECK (((state = 'wanted'::text) OR (reference IS NOT NULL)));

alter table refund add constraint refund_is_looked_at_while_open CHECK (((state = ANY (ARRAY['succeeded'::text, 'failed'::text])) OR (check_at IS NOT NULL) OR (dead_letter_reason IS NOT NULL)));

alter table refund add constraint refund_order_id_fkey FOREIGN KEY (show_id, order_id) REFERENCES payment(show_id, order_id);

alter table refund add constraint refund_pkey PRIMARY KEY (show_id, order_id);

alter table refund add constraint refund_reason_check CHECK ((reason = ANY (ARRAY['cancelled'::text, 'late_payment'::text, 'show_cancelled'::text, 'refunded_at_provider'::text])));

alter table refund add constraint refund_reference_key UNIQUE (show_id, reference);

alter table refund add constraint refund_rests_as_a_dead_letter CHECK (((dead_letter_reason IS NULL) OR (check_at IS NULL)));

alter table refund add constraint refund_state_check CHECK ((state = ANY (ARRAY['wanted'::text, 'pending'::text, 'succeeded'::text, 'failed'::text])));

alter table refund_pace add constraint refund_pace_id_check CHECK (id);

alter table refund_pace add constraint refund_pace_pkey PRIMARY KEY (id);

alter table refund_run add constraint refund_run_id_fkey FOREIGN KEY (show_id, id) REFERENCES show_refund_quote(show_id, id);

alter table refund_run add constraint refund_run_is_done_at_some_time CHECK (((state = 'done'::text) = (finished_at IS NOT NULL)));

alter table refund_run add constraint refund_run_message_check CHECK (((length(message) >= 1) AND (length(message) <= 1000)));

alter table refund_run add constraint refund_run_pkey PRIMARY KEY (show_id, id);

alter table refund_run add constraint refund_run_state_check CHECK ((state = ANY (ARRAY['running'::text, 'stopped'::text, 'done'::text])));

alter table refund_run add constraint refund_run_stops_for_a_reason CHECK (((state = 'stopped'::text) = (stop_reason IS NOT NULL)));

alter table retired_seat add constraint retired_seat_map_index_check CHECK ((map_index >= 0));

alter table retired_seat add constraint retired_seat_pkey PRIMARY KEY (show_id, seat_no);

alter table retired_seat add constraint retired_seat_seat_map_version_fkey FOREIGN KEY (seat_map_version) REFERENCES seat_map(version);

alter table retired_seat add constraint retired_seat_show_id_seat_no_fkey FOREIGN KEY (show_id, seat_no) REFERENCES show_seat(show_id, seat_no);

alter table return_quote add constraint return_quote_check CHECK ((cardinality(ticket_ids) = cardinality(seat_nos)));

alter table return_quote add constraint return_quote_check1 CHECK ((cardinality(paid_minor) = cardinality(seat_nos)));

alter table return_quote add constraint return_quote_check2 CHECK ((cardinality(returned_minor) = cardinality(seat_nos)));

alter table return_quote add constraint return_quote_committed_by_a_key CHECK (((committed_at IS NULL) = (idempotency_key IS NULL)));

alter table return_quote add constraint return_quote_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));

alter table return_quote add constraint return_quote_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200)));

alter table return_quote add constraint return_quote_key UNIQUE (caller_id, idempotency_key);

alter table return_quote add constraint return_quote_key_of_show UNIQUE (show_id, caller_id, idempotency_key);

alter table return_quote add constraint return_quote_order_id_fkey FOREIGN KEY (show_id, order_id) REFERENCES ticket_order(show_id, id);

alter table return_quote add constraint return_quote_pkey PRIMARY KEY (show_id, id);

alter table return_quote add constraint return_quote_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)));

alter table return_quote add constraint return_quote_role_check CHECK ((role = ANY (ARRAY['buyer'::text, 'organizer'::text, 'admin'::text])));

alter table return_quote add constraint return_quote_seat_nos_check CHECK ((cardinality(seat_nos) > 0));

alter table return_quote add constraint return_quote_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table sales_change add constraint sales_change_pkey PRIMARY KEY (show_id, id);

alter table sales_hour add constraint sales_hour_pkey PRIMARY KEY (show_id, hour, channel);

alter table sales_seat add constraint sales_seat_pkey PRIMARY KEY (show_id, seat_no);

alter table sales_seat_change add constraint sales_seat_change_pkey PRIMARY KEY (show_id, id);

alter table sales_seat_revision add constraint sales_seat_revision_pkey PRIMARY KEY (show_id);

alter table search_word add constraint search_word_pkey PRIMARY KEY (word);

alter table seat_block add constraint seat_block_is_released_at_its_time CHECK (((released_at IS NULL) OR (release_at <= released_at)));

alter table seat_block add constraint seat_block_kind_check CHECK ((kind = ANY (ARRAY['house'::text, 'production'::text, 'kill'::text, 'press'::text, 'distance'::text])));

alter table seat_block add constraint seat_block_note_check CHECK ((length(note) <= 200));

alter table seat_block add constraint seat_block_pkey PRIMARY KEY (show_id, id);

alter table seat_block add constraint seat_block_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table seat_history add constraint seat_history_pkey PRIMARY KEY (show_id, seat_no, version);

alter table seat_hold add constraint seat_hold_check CHECK ((cardinality(prices_minor) = cardinality(seat_nos)));

alter table seat_hold add constraint seat_hold_idempotency_key UNIQUE (buyer_id, idempotency_key);

alter table seat_hold add constraint seat_hold_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200)));

alter table seat_hold add constraint seat_hold_idempotency_key_of_show UNIQUE (show_id, buyer_id, idempotency_key);

alter table seat_hold add constraint seat_hold_order_goes_with_status CHECK (((status = ANY (ARRAY['R'::"char", 'C'::"char", 'X'::"char"])) = (order_id IS NOT NULL)));

alter table seat_hold add constraint seat_hold_pkey PRIMARY KEY (show_id, id);

alter table seat_hold add constraint seat_hold_seat_nos_check CHECK ((cardinality(seat_nos) > 0));

alter table seat_hold add constraint seat_hold_status_check CHECK ((status = ANY (ARRAY['A'::"char", 'E'::"char", 'L'::"char", 'R'::"char", 'C'::"char", 'X'::"char"])));

alter table seat_hold add constraint seat_hold_total_minor_check CHECK ((total_minor >= 0));

alter table seat_map add constraint seat_map_pkey PRIMARY KEY (version);

alter table seat_map add constraint seat_map_seat_count_check CHECK ((seat_count > 0));

alter table seat_map add constraint seat_map_version_check CHECK ((version ~ '^[0-9a-f]{32}$'::text));

alter table seat_numbering add constraint seat_numbering_pkey PRIMARY KEY (show_id, id);

alter table seat_numbering add constraint seat_numbering_seat_map_version_fkey FOREIGN KEY (seat_map_version) REFERENCES seat_map(version);

alter table seat_numbering add constraint seat_numbering_seat_nos_check CHECK ((cardinality(seat_nos) > 0));

alter table seat_numbering add constraint seat_numbering_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table show add constraint show_counts_both_or_none CHECK (((seats_total IS NULL) = (seats_left IS NULL)));

alter table show add constraint show_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));

alter table show add constraint show_event_id_category_key_fkey FOREIGN KEY (event_id, category_key) REFERENCES event(id, category_key) ON UPDATE CASCADE;

alter table show add constraint show_exchange_rule_check CHECK ((exchange_rule = ANY (ARRAY['GTE'::text, 'GT'::text, 'EQ'::text, 'ANY'::text])));

alter table show add constraint show_has_no_more_left_than_all CHECK (((seats_left >= 0) AND (seats_left <= seats_total)));

alter table show add constraint show_hold_seconds_check CHECK (((hold_seconds >= 1) AND (hold_seconds <= 86400)));

alter table show add constraint show_of_a_seat_map FOREIGN KEY (seat_map_version) REFERENCES seat_map(version);

alter table show add constraint show_opens_before_it_closes CHECK ((sales_open_at < sales_close_at));

alter table show add constraint show_opens_doors_first CHECK ((doors_at <= starts_at));

alter table show add constraint show_pause_message_check CHECK (((length(pause_message) >= 1) AND (length(pause_message) <= 300)));

alter table show add constraint show_pkey PRIMARY KEY (id);

alter table show add constraint show_return_fee_minor_check CHECK ((return_fee_minor >= 0));

alter table show add constraint show_return_steps_check CHECK (((return_steps IS NULL) OR ((jsonb_typeof(return_steps) = 'array'::text) AND ((jsonb_array_length(return_steps) >= 1) AND (jsonb_array_length(return_steps) <= 10)))));

alter table show add constraint show_seats_per_buyer_max_check CHECK (((seats_per_buyer_max >= 1) AND (seats_per_buyer_max <= 100)));

alter table show add constraint show_single_seat_rule_check CHECK ((single_seat_rule = ANY (ARRAY['OFF'::text, 'WARN'::text, 'LENIENT'::text, 'STRICT'::text])));

alter table show add constraint show_venue_id_city_key_fkey FOREIGN KEY (venue_id, city_key) REFERENCES venue(id, city_key) ON UPDATE CASCADE;

alter table show_draft add constraint show_draft_event_id_fkey FOREIGN KEY (event_id) REFERENCES event(id);

alter table show_draft add constraint show_draft_pkey PRIMARY KEY (id);

alter table show_draft add constraint show_draft_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES venue(id);

alter table show_price_change add constraint show_price_change_once_at UNIQUE (show_id, at);

alter table show_price_change add constraint show_price_change_pkey PRIMARY KEY (show_id, id);

alter table show_price_change add constraint show_price_change_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table show_price_tier add constraint show_price_tier_amount_minor_check CHECK ((amount_minor >= 0));

alter table show_price_tier add constraint show_price_tier_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)));

alter table show_price_tier add constraint show_price_tier_pkey PRIMARY KEY (show_id, zone);

alter table show_price_tier add constraint show_price_tier_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id) ON DELETE CASCADE;

alter table show_price_tier add constraint show_price_tier_zone_check CHECK (((length(zone) >= 1) AND (length(zone) <= 60)));

alter table show_refund_quote add constraint show_refund_quote_committed_by_a_key CHECK (((committed_at IS NULL) = (idempotency_key IS NULL)));

alter table show_refund_quote add constraint show_refund_quote_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200)));

alter table show_refund_quote add constraint show_refund_quote_key UNIQUE (caller_id, idempotency_key);

alter table show_refund_quote add constraint show_refund_quote_key_of_show UNIQUE (show_id, caller_id, idempotency_key);

alter table show_refund_quote add constraint show_refund_quote_pkey PRIMARY KEY (show_id, id);

alter table show_refund_quote add constraint show_refund_quote_role_check CHECK ((role = ANY (ARRAY['organizer'::text, 'admin'::text])));

alter table show_refund_quote add constraint show_refund_quote_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table show_sale_state add constraint show_sale_state_pkey PRIMARY KEY (show_id);

alter table show_sale_state add constraint show_sale_state_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id) ON DELETE CASCADE;

alter table show_seat add constraint log_blocked_seats TRIGGER DEFERRABLE INITIALLY DEFERRED;

alter table show_seat add constraint show_seat_is_sold_at_a_price CHECK ((has_price OR (status = ANY (ARRAY['B'::"char", 'X'::"char"]))));

alter table show_seat add constraint show_seat_pkey PRIMARY KEY (show_id, seat_no);

alter table show_seat add constraint show_seat_seat_no_check CHECK ((seat_no >= 0));

alter table show_seat add constraint show_seat_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table show_seat add constraint show_seat_status_has_its_columns CHECK (
CASE status
    WHEN 'A'::"char" THEN ((hold_id IS NULL) AND (hold_expires_at IS NULL) AND (order_id IS NULL))
    WHEN 'B'::"char" THEN ((hold_id IS NULL) AND (hold_expires_at IS NULL) AND (order_id IS NULL))
    WHEN 'X'::"char" THEN ((hold_id IS NULL) AND (hold_expires_at IS NULL) AND (order_id IS NULL))
    WHEN 'H'::"char" THEN ((hold_id IS NOT NULL) AND (hold_expires_at IS NOT NULL) AND (order_id IS NULL))
    WHEN 'R'::"char" THEN ((hold_id IS NOT NULL) AND (hold_expires_at IS NULL) AND (order_id IS NOT NULL))
    WHEN 'S'::"char" THEN ((hold_id IS NULL) AND (hold_expires_at IS NULL) AND (order_id IS NOT NULL))
    ELSE false
END);

alter table show_seat add constraint show_seat_version_check CHECK ((version >= 0));

alter table show_series add constraint show_series_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200)));

alter table show_series add constraint show_series_key UNIQUE (caller_id, idempotency_key);

alter table show_series add constraint show_series_pkey PRIMARY KEY (id);

alter table sign_in add constraint sign_in_account_id_fkey FOREIGN KEY (account_id) REFERENCES organizer_account(id);

alter table sign_in add constraint sign_in_once_a_minute UNIQUE (account_id, minute);

alter table sign_in add constraint sign_in_pkey PRIMARY KEY (id);

alter table signing_key add constraint signing_key_id_check CHECK (id);

alter table signing_key add constraint signing_key_pkey PRIMARY KEY (id);

alter table ticket add constraint guard_live_ticket TRIGGER DEFERRABLE INITIALLY DEFERRED;

alter table ticket add constraint ticket_end_reason_check CHECK ((end_reason = ANY (ARRAY['returned'::text, 'reissued'::text, 'given_away'::text])));

alter table ticket add constraint ticket_ends_for_a_reason CHECK (((ended_at IS NULL) = (end_reason IS NULL)));

alter table ticket add constraint ticket_generation_check CHECK ((generation > 0));

alter table ticket add constraint ticket_generation_of_seat UNIQUE (show_id, seat_no, generation);

alter table ticket add constraint ticket_holder_name_check CHECK (((length(holder_name) >= 1) AND (length(holder_name) <= 100)));

alter table ticket add constraint ticket_pkey PRIMARY KEY (show_id, id);

alter table ticket_key add constraint ticket_key_id_check CHECK ((id > 0));

alter table ticket_key add constraint ticket_key_pkey PRIMARY KEY (id);

alter table ticket_order add constraint guard_pending_order TRIGGER DEFERRABLE INITIALLY DEFERRED;

alter table ticket_order add constraint ticket_order_changed_by_check CHECK ((changed_by ~ '^[a-z]+(:[0-9a-f-]{36})?$'::text));

alter table ticket_order add constraint ticket_order_credit_minor_check CHECK ((((credit_minor >= 0) AND (credit_minor <= total_minor)) AND ((credit_minor = 0) OR (exchange_id IS NOT NULL))));

alter table ticket_order add constraint ticket_order_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));

alter table ticket_order add constraint ticket_order_end_reason_check CHECK ((end_reason = ANY (ARRAY['declined'::text, 'too_late'::text, 'abandoned'::text, 'unanswered'::text, 'cancelled'::text, 'provider_unavailable'::text, 'refused'::text, 'show_cancelled'::text, 'refunded_at_provider'::text, 'exchanged'::text, 'exchange_failed'::text])));

alter table ticket_order add constraint ticket_order_ends_for_a_reason CHECK (((status = ANY (ARRAY['X'::"char", 'R'::"char"])) = (end_reason IS NOT NULL)));

alter table ticket_order add constraint ticket_order_exchange_id_fkey FOREIGN KEY (exchange_show_id, exchange_id) REFERENCES exchange_quote(show_id, id);

alter table ticket_order add constraint ticket_order_hold_id_fkey FOREIGN KEY (show_id, hold_id) REFERENCES seat_hold(show_id, id);

alter table ticket_order add constraint ticket_order_idempotency_key UNIQUE (buyer_id, idempotency_key);

alter table ticket_order add constraint ticket_order_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 200)));

alter table ticket_order add constraint ticket_order_idempotency_key_of_show UNIQUE (show_id, buyer_id, idempotency_key);

alter table ticket_order add constraint ticket_order_pkey PRIMARY KEY (show_id, id);

alter table ticket_order add constraint ticket_order_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table ticket_order add constraint ticket_order_status_check CHECK ((status = ANY (ARRAY['P'::"char", 'C'::"char", 'X'::"char", 'R'::"char"])));

alter table ticket_order add constraint ticket_order_total_minor_check CHECK ((total_minor >= 0));

alter table ticket_return add constraint ticket_return_attempts_check CHECK ((attempts >= 0));

alter table ticket_return add constraint ticket_return_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));

alter table ticket_return add constraint ticket_return_is_looked_at_while_open CHECK (((state = ANY (ARRAY['succeeded'::text, 'failed'::text])) OR (check_at IS NOT NULL) OR (dead_letter_reason IS NOT NULL)));

alter table ticket_return add constraint ticket_return_kept_minor_check CHECK ((kept_minor >= 0));

alter table ticket_return add constraint ticket_return_moves_a_sum CHECK ((LEAST(moved_minor, credit_returned_minor, credit_kept_minor, credit_moved_minor) >= 0));

alter table ticket_return add constraint ticket_return_of_nothing_is_done CHECK (((returned_minor > 0) OR (state = 'succeeded'::text)));

alter table ticket_return add constraint ticket_return_order_id_fkey FOREIGN KEY (show_id, order_id) REFERENCES ticket_order(show_id, id);

alter table ticket_return add constraint ticket_return_pkey PRIMARY KEY (show_id, id);

alter table ticket_return add constraint ticket_return_reason_check CHECK ((reason = ANY (ARRAY['returned'::text, 'cancelled'::text, 'show_cancelled'::text, 'exchanged'::text, 'credit'::text])));

alter table ticket_return add constraint ticket_return_rests_as_a_dead_letter CHECK (((dead_letter_reason IS NULL) OR (check_at IS NULL)));

alter table ticket_return add constraint ticket_return_returned_minor_check CHECK ((returned_minor >= 0));

alter table ticket_return add constraint ticket_return_run_id_fkey FOREIGN KEY (show_id, run_id) REFERENCES refund_run(show_id, id);

alter table ticket_return add constraint ticket_return_state_check CHECK ((state = ANY (ARRAY['wanted'::text, 'pending'::text, 'succeeded'::text, 'failed'::text])));

alter table ticket_scan add constraint ticket_scan_device_id_check CHECK (((length(device_id) >= 1) AND (length(device_id) <= 64)));

alter table ticket_scan add constraint ticket_scan_direction_check CHECK ((direction = ANY (ARRAY['I'::"char", 'O'::"char"])));

alter table ticket_scan add constraint ticket_scan_gate_id_check CHECK (((length(gate_id) >= 1) AND (length(gate_id) <= 40)));

alter table ticket_scan add constraint ticket_scan_nonce UNIQUE (show_id, device_id, nonce);

alter table ticket_scan add constraint ticket_scan_nonce_check CHECK (((length(nonce) >= 1) AND (length(nonce) <= 64)));

alter table ticket_scan add constraint ticket_scan_pkey PRIMARY KEY (show_id, id);

alter table ticket_scan add constraint ticket_scan_result_check CHECK ((result = ANY (ARRAY['A'::"char", 'D'::"char", 'R'::"char", 'W'::"char", 'E'::"char", 'N'::"char", 'O'::"char"])));

alter table ticket_scan add constraint ticket_scan_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table ticket_terms add constraint ticket_terms_pkey PRIMARY KEY (show_id);

alter table ticket_terms add constraint ticket_terms_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id);

alter table ticket_terms add constraint ticket_terms_terms_check CHECK (((length(terms) >= 1) AND (length(terms) <= 4000)));

alter table trend_run add constraint trend_run_pkey PRIMARY KEY (run_at);

alter table venue add constraint venue_capacity_check CHECK ((capacity > 0));

alter table venue add constraint venue_city_check CHECK (((length(city) >= 1) AND (length(city) <= 100)));

alter table venue add constraint venue_country_code_check CHECK ((country_code ~ '^[A-Z]{2}$'::text));

alter table venue add constraint venue_has_both_coordinates_or_none CHECK (((latitude IS NULL) = (longitude IS NULL)));

alter table venue add constraint venue_id_city_key_key UNIQUE (id, city_key);

alter table venue add constraint venue_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision)));

alter table venue add constraint venue_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision)));

alter table venue add constraint venue_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));

alter table venue add constraint venue_pkey PRIMARY KEY (id);

alter table venue_seat_map add constraint venue_seat_map_pkey PRIMARY KEY (venue_id, seat_map_version);

alter table venue_seat_map add constraint venue_seat_map_seat_map_version_fkey FOREIGN KEY (seat_map_version) REFERENCES seat_map(version);

alter table venue_seat_map add constraint venue_seat_map_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES venue(id);

alter table waiting_room add constraint waiting_room_admissions_per_minute_check CHECK (((admissions_per_minute >= 1) AND (admissions_per_minute <= 30000)));

alter table waiting_room add constraint waiting_room_closed_reason_check CHECK (((length(closed_reason) >= 1) AND (length(closed_reason) <= 300)));

alter table waiting_room add constraint waiting_room_epoch_check CHECK ((epoch > 0));

alter table waiting_room add constraint waiting_room_grace_seconds_check CHECK (((grace_seconds >= 10) AND (grace_seconds <= 3600)));

alter table waiting_room add constraint waiting_room_inside_seconds_check CHECK (((inside_seconds >= 30) AND (inside_seconds <= 7200)));

alter table waiting_room add constraint waiting_room_pause_reason_check CHECK (((length(pause_reason) >= 1) AND (length(pause_reason) <= 300)));

alter table waiting_room add constraint waiting_room_pkey PRIMARY KEY (show_id);

alter table waiting_room add constraint waiting_room_shop_size_check CHECK (((shop_size >= 1) AND (shop_size <= 100000)));

alter table waiting_room add constraint waiting_room_show_id_fkey FOREIGN KEY (show_id) REFERENCES show(id) ON DELETE CASCADE;

alter table waiting_room add constraint waiting_room_when_unreachable_check CHECK ((when_unreachable = ANY (ARRAY['closed'::text, 'open'::text])));

alter table waiting_room_draw add constraint waiting_room_draw_check CHECK (((ticket_count IS NULL) = (drawn_at IS NULL)));

alter table waiting_room_draw add constraint waiting_room_draw_pkey PRIMARY KEY (show_id, epoch);

alter table waiting_room_draw add constraint waiting_room_draw_seed_check CHECK ((seed ~ '^[0-9a-f]{64}$'::text));

alter table waiting_room_draw add constraint waiting_room_draw_show_id_fkey FOREIGN KEY (show_id) REFERENCES waiting_room(show_id) ON DELETE CASCADE;

alter table waiting_room_draw add constraint waiting_room_draw_ticket_count_check CHECK ((ticket_count >= 0));

alter table wallet_pass add constraint wallet_pass_content_hash_check CHECK ((length(content_hash) = 32));

alter table wallet_pass add constraint wallet_pass_pkey PRIMARY KEY (show_id, ticket_id);

alter table wallet_registration add constraint wallet_registration_device_id_check CHECK (((length(device_id) >= 1) AND (length(device_id) <= 100)));

alter table wallet_registration add constraint wallet_registration_pkey PRIMARY KEY (show_id, ticket_id, device_id);

alter table wallet_registration add constraint wallet_registration_push_token_check CHECK (((length(push_token) >= 1) AND (length(push_token) <= 200)));

alter table webhook_delivery add constraint webhook_delivery_is_due CHECK (((next_at IS NOT NULL) = (state = ANY (ARRAY['waiting'::text, 'sending'::text]))));

alter table webhook_delivery add constraint webhook_delivery_once UNIQUE (endpoint_id, "position");

alter table webhook_delivery add constraint webhook_delivery_pkey PRIMARY KEY (endpoint_id, id);

alter table webhook_delivery add constraint webhook_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'delivered'::text, 'failed'::text])));

alter table webhook_endpoint add constraint webhook_endpoint_disabled_for_a_reason CHECK (((disabled_at IS NULL) = (disabled_reason IS NULL)));

alter table webhook_endpoint add constraint webhook_endpoint_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['by_organizer'::text, 'gone'::text, 'failing'::text])));

alter table webhook_endpoint add constraint webhook_endpoint_pkey PRIMARY KEY (id);

alter table webhook_endpoint add constraint webhook_endpoint_signing_check CHECK ((signing = ANY (ARRAY['hmac'::text, 'ed25519'::text])));

alter table webhook_event add constraint webhook_event_pkey PRIMARY KEY (id);

CREATE INDEX address_change_of_order ON public.address_change USING btree (show_id, order_id);

CREATE INDEX desk_entry_of_order ON public.desk_entry USING btree (show_id, order_id);

CREATE UNIQUE INDEX desk_entry_taken ON public.desk_entry USING btree (show_id, order_id) WHERE (kind = 'taken'::text);

CREATE INDEX desk_entry_taken_at ON public.desk_entry USING btree (at, reference) WHERE (kind = 'taken'::text);

CREATE UNIQUE INDEX door_pairing_code ON public.door_pairing USING btree (code_hash);

CREATE INDEX event_of_organizer ON public.event USING btree (organizer_id, id) WHERE (organizer_id IS NOT NULL);

CREATE INDEX event_performer_performer ON public.event_performer USING btree (performer_id);

CREATE INDEX event_title_words ON public.event USING gin (title_words);

CREATE INDEX event_trend_event ON public.event_trend USING btree (event_id);

CREATE INDEX event_words ON public.event USING gin (words);

CREATE INDEX exchange_quote_of_order ON public.exchange_quote USING btree (show_id, order_id);

CREATE INDEX exchange_quote_unused ON public.exchange_quote USING btree (show_id, expires_at) WHERE (exchanged_at IS NULL);

CREATE INDEX facet_value_by_shows ON public.facet_value USING btree (kind, show_count DESC, key);

CREATE INDEX hold_reminder_due ON public.hold_reminder USING btree (check_at);

CREATE INDEX hold_reminder_recipient ON public.hold_reminder USING btree (lower(recipient), created_at);

CREATE INDEX notification_dead ON public.notification USING btree (show_id, id) WHERE (state = ANY (ARRAY['failed'::text, 'suppressed'::text]));

CREATE INDEX notification_due_by_lane ON public.notification USING btree (((kind = ANY (ARRAY['show_moved'::text, 'show_paused'::text, 'show_cancelled'::text, 'show_refunded'::text]))), next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX notification_of_order ON public.notification USING btree (show_id, order_id);

CREATE INDEX order_audit_of_order ON public.order_audit USING btree (show_id, order_id, id);

CREATE INDEX order_credit_of_source ON public.order_credit USING btree (source_show_id, source_order_id);

CREATE UNIQUE INDEX order_item_one_live_of_seat ON public.order_item USING btree (show_id, seat_no) WHERE is_live;

CREATE INDEX order_item_order_id ON public.order_item USING btree (order_id);

CREATE INDEX organization_invitation_open ON public.organization_invitation USING btree (organization_id, created_at) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));

CREATE INDEX organization_member_joined ON public.organization_member USING btree (organization_id, joined_at, member_id);

CREATE INDEX organizer_audit_of_organizer ON public.organizer_audit USING btree (organizer_id, "position");

CREATE INDEX organizer_audit_of_show ON public.organizer_audit USING btree (show_id, at);

CREATE INDEX organizer_contact_email ON public.organizer_contact USING btree (lower(email));

CREATE INDEX organizer_event_of_organizer ON public.organizer_event USING btree (organizer_id, "position");

CREATE INDEX payment_dead ON public.payment USING btree (show_id, order_id) WHERE (dead_letter_reason IS NOT NULL);

CREATE INDEX payment_due ON public.payment USING btree (show_id, check_at) WHERE ((check_at IS NOT NULL) AND ((dead_letter_reason IS NULL) OR (state = 'succeeded'::text)));

CREATE INDEX payment_order_id ON public.payment USING btree (order_id);

CREATE INDEX payment_reference_alone ON public.payment USING btree (reference);

CREATE INDEX performer_words ON public.performer USING gin (words);

CREATE INDEX provider_refund_of_order ON public.provider_refund USING btree (show_id, order_id);

CREATE UNIQUE INDEX provider_refund_reference ON public.provider_refund USING btree (reference);

CREATE INDEX refund_dead ON public.refund USING btree (show_id, order_id) WHERE (dead_letter_reason IS NOT NULL);

CREATE INDEX refund_due ON public.refund USING btree (show_id, check_at) WHERE ((check_at IS NOT NULL) AND (dead_letter_reason IS NULL));

CREATE UNIQUE INDEX refund_order_id ON public.refund USING btree (order_id);

CREATE UNIQUE INDEX refund_run_one_of_show ON public.refund_run USING btree (show_id) WHERE (state <> 'done'::text);

CREATE INDEX refund_run_running ON public.refund_run USING btree (show_id, started_at) WHERE (state = 'running'::text);

CREATE INDEX return_quote_unused ON public.return_quote USING btree (show_id, expires_at) WHERE (committed_at IS NULL);

CREATE INDEX sales_seat_by_revision ON public.sales_seat USING btree (show_id, revision);

CREATE INDEX search_word_beginning ON public.search_word USING btree (word text_pattern_ops);

CREATE INDEX search_word_near ON public.search_word USING gist (word gist_trgm_ops);

CREATE INDEX search_word_shortened ON public.search_word USING gin (search_shortened(word)) WHERE (length(word) >= 3);

CREATE UNIQUE INDEX seat_block_of_same_reason ON public.seat_block USING btree (show_id, kind, note, COALESCE(release_at, 'infinity'::timestamp with time zone));

CREATE INDEX seat_block_to_release ON public.seat_block USING btree (release_at) WHERE ((release_at IS NOT NULL) AND (released_at IS NULL));

CREATE INDEX seat_hold_ended ON public.seat_hold USING btree (show_id, expires_at) WHERE ((status = ANY (ARRAY['E'::"char", 'L'::"char"])) AND (NOT was_reserved));

CREATE INDEX seat_hold_id ON public.seat_hold USING btree (id);

CREATE INDEX seat_hold_live ON public.seat_hold USING btree (show_id, expires_at) WHERE (status = 'A'::"char");

CREATE INDEX seat_hold_order_id ON public.seat_hold USING btree (order_id) WHERE (order_id IS NOT NULL);

CREATE UNIQUE INDEX seat_hold_order_id_key ON public.seat_hold USING btree (show_id, order_id) WHERE (order_id IS NOT NULL);

CREATE INDEX show_accessible_release ON public.show USING btree (accessible_release_at) WHERE ((accessible_released_at IS NULL) AND ((accessible_release_at IS NOT NULL) OR accessible_release_when_sold_out));

CREATE INDEX show_by_price ON public.show USING btree (COALESCE(price_min_minor, '9007199254740991'::bigint), starts_at, event_id);

CREATE INDEX show_by_sales_open ON public.show USING btree (sales_open_at, starts_at, event_id);

CREATE INDEX show_by_start ON public.show USING btree (starts_at, event_id);

CREATE INDEX show_count_category ON public.show USING btree (category_key, event_id, starts_at, month_key, price_min_minor) INCLUDE (city_key, venue_id, currency, sales_open_at, seat_features, has_free_seats);

CREATE INDEX show_count_city ON public.show USING btree (city_key, category_key, event_id, starts_at, month_key, price_min_minor) INCLUDE (venue_id, currency, sales_open_at, seat_features, has_free_seats);

CREATE INDEX show_count_month ON public.show USING btree (month_key, category_key, event_id, starts_at, price_min_minor) INCLUDE (city_key, venue_id, currency, sales_open_at, seat_features, has_free_seats);

CREATE INDEX show_count_price ON public.show USING btree (price_bucket, event_id, starts_at, month_key, category_key) INCLUDE (city_key, venue_id, currency, sales_open_at, seat_features, has_free_seats);

CREATE INDEX show_draft_of_organizer ON public.show_draft USING btree (organizer_id, COALESCE(starts_at, 'infinity'::timestamp with time zone), id);

CREATE INDEX show_in_city ON public.show USING btree (city_key, starts_at, event_id);

CREATE INDEX show_in_venue ON public.show USING btree (venue_id, starts_at, event_id);

CREATE INDEX show_in_venue_of_category ON public.show USING btree (venue_id, category_key, starts_at, event_id);

CREATE INDEX show_of_category ON public.show USING btree (category_key, starts_at, event_id);

CREATE INDEX show_of_event ON public.show USING btree (event_id, starts_at, id) INCLUDE (category_key, city_key, month_key, price_bucket, price_min_minor, venue_id, currency, sales_open_at, seat_features, has_free_seats);

CREATE INDEX show_of_organizer ON public.show USING btree (organizer_id, starts_at, id) WHERE (organizer_id IS NOT NULL);

CREATE INDEX show_price_change_due ON public.show_price_change USING btree (at) WHERE (applied_at IS NULL);

CREATE INDEX show_refund_quote_unused ON public.show_refund_quote USING btree (show_id, expires_at) WHERE (committed_at IS NULL);

CREATE INDEX show_sale_state_due ON public.show_sale_state USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX sign_in_of_account ON public.sign_in USING btree (account_id, requested_at);

CREATE INDEX ticket_holder ON public.ticket USING btree (show_id, lower(holder_name) text_pattern_ops) WHERE (holder_name IS NOT NULL);

CREATE INDEX ticket_inside ON public.ticket USING btree (show_id, seat_no) WHERE (was_inside AND (ended_at IS NULL));

CREATE INDEX ticket_of_order ON public.ticket USING btree (show_id, order_id, seat_no, generation);

CREATE UNIQUE INDEX ticket_one_live_of_seat ON public.ticket USING btree (show_id, seat_no) WHERE (ended_at IS NULL);

CREATE INDEX ticket_order_by_status ON public.ticket_order USING btree (show_id, status, created_at, id) WHERE (status <> 'C'::"char");

CREATE INDEX ticket_order_created ON public.ticket_order USING brin (created_at) WITH (pages_per_range='32');

CREATE INDEX ticket_order_email ON public.ticket_order USING btree (show_id, lower(email) text_pattern_ops) WHERE (email IS NOT NULL);

CREATE INDEX ticket_order_id ON public.ticket_order USING btree (id);

CREATE INDEX ticket_order_number ON public.ticket_order USING btree (show_id, order_number(show_id, id));

CREATE INDEX ticket_order_of_buyer ON public.ticket_order USING btree (buyer_id, id);

CREATE INDEX ticket_order_of_exchange ON public.ticket_order USING btree (exchange_show_id, exchange_id) WHERE (exchange_id IS NOT NULL);

CREATE INDEX ticket_order_of_hold ON public.ticket_order USING btree (show_id, hold_id, id);

CREATE INDEX ticket_order_of_show ON public.ticket_order USING btree (show_id, created_at, id);

CREATE UNIQUE INDEX ticket_order_one_live_of_hold ON public.ticket_order USING btree (show_id, hold_id) WHERE (status = ANY (ARRAY['P'::"char", 'C'::"char"]));

CREATE INDEX ticket_return_due ON public.ticket_return USING btree (show_id, check_at) WHERE ((check_at IS NOT NULL) AND (dead_letter_reason IS NULL));

CREATE INDEX ticket_return_of_credit ON public.ticket_return USING btree (for_show_id, for_order_id) WHERE (for_order_id IS NOT NULL);

CREATE INDEX ticket_return_of_order ON public.ticket_return USING btree (show_id, order_id, id);

CREATE INDEX ticket_return_of_run ON public.ticket_return USING btree (show_id, run_id, check_at, order_id) WHERE (run_id IS NOT NULL);

CREATE INDEX ticket_revoked ON public.ticket USING btree (show_id, seat_no, generation) WHERE (ended_at IS NOT NULL);

CREATE INDEX ticket_scan_of_ticket ON public.ticket_scan USING btree (show_id, ticket_id, scanned_at) WHERE ((ticket_id IS NOT NULL) AND passed);

CREATE INDEX ticket_scan_refused ON public.ticket_scan USING btree (show_id, device_id, recorded_at) WHERE (NOT passed);

CREATE INDEX venue_of_organizer ON public.venue USING btree (organizer_id, id) WHERE (organizer_id IS NOT NULL);

CREATE INDEX venue_position ON public.venue USING gist ("position");

CREATE INDEX venue_words ON public.venue USING gin (words);

CREATE INDEX waiting_room_active ON public.waiting_room USING btree (show_id) WHERE active;

CREATE INDEX wallet_registration_of_device ON public.wallet_registration USING btree (device_id);

CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (endpoint_id, next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX webhook_delivery_failed ON public.webhook_delivery USING btree (id) WHERE (state = 'failed'::text);

CREATE INDEX webhook_endpoint_of_organizer ON public.webhook_endpoint USING btree (organizer_id) WHERE (deleted_at IS NULL);

CREATE INDEX webhook_event_age ON public.webhook_event USING btree (received_at);

CREATE INDEX webhook_event_note ON public.webhook_event USING btree (reference) WHERE (note IS NOT NULL);

CREATE TRIGGER desk_entry_is_only_added_to BEFORE DELETE OR UPDATE ON public.desk_entry FOR EACH ROW EXECUTE FUNCTION refuse_desk_change();

CREATE TRIGGER guard_desk_return BEFORE INSERT ON public.desk_entry FOR EACH ROW WHEN ((new.kind = 'returned'::text)) EXECUTE FUNCTION guard_desk_return();

CREATE TRIGGER event_named AFTER INSERT ON public.event REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION names_changed();

CREATE TRIGGER event_renamed AFTER UPDATE OF name ON public.event FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION names_changed();

CREATE TRIGGER facet_values_added AFTER INSERT ON public.event REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION facet_values_added();

CREATE TRIGGER facet_values_changed AFTER UPDATE OF category ON public.event FOR EACH ROW WHEN ((old.category_key <> new.category_key)) EXECUTE FUNCTION facet_values_added();

CREATE TRIGGER event_performer_added AFTER INSERT ON public.event_performer REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION names_changed();

CREATE TRIGGER event_performer_removed AFTER DELETE ON public.event_performer REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION names_changed();

CREATE TRIGGER record_organizer_event AFTER INSERT ON public.new_organizer_event FOR EACH ROW EXECUTE FUNCTION record_organizer_event();

CREATE TRIGGER apply_new_address AFTER UPDATE OF state ON public.notification FOR EACH ROW WHEN (((new.kind = 'address_changing'::text) AND (old.state = ANY (ARRAY['waiting'::text, 'sending'::text])) AND (new.state <> ALL (ARRAY['waiting'::text, 'sending'::text])))) EXECUTE FUNCTION apply_new_address();

CREATE TRIGGER fill_show_of_order BEFORE INSERT ON public.order_audit FOR EACH ROW WHEN ((new.show_id IS NULL)) EXECUTE FUNCTION fill_show_of_order();

CREATE TRIGGER order_audit_is_only_added_to BEFORE DELETE OR UPDATE OR TRUNCATE ON public.order_audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER count_added_items AFTER INSERT ON public.order_item REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_items();

CREATE TRIGGER count_item_after_move AFTER UPDATE OF seat_no ON public.order_item FOR EACH ROW WHEN ((new.seat_no <> old.seat_no)) EXECUTE FUNCTION count_moved_item();

CREATE TRIGGER count_item_before_move BEFORE UPDATE OF seat_no ON public.order_item FOR EACH ROW WHEN ((new.seat_no <> old.seat_no)) EXECUTE FUNCTION count_moved_item();

CREATE TRIGGER count_returned_items AFTER UPDATE ON public.order_item REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_returned_items();

CREATE TRIGGER notify_of_move AFTER UPDATE OF seat_no ON public.order_item FOR EACH ROW WHEN ((new.seat_no <> old.seat_no)) EXECUTE FUNCTION notify_of_move();

CREATE TRIGGER notify_of_invitation AFTER INSERT OR UPDATE OF email ON public.organization_invitation FOR EACH ROW WHEN ((new.email IS NOT NULL)) EXECUTE FUNCTION notify_of_invitation();

CREATE TRIGGER refuse_change_of_audit BEFORE DELETE OR UPDATE ON public.organizer_audit FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();

CREATE TRIGGER record_seat_event AFTER INSERT ON public.outbox FOR EACH ROW WHEN ((new.topic = 'seats'::text)) EXECUTE FUNCTION record_seat_event();

CREATE TRIGGER count_money AFTER UPDATE ON public.payment FOR EACH ROW WHEN ((((new.state = 'succeeded'::text) <> (old.state = 'succeeded'::text)) OR (new.amount_minor <> old.amount_minor))) EXECUTE FUNCTION count_money();

CREATE TRIGGER count_new_money AFTER INSERT ON public.payment FOR EACH ROW WHEN ((new.state = 'succeeded'::text)) EXECUTE FUNCTION count_money();

CREATE TRIGGER fill_show_of_order BEFORE INSERT ON public.payment FOR EACH ROW WHEN ((new.show_id IS NULL)) EXECUTE FUNCTION fill_show_of_order();

CREATE CONSTRAINT TRIGGER guard_pending_order AFTER UPDATE OF state ON public.payment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.state = ANY (ARRAY['succeeded'::text, 'declined'::text, 'cancelled'::text]))) EXECUTE FUNCTION guard_pending_order('order_id');

CREATE TRIGGER write_order_audit AFTER INSERT OR UPDATE ON public.payment FOR EACH ROW EXECUTE FUNCTION write_order_audit('payment', 'order_id');

CREATE TRIGGER performer_renamed AFTER UPDATE OF name ON public.performer FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION names_changed();

CREATE TRIGGER count_new_refunded AFTER INSERT ON public.provider_refund FOR EACH ROW WHEN ((new.state <> 'failed'::text)) EXECUTE FUNCTION count_refunded();

CREATE TRIGGER count_refunded AFTER UPDATE ON public.provider_refund FOR EACH ROW WHEN ((((new.state = 'failed'::text) <> (old.state = 'failed'::text)) OR (new.amount_minor <> old.amount_minor) OR (new.return_id IS DISTINCT FROM old.return_id))) EXECUTE FUNCTION count_refunded();

CREATE TRIGGER fill_show_of_order BEFORE INSERT ON public.provider_refund FOR EACH ROW WHEN ((new.show_id IS NULL)) EXECUTE FUNCTION fill_show_of_order();

CREATE TRIGGER write_order_audit AFTER INSERT OR UPDATE ON public.provider_refund FOR EACH ROW EXECUTE FUNCTION write_order_audit('provider_refund', 'order_id');

CREATE TRIGGER count_refund AFTER INSERT ON public.refund FOR EACH ROW EXECUTE FUNCTION count_refund();

CREATE TRIGGER fill_show_of_order BEFORE INSERT ON public.refund FOR EACH ROW WHEN ((new.show_id IS NULL)) EXECUTE FUNCTION fill_show_of_order();

CREATE TRIGGER guard_refund_of_returns BEFORE INSERT ON public.refund FOR EACH ROW EXECUTE FUNCTION guard_refund_of_returns();

CREATE TRIGGER log_new_refund AFTER INSERT ON public.refund FOR EACH ROW WHEN ((new.state = ANY (ARRAY['succeeded'::text, 'failed'::text]))) EXECUTE FUNCTION log_refund();

CREATE TRIGGER log_refund AFTER UPDATE OF state ON public.refund FOR EACH ROW WHEN (((new.state <> old.state) AND (new.state = ANY (ARRAY['succeeded'::text, 'failed'::text])))) EXECUTE FUNCTION log_refund();

CREATE TRIGGER notify_of_failed_refund AFTER UPDATE OF state ON public.refund FOR EACH ROW WHEN (((new.state = 'failed'::text) AND (old.state <> 'failed'::text))) EXECUTE FUNCTION notify_of_refund();

CREATE TRIGGER notify_of_returned_refund AFTER UPDATE OF state ON public.refund FOR EACH ROW WHEN (((new.state = 'succeeded'::text) AND (old.state <> 'succeeded'::text))) EXECUTE FUNCTION notify_of_refund();

CREATE TRIGGER notify_of_wanted_refund AFTER INSERT ON public.refund FOR EACH ROW WHEN ((new.reason <> ALL (ARRAY['cancelled'::text, 'refunded_at_provider'::text]))) EXECUTE FUNCTION notify_of_refund();

CREATE TRIGGER write_order_audit AFTER INSERT OR UPDATE ON public.refund FOR EACH ROW EXECUTE FUNCTION write_order_audit('refund', 'order_id');

CREATE TRIGGER guard_quote_of_credits BEFORE INSERT ON public.return_quote FOR EACH ROW WHEN ((NOT new.knows_credits)) EXECUTE FUNCTION guard_quote_of_credits();

CREATE TRIGGER seat_map_never_changes BEFORE UPDATE ON public.seat_map FOR EACH ROW EXECUTE FUNCTION seat_map_never_changes();

CREATE TRIGGER add_sale_state AFTER INSERT ON public.show REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_sale_state();

CREATE TRIGGER log_sale_state AFTER UPDATE ON public.show FOR EACH ROW WHEN (((((((new.sales_paused IS DISTINCT FROM old.sales_paused) OR (new.cancelled_at IS DISTINCT FROM old.cancelled_at)) OR (new.sales_open_at IS DISTINCT FROM old.sales_open_at)) OR (new.sales_close_at IS DISTINCT FROM old.sales_close_at)) OR ((new.seats_total IS NULL) IS DISTINCT FROM (old.seats_total IS NULL))) OR ((new.seats_left = 0) IS DISTINCT FROM (old.seats_left = 0)))) EXECUTE FUNCTION log_sale_state();

CREATE TRIGGER notify_of_pause AFTER UPDATE OF sales_paused ON public.show FOR EACH ROW WHEN ((new.sales_paused AND (NOT old.sales_paused) AND (new.cancelled_at IS NULL))) EXECUTE FUNCTION notify_of_pause();

CREATE TRIGGER notify_of_show AFTER UPDATE ON public.show FOR EACH ROW WHEN ((((new.cancelled_at IS NOT NULL) AND (old.cancelled_at IS NULL)) OR ((new.cancelled_at IS NULL) AND ((new.starts_at <> old.starts_at) OR (new.venue_id <> old.venue_id))))) EXECUTE FUNCTION notify_of_show();

CREATE TRIGGER notify_of_sold_out AFTER UPDATE OF seats_left ON public.show FOR EACH ROW WHEN (((new.seats_left = 0) AND (old.seats_left > 0) AND (new.organizer_id IS NOT NULL) AND (new.cancelled_at IS NULL))) EXECUTE FUNCTION notify_of_sold_out();

CREATE TRIGGER show_added AFTER INSERT ON public.show REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION names_changed();

CREATE TRIGGER show_copy_free_seats BEFORE INSERT OR UPDATE ON public.show FOR EACH ROW WHEN ((new.has_free_seats IS DISTINCT FROM ((COALESCE(new.seats_left, 0) > 0) AND (new.cancelled_at IS NULL)))) EXECUTE FUNCTION show_copy_free_seats();

CREATE TRIGGER show_copy_keys BEFORE INSERT OR UPDATE OF event_id, venue_id, starts_at, seat_map_version ON public.show FOR EACH ROW EXECUTE FUNCTION show_copy_keys();

CREATE TRIGGER show_keep_highest_limit BEFORE INSERT OR UPDATE OF seats_per_buyer_max ON public.show FOR EACH ROW EXECUTE FUNCTION show_keep_highest_limit();

CREATE TRIGGER show_moved AFTER UPDATE OF event_id, venue_id ON public.show FOR EACH ROW WHEN (((old.event_id <> new.event_id) OR (old.venue_id <> new.venue_id))) EXECUTE FUNCTION names_changed();

CREATE TRIGGER show_raise_terms_version BEFORE UPDATE ON public.show FOR EACH ROW WHEN (((old.event_id IS DISTINCT FROM new.event_id) OR (old.venue_id IS DISTINCT FROM new.venue_id) OR (old.seat_map_version IS DISTINCT FROM new.seat_map_version) OR (old.seat_numbering_id IS DISTINCT FROM new.seat_numbering_id) OR (old.starts_at IS DISTINCT FROM new.starts_at) OR (old.doors_at IS DISTINCT FROM new.doors_at) OR (old.sales_open_at IS DISTINCT FROM new.sales_open_at) OR (old.sales_close_at IS DISTINCT FROM new.sales_close_at) OR (old.refund_until IS DISTINCT FROM new.refund_until) OR (old.currency IS DISTINCT FROM new.currency) OR (old.seats_per_buyer_max IS DISTINCT FROM new.seats_per_buyer_max) OR (old.hold_seconds IS DISTINCT FROM new.hold_seconds) OR (old.sales_paused IS DISTINCT FROM new.sales_paused) OR (old.cancelled_at IS DISTINCT FROM new.cancelled_at) OR (old.organizer_id IS DISTINCT FROM new.organizer_id) OR (old.terms_version IS DISTINCT FROM new.terms_version) OR (old.single_seat_rule IS DISTINCT FROM new.single_seat_rule) OR (old.allows_single_at_aisle IS DISTINCT FROM new.allows_single_at_aisle) OR (old.return_steps IS DISTINCT FROM new.return_steps) OR (old.return_fee_minor IS DISTINCT FROM new.return_fee_minor) OR (old.exchange_rule IS DISTINCT FROM new.exchange_rule) OR (old.moved_at IS DISTINCT FROM new.moved_at) OR (old.full_return_until IS DISTINCT FROM new.full_return_until))) EXECUTE FUNCTION show_raise_terms_version();

CREATE TRIGGER show_removed AFTER DELETE ON public.show REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION names_changed();

CREATE TRIGGER show_price_tier_deleted AFTER DELETE ON public.show_price_tier REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION show_price_tier_changed();

CREATE TRIGGER show_price_tier_inserted AFTER INSERT ON public.show_price_tier REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION show_price_tier_changed();

CREATE TRIGGER show_price_tier_updated AFTER UPDATE ON public.show_price_tier REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION show_price_tier_changed();

CREATE TRIGGER collect_blocked_seat AFTER UPDATE OF is_blocked ON public.show_seat FOR EACH ROW WHEN ((new.is_blocked AND (NOT old.is_blocked) AND (new.block_id IS NULL))) EXECUTE FUNCTION collect_blocked_seat();

CREATE TRIGGER guard_show_seat_enters BEFORE INSERT ON public.show_seat FOR EACH ROW WHEN ((new.status <> ALL (ARRAY['A'::"char", 'B'::"char"]))) EXECUTE FUNCTION refuse_show_seat();

CREATE TRIGGER guard_show_seat_leaves BEFORE DELETE ON public.show_seat FOR EACH ROW WHEN ((old.status = ANY (ARRAY['H'::"char", 'R'::"char", 'S'::"char"]))) EXECUTE FUNCTION refuse_show_seat();

CREATE TRIGGER guard_show_seat_moves BEFORE UPDATE ON public.show_seat FOR EACH ROW WHEN ((((new.show_id = old.show_id) AND (new.seat_no = old.seat_no) AND (new.version > old.version) AND (strpos('AH AB AR AX BA BX HA HB RA RB SA SB'::text, ((old.status)::text || (new.status)::text)) > 0)) IS NOT TRUE)) EXECUTE FUNCTION refuse_show_seat();

CREATE TRIGGER keep_seat_history AFTER UPDATE ON public.show_seat REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION keep_seat_history();

CREATE CONSTRAINT TRIGGER log_blocked_seats AFTER UPDATE OF is_blocked ON public.show_seat DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.is_blocked AND (NOT old.is_blocked) AND (new.block_id IS NULL))) EXECUTE FUNCTION log_blocked_seats();

CREATE TRIGGER show_seat_has_ticket AFTER UPDATE OF status ON public.show_seat FOR EACH ROW WHEN (((old.status <> new.status) AND ((old.status = 'S'::"char") OR (new.status = 'S'::"char")))) EXECUTE FUNCTION sync_ticket();

CREATE TRIGGER notify_of_sign_in AFTER INSERT ON public.sign_in FOR EACH ROW EXECUTE FUNCTION notify_of_sign_in();

CREATE CONSTRAINT TRIGGER guard_live_ticket AFTER INSERT OR UPDATE OF ended_at ON public.ticket DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_live_ticket();

CREATE TRIGGER guard_ticket BEFORE UPDATE ON public.ticket FOR EACH ROW WHEN ((((((((new.show_id IS DISTINCT FROM old.show_id) OR (new.id IS DISTINCT FROM old.id)) OR (new.seat_no IS DISTINCT FROM old.seat_no)) OR (new.generation IS DISTINCT FROM old.generation)) OR (new.order_id IS DISTINCT FROM old.order_id)) OR (new.issued_at IS DISTINCT FROM old.issued_at)) OR ((old.ended_at IS NOT NULL) AND ((new.ended_at IS DISTINCT FROM old.ended_at) OR (new.end_reason IS DISTINCT FROM old.end_reason))) OR (new.version <= old.version))) EXECUTE FUNCTION refuse_ticket_change();

CREATE TRIGGER log_ended_ticket AFTER UPDATE OF ended_at ON public.ticket FOR EACH ROW WHEN (((old.ended_at IS NULL) AND (new.ended_at IS NOT NULL))) EXECUTE FUNCTION log_ticket();

CREATE TRIGGER log_issued_ticket AFTER INSERT ON public.ticket FOR EACH ROW WHEN ((new.ended_at IS NULL)) EXECUTE FUNCTION log_ticket();

CREATE TRIGGER notify_of_ticket AFTER INSERT ON public.ticket FOR EACH ROW WHEN ((new.generation > 1)) EXECUTE FUNCTION notify_of_ticket();

CREATE TRIGGER ticket_is_never_deleted BEFORE DELETE ON public.ticket FOR EACH ROW EXECUTE FUNCTION refuse_ticket_change();

CREATE TRIGGER write_ticket_end AFTER UPDATE ON public.ticket FOR EACH ROW WHEN (((old.ended_at IS NULL) AND (new.ended_at IS NOT NULL))) EXECUTE FUNCTION write_ticket_end();

CREATE TRIGGER count_new_sale AFTER INSERT ON public.ticket_order FOR EACH ROW WHEN ((new.status = 'C'::"char")) EXECUTE FUNCTION count_sale();

CREATE TRIGGER count_sale AFTER UPDATE ON public.ticket_order FOR EACH ROW WHEN (((new.status = 'C'::"char") <> (old.status = 'C'::"char"))) EXECUTE FUNCTION count_sale();

CREATE TRIGGER guard_exchange_hold BEFORE INSERT ON public.ticket_order FOR EACH ROW WHEN ((new.exchange_id IS NULL)) EXECUTE FUNCTION guard_exchange_hold();

CREATE TRIGGER guard_new_ticket_order BEFORE INSERT ON public.ticket_order FOR EACH ROW WHEN (((new.status <> 'P'::"char") AND ((new.status <> 'C'::"char") OR (new.total_minor > 0)))) EXECUTE FUNCTION guard_ticket_order();

CREATE CONSTRAINT TRIGGER guard_pending_order AFTER INSERT OR UPDATE OF status ON public.ticket_order DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.status = 'P'::"char")) EXECUTE FUNCTION guard_pending_order('id');

CREATE TRIGGER guard_ticket_order BEFORE DELETE OR UPDATE ON public.ticket_order FOR EACH ROW EXECUTE FUNCTION guard_ticket_order();

CREATE TRIGGER log_new_order AFTER INSERT ON public.ticket_order FOR EACH ROW WHEN ((new.status = 'C'::"char")) EXECUTE FUNCTION log_order();

CREATE TRIGGER log_order AFTER UPDATE OF status ON public.ticket_order FOR EACH ROW WHEN ((((new.status = 'C'::"char") AND (old.status <> 'C'::"char")) OR ((new.status = 'X'::"char") AND (old.status = 'C'::"char")))) EXECUTE FUNCTION log_order();

CREATE TRIGGER notify_of_new_order AFTER INSERT ON public.ticket_order FOR EACH ROW WHEN (((new.status = 'C'::"char") AND (new.email IS NOT NULL))) EXECUTE FUNCTION notify_of_order();

CREATE TRIGGER notify_of_order AFTER UPDATE OF status ON public.ticket_order FOR EACH ROW WHEN (((new.email IS NOT NULL) AND (((new.status = 'C'::"char") AND (old.status <> 'C'::"char")) OR ((new.status = 'X'::"char") AND (old.status = 'C'::"char") AND (new.end_reason IS DISTINCT FROM 'show_cancelled'::text))))) EXECUTE FUNCTION notify_of_order();

CREATE TRIGGER notify_of_unpaid_order AFTER UPDATE OF status ON public.ticket_order FOR EACH ROW WHEN (((new.email IS NOT NULL) AND (new.status = 'X'::"char") AND (old.status = 'P'::"char") AND (new.end_reason = ANY (ARRAY['declined'::text, 'too_late'::text, 'provider_unavailable'::text, 'refused'::text, 'abandoned'::text, 'unanswered'::text])))) EXECUTE FUNCTION notify_of_unpaid_order();

CREATE TRIGGER write_order_audit AFTER INSERT OR UPDATE ON public.ticket_order FOR EACH ROW EXECUTE FUNCTION write_order_audit('ticket_order', 'id');

CREATE TRIGGER allocate_return BEFORE INSERT ON public.ticket_return FOR EACH ROW WHEN ((new.reason <> 'credit'::text)) EXECUTE FUNCTION allocate_return();

CREATE TRIGGER count_return AFTER INSERT ON public.ticket_return FOR EACH ROW EXECUTE FUNCTION count_return();

CREATE TRIGGER guard_ticket_return BEFORE UPDATE ON public.ticket_return FOR EACH ROW WHEN (((((((new.show_id IS DISTINCT FROM old.show_id) OR (new.id IS DISTINCT FROM old.id)) OR (new.order_id IS DISTINCT FROM old.order_id)) OR (new.returned_minor IS DISTINCT FROM old.returned_minor)) OR (new.kept_minor IS DISTINCT FROM old.kept_minor)) OR (new.currency IS DISTINCT FROM old.currency))) EXECUTE FUNCTION refuse_return_change();

CREATE TRIGGER log_return AFTER UPDATE OF state ON public.ticket_return FOR EACH ROW WHEN (((new.returned_minor > 0) AND (new.state <> old.state) AND (new.state = ANY (ARRAY['succeeded'::text, 'failed'::text])))) EXECUTE FUNCTION log_return();

CREATE TRIGGER notify_of_ended_return AFTER UPDATE OF state ON public.ticket_return FOR EACH ROW WHEN (((new.returned_minor > 0) AND (new.state <> old.state) AND (new.state = ANY (ARRAY['succeeded'::text, 'failed'::text])) AND ((new.run_id IS NULL) OR (new.state = 'failed'::text)))) EXECUTE FUNCTION notify_of_return();

CREATE TRIGGER notify_of_new_return AFTER INSERT ON public.ticket_return FOR EACH ROW WHEN (((new.returned_minor > 0) AND (new.reason = 'returned'::text))) EXECUTE FUNCTION notify_of_return();

CREATE TRIGGER notify_of_run AFTER INSERT ON public.ticket_return FOR EACH ROW WHEN ((new.run_id IS NOT NULL)) EXECUTE FUNCTION notify_of_run();

CREATE TRIGGER settle_credited_order AFTER UPDATE OF state ON public.ticket_return FOR EACH ROW WHEN (((new.reason = 'credit'::text) AND (new.state <> old.state) AND (new.state = ANY (ARRAY['succeeded'::text, 'failed'::text])))) EXECUTE FUNCTION settle_credited_order();

CREATE TRIGGER ticket_return_is_never_deleted BEFORE DELETE ON public.ticket_return FOR EACH ROW EXECUTE FUNCTION refuse_return_change();

CREATE TRIGGER write_order_audit AFTER INSERT OR UPDATE ON public.ticket_return FOR EACH ROW EXECUTE FUNCTION write_order_audit('ticket_return', 'order_id');

CREATE TRIGGER log_scan AFTER INSERT ON public.ticket_scan FOR EACH ROW WHEN ((new.passed AND (new.ticket_id IS NOT NULL))) EXECUTE FUNCTION log_scan();

CREATE TRIGGER facet_values_added AFTER INSERT ON public.venue REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION facet_values_added();

CREATE TRIGGER facet_values_changed AFTER UPDATE OF city ON public.venue FOR EACH ROW WHEN ((old.city_key <> new.city_key)) EXECUTE FUNCTION facet_values_added();

CREATE TRIGGER venue_renamed AFTER UPDATE OF name ON public.venue FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION names_changed();

CREATE TRIGGER venue_zone_changed AFTER UPDATE OF time_zone ON public.venue FOR EACH ROW WHEN ((old.time_zone <> new.time_zone)) EXECUTE FUNCTION venue_zone_changed();
