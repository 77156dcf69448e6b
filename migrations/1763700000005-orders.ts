import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Orders1763700000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ticket_order (
        id uuid primary key,
        show_id uuid not null references show (id),
        buyer_id uuid not null,
        hold_id uuid not null references seat_hold (id),
        idempotency_key text not null check (length(idempotency_key) between 1 and 200),
        request_hash bytea not null,
        status "char" not null default 'P' check (status in ('P', 'C', 'X', 'R')),
        end_reason text check (end_reason in ('declined', 'too_late', 'abandoned', 'unanswered', 'cancelled')),
        total_minor integer not null check (total_minor >= 0),
        currency text not null check (currency ~ '^[A-Z]{3}$'),
        email text,
        created_at timestamptz(3) not null,
        version integer not null default 1,
        changed_by text not null check (changed_by ~ '^[a-z]+(:[0-9a-f-]{36})?$'),
        constraint ticket_order_idempotency_key unique (buyer_id, idempotency_key),
        constraint ticket_order_ends_for_a_reason check ((status in ('X', 'R')) = (end_reason is not null))
      ) with (fillfactor = 80);
      comment on table ticket_order is 'What a buyer agreed to buy. Status: P payment pending, C confirmed, X cancelled, R refunded.';
      comment on column ticket_order.request_hash is 'Of what was asked for: the same idempotency key with another hash is refused.';
      comment on column ticket_order.changed_by is 'Who made the row as it is; the audit copies it. A role, and the caller where there is one.';
      -- UUIDv7: the order of ids is the order of creation.
      create index ticket_order_of_buyer on ticket_order (buyer_id, id);
      create unique index ticket_order_one_live_of_hold on ticket_order (hold_id) where status in ('P', 'C');

      create table order_item (
        order_id uuid not null references ticket_order (id),
        show_id uuid not null,
        seat_no integer not null,
        price_minor integer not null check (price_minor >= 0),
        is_live boolean not null default true,
        primary key (order_id, seat_no),
        foreign key (show_id, seat_no) references show_seat (show_id, seat_no)
      );
      comment on table order_item is 'The seats of an order. is_live follows the order''s status by itself.';
      create unique index order_item_one_live_of_seat on order_item (show_id, seat_no) where is_live;

      create function guard_ticket_order() returns trigger language plpgsql as $$
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
          if old.status::text || new.status::text not in ('PC', 'PX', 'CX', 'XC', 'XR') then
            raise exception 'order % cannot go from % to %', old.id, old.status, new.status using errcode = 'check_violation';
          end if;
          new.version := old.version + 1;
          update order_item set is_live = new.status in ('P', 'C') where order_id = new.id;
        end if;
        return new;
      end
      $$;
      create trigger guard_ticket_order before update or delete on ticket_order
        for each row execute function guard_ticket_order();
      create trigger guard_new_ticket_order before insert on ticket_order
        for each row when (new.status <> 'P' and (new.status <> 'C' or new.total_minor > 0)) execute function guard_ticket_order();

      create table payment (
        order_id uuid primary key references ticket_order (id),
        reference text unique,
        state text not null default 'new'
          check (state in ('new', 'charging', 'action_required', 'succeeded', 'declined', 'cancelled')),
        amount_minor integer not null check (amount_minor > 0),
        currency text not null,
        charges integer not null default 0 check (charges >= 0),
        client_secret text,
        decline_code text,
        decline_message text,
        quiet_until timestamptz(3) not null,
        pay_until timestamptz(3) not null,
        check_at timestamptz(3),
        checks integer not null default 0,
        parked_because text,
        changed_by text not null,
        constraint payment_has_a_reference check (state in ('new', 'declined', 'cancelled') or reference is not null),
        constraint payment_is_looked_at_while_open
          check (state in ('succeeded', 'declined', 'cancelled') or check_at is not null or parked_because is not null),
        constraint payment_is_left_alone_while_parked check (parked_because is null or check_at is null)
      ) with (fillfactor = 60);
      comment on table payment is 'The payment of an order, as far as we know it.';
      comment on column payment.charges is 'How often the provider was asked for the money: part of the idempotency key.';
      comment on column payment.quiet_until is 'Until then the request that began it is at work, and a payment that nobody has tried yet is left alone.';
      comment on column payment.pay_until is 'Until then the seats stay reserved for it.';
      comment on column payment.check_at is 'When the provider is asked next; null where nothing is open.';
      comment on column payment.parked_because is 'Why nobody looks any more until an operator has looked.';
      create index payment_due on payment (check_at) where check_at is not null and parked_because is null;

      create table refund (
        order_id uuid primary key references payment (order_id),
        reference text unique,
        state text not null default 'wanted' check (state in ('wanted', 'pending', 'succeeded', 'failed')),
        reason text not null check (reason in ('cancelled', 'late_payment')),
        amount_minor integer not null check (amount_minor > 0),
        currency text not null,
        check_at timestamptz(3),
        checks integer not null default 0,
        parked_because text,
        changed_by text not null,
        constraint refund_has_a_reference check (state = 'wanted' or reference is not null),
        constraint refund_is_looked_at_while_open
          check (state in ('succeeded', 'failed') or check_at is not null or parked_because is not null),
        constraint refund_is_left_alone_while_parked check (parked_because is null or check_at is null)
      ) with (fillfactor = 60);
      comment on table refund is 'Money of an order that goes back: all of it, once.';
      create index refund_due on refund (check_at) where check_at is not null and parked_because is null;

      -- Looked at as the transaction ends, since order and payment are written one after the other.
      create function guard_pending_order() returns trigger language plpgsql as $$
      declare
        pending uuid := coalesce(to_jsonb(new) ->> 'order_id', to_jsonb(new) ->> 'id');
      begin
        if exists (
          select from ticket_order o
            left join payment p on p.order_id = o.id and p.state in ('new', 'charging', 'action_required')
           where o.id = pending and o.status = 'P' and p.order_id is null
        ) then
          raise exception 'order % is pending without an open payment', pending using errcode = 'check_violation';
        end if;
        return null;
      end
      $$;
      create constraint trigger guard_pending_order after insert or update of status on ticket_order
        deferrable initially deferred for each row when (new.status = 'P') execute function guard_pending_order();
      create constraint trigger guard_pending_order after update of state on payment
        deferrable initially deferred for each row when (new.state in ('succeeded', 'declined', 'cancelled'))
        execute function guard_pending_order();

      create table webhook_event (
        id text primary key,
        type text not null,
        reference text,
        received_at timestamptz not null default clock_timestamp()
      );
      comment on table webhook_event is 'Webhooks of the payment provider, by its own ids: a second delivery changes nothing.';
      create index webhook_event_age on webhook_event (received_at);

      create table order_audit (
        id bigint generated always as identity primary key,
        at timestamptz not null default clock_timestamp(),
        order_id uuid not null,
        what text not null,
        changed_by text not null,
        change jsonb not null
      );
      comment on table order_audit is 'Who did what to which order, payment and refund. Rows are only ever added, by triggers.';
      create index order_audit_of_order on order_audit (order_id, id);

      -- Written by the database, so that no way of changing an order goes past it. Secrets and timers are left out.
      create function write_order_audit() returns trigger language plpgsql as $$
      declare
        before jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
        now_is jsonb := to_jsonb(new);
        change jsonb;
      begin
        select jsonb_object_agg(key, jsonb_build_array(before -> key, value)) into change
          from jsonb_each(now_is - '{client_secret, request_hash, quiet_until, check_at, checks, version, changed_by}'::text[])
         where value is distinct from coalesce(before -> key, 'null');
        if change is not null then
          insert into order_audit (order_id, what, changed_by, change)
          values (coalesce(now_is ->> 'order_id', now_is ->> 'id')::uuid, tg_table_name, new.changed_by, change);
        end if;
        return null;
      end
      $$;
      create trigger write_order_audit after insert or update on ticket_order for each row execute function write_order_audit();
      create trigger write_order_audit after insert or update on payment for each row execute function write_order_audit();
      create trigger write_order_audit after insert or update on refund for each row execute function write_order_audit();

      create function refuse_audit_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit of orders is only added to' using errcode = 'check_violation';
      end
      $$;
      create trigger order_audit_is_only_added_to before update or delete or truncate on order_audit
        for each statement execute function refuse_audit_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table order_audit, webhook_event, refund, payment, order_item, ticket_order;
      drop function refuse_audit_change;
      drop function write_order_audit;
      drop function guard_pending_order;
      drop function guard_ticket_order;
    `);
  }
}
