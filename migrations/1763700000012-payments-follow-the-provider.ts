import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the provider's ledger says of refunds is kept, whoever asked for them, and an order follows it: back from
 * refunded where a refund failed later, and out of its seats where the provider gave everything back.
 */
export class PaymentsFollowTheProvider1763700000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table payment rename column parked_because to dead_letter_reason;
      alter table payment rename column quiet_until to request_lease_until;
      alter table refund rename column parked_because to dead_letter_reason;
      comment on column payment.dead_letter_reason is 'Why an operator has to look. An open payment rests until then; one that succeeded is followed all the same.';
      comment on column payment.request_lease_until is 'Until then the request that began it is at work, and a payment that nobody has tried yet is left alone.';

      alter table payment drop constraint payment_is_left_alone_while_parked;
      alter table payment add constraint payment_rests_as_a_dead_letter
        check (dead_letter_reason is null or check_at is null or state = 'succeeded');
      drop index payment_due;
      create index payment_due on payment (check_at)
        where check_at is not null and (dead_letter_reason is null or state = 'succeeded');
      alter table refund rename constraint refund_is_left_alone_while_parked to refund_rests_as_a_dead_letter;
      alter table refund drop constraint refund_reason_check;
      alter table refund add constraint refund_reason_check
        check (reason in ('cancelled', 'late_payment', 'show_cancelled', 'refunded_at_provider'));
      comment on table refund is 'Money that an order owes its buyer: all that was paid. provider_refund says what of it has gone back.';

      create table provider_refund (
        reference text primary key,
        order_id uuid not null references payment (order_id),
        state text not null check (state in ('pending', 'succeeded', 'failed')),
        amount_minor bigint not null check (amount_minor > 0),
        currency text not null,
        is_ours boolean not null,
        changed_by text not null
      );
      comment on table provider_refund is 'The refunds of a payment as the provider''s ledger has them. is_ours: asked for by this service rather than in the provider''s dashboard.';
      create index provider_refund_of_order on provider_refund (order_id);
      insert into provider_refund (reference, order_id, state, amount_minor, currency, is_ours, changed_by)
      select reference, order_id, state, amount_minor, currency, true, changed_by
        from refund where reference is not null and state <> 'wanted';
      create trigger write_order_audit after insert or update on provider_refund
        for each row execute function write_order_audit();

      alter table ticket_order drop constraint ticket_order_end_reason_check;
      alter table ticket_order add constraint ticket_order_end_reason_check
        check (end_reason in ('declined', 'too_late', 'abandoned', 'unanswered', 'cancelled', 'provider_unavailable',
                              'refused', 'show_cancelled', 'refunded_at_provider'));
    `);
    await runner.query(guardTicketOrder(['PC', 'PX', 'CX', 'XC', 'XR', 'RX']));
    await runner.query(writeOrderAudit('request_lease_until'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table provider_refund;
      alter table refund rename constraint refund_rests_as_a_dead_letter to refund_is_left_alone_while_parked;
      update refund set reason = 'cancelled' where reason not in ('cancelled', 'late_payment');
      alter table refund drop constraint refund_reason_check;
      alter table refund add constraint refund_reason_check check (reason in ('cancelled', 'late_payment'));
      comment on table refund is 'Money of an order that goes back: all of it, once.';
      update payment set check_at = null where dead_letter_reason is not null;
      drop index payment_due;
      alter table payment drop constraint payment_rests_as_a_dead_letter;
      alter table payment rename column dead_letter_reason to parked_because;
      alter table payment rename column request_lease_until to quiet_until;
      alter table refund rename column dead_letter_reason to parked_because;
      alter table payment add constraint payment_is_left_alone_while_parked check (parked_because is null or check_at is null);
      create index payment_due on payment (check_at) where check_at is not null and parked_because is null;
      comment on column payment.parked_because is 'Why nobody looks any more until an operator has looked.';
    `);
    await runner.query(guardTicketOrder(['PC', 'PX', 'CX', 'XC', 'XR']));
    await runner.query(writeOrderAudit('quiet_until'));
    await runner.query(`
      update ticket_order set end_reason = 'abandoned' where end_reason in ('provider_unavailable', 'refused');
      update ticket_order set end_reason = 'cancelled' where end_reason in ('show_cancelled', 'refunded_at_provider');
      alter table ticket_order drop constraint ticket_order_end_reason_check;
      alter table ticket_order add constraint ticket_order_end_reason_check
        check (end_reason in ('declined', 'too_late', 'abandoned', 'unanswered', 'cancelled'));
    `);
  }
}

const guardTicketOrder = (transitions: readonly string[]) => `
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
      if old.status::text || new.status::text not in (${transitions.map((pair) => `'${pair}'`).join(', ')}) then
        raise exception 'order % cannot go from % to %', old.id, old.status, new.status using errcode = 'check_violation';
      end if;
      new.version := old.version + 1;
      update order_item set is_live = new.status in ('P', 'C') where order_id = new.id;
    end if;
    return new;
  end
  $$`;

const writeOrderAudit = (leaseColumn: string) => `
  create or replace function write_order_audit() returns trigger language plpgsql as $$
  declare
    before jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
    now_is jsonb := to_jsonb(new);
    change jsonb;
  begin
    select jsonb_object_agg(key, jsonb_build_array(before -> key, value)) into change
      from jsonb_each(now_is - '{client_secret, request_hash, ${leaseColumn}, check_at, checks, version, changed_by}'::text[])
     where value is distinct from coalesce(before -> key, 'null');
    if change is not null then
      insert into order_audit (order_id, what, changed_by, change)
      values (coalesce(now_is ->> 'order_id', now_is ->> 'id')::uuid, tg_table_name, new.changed_by, change);
    end if;
    return null;
  end
  $$`;
