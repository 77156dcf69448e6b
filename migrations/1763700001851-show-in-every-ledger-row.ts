import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inBatches, inShortLocks } from './online';

/** The tables of the ledger that knew their show through their order alone. */
const tables = ['payment', 'refund', 'provider_refund', 'order_audit'] as const;
const keys = { payment: 'order_id', refund: 'order_id', provider_refund: 'reference', order_audit: 'id' } as const;

/**
 * Every row of the ledger names its show. The version before inserts rows without it while it is being replaced: a
 * trigger adds the show of the order. Each lock is taken for a moment, and rows are filled in batches.
 */
export class ShowInEveryLedgerRow1763700001851 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `create or replace function fill_show_of_order() returns trigger language plpgsql as $$
       begin
         select show_id into new.show_id from ticket_order where id = new.order_id;
         return new;
       end
       $$;
       ${writeOrderAudit(" - case tg_op when 'INSERT' then '{}' else '{show_id}' end::text[]")}`,
    );
    for (const table of tables) {
      await inShortLocks(
        runner,
        `alter table ${table} add column if not exists show_id uuid;
         drop trigger if exists fill_show_of_order on ${table};
         create trigger fill_show_of_order before insert on ${table}
           for each row when (new.show_id is null) execute function fill_show_of_order()`,
      );
    }
    // Events of shows name it; nil is for what belongs to no show, and for what the version before writes.
    await inShortLocks(
      runner,
      `alter table outbox add column if not exists show_id uuid not null default '00000000-0000-0000-0000-000000000000'`,
    );
    // The audit refuses every change but this one: a row without a show gets it, once.
    await inShortLocks(
      runner,
      `drop trigger if exists order_audit_is_only_added_to on order_audit;
       create or replace trigger order_audit_is_not_removed before delete or truncate on order_audit
         for each statement execute function refuse_audit_change();
       create or replace trigger order_audit_keeps_its_rows before update on order_audit for each row
         when (old.show_id is not null
               or row(new.id, new.at, new.order_id, new.what, new.changed_by, new.change)
                  is distinct from row(old.id, old.at, old.order_id, old.what, old.changed_by, old.change))
         execute function refuse_audit_change()`,
    );
    for (const table of tables) {
      await inBatches(
        runner,
        `update ${table} t
            set show_id = o.show_id
           from ticket_order o
          where t.${keys[table]} in (select ${keys[table]} from ${table} where show_id is null order by 1 limit $1)
            and t.show_id is null
            and o.id = t.order_id`,
      );
    }
    await inShortLocks(
      runner,
      `drop trigger order_audit_is_not_removed on order_audit;
       drop trigger order_audit_keeps_its_rows on order_audit;
       create trigger order_audit_is_only_added_to before update or delete or truncate on order_audit
         for each statement execute function refuse_audit_change()`,
    );
    for (const table of tables) {
      // Checked while the table is written, so that the column needs no scan under a lock.
      const present = `${table}_has_a_show`;
      await inShortLocks(
        runner,
        `alter table ${table} drop constraint if exists ${present};
         alter table ${table} add constraint ${present} check (show_id is not null) not valid`,
      );
      await runner.query(`alter table ${table} validate constraint ${present}`);
      await inShortLocks(
        runner,
        `alter table ${table} alter column show_id set not null;
         alter table ${table} drop constraint ${present}`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await inShortLocks(
      runner,
      `${tables.map((table) => `drop trigger fill_show_of_order on ${table};`).join(' ')}
       ${[...tables, 'outbox'].map((table) => `alter table ${table} drop column show_id;`).join(' ')}
       drop function fill_show_of_order;
       ${writeOrderAudit()}`,
    );
  }
}

/** `leftOut` is what else is no change. */
const writeOrderAudit = (leftOut = '') => `
  create or replace function write_order_audit() returns trigger language plpgsql as $$
  declare
    before jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
    now_is jsonb := to_jsonb(new);
    change jsonb;
  begin
    select jsonb_object_agg(key, jsonb_build_array(before -> key, value)) into change
      from jsonb_each(now_is - '{client_secret, request_hash, request_lease_until, check_at, checks, version, changed_by}'::text[]${leftOut})
     where value is distinct from coalesce(before -> key, 'null');
    if change is not null then
      insert into order_audit (order_id, what, changed_by, change)
      values (coalesce(now_is ->> 'order_id', now_is ->> 'id')::uuid, tg_table_name, new.changed_by, change);
    end if;
    return null;
  end
  $$`;
