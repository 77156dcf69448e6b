import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex, inShortLocks } from './online';

interface Index {
  readonly name: string;
  readonly on: string;
  readonly isUnique?: boolean;
}

/** The keys, built beside those of before. */
const newKeys: readonly Index[] = [
  { name: 'seat_hold_key', on: 'seat_hold (show_id, id)', isUnique: true },
  { name: 'seat_hold_idempotency_key_of_show', on: 'seat_hold (show_id, buyer_id, idempotency_key)', isUnique: true },
  { name: 'seat_hold_order', on: 'seat_hold (show_id, order_id) where order_id is not null', isUnique: true },
  { name: 'seat_hold_live', on: `seat_hold (show_id, expires_at) where status = 'A'` },
  { name: 'seat_hold_ended', on: `seat_hold (show_id, expires_at) where status in ('E', 'L') and not was_reserved` },
  { name: 'seat_numbering_key', on: 'seat_numbering (show_id, id)', isUnique: true },
  { name: 'ticket_order_key', on: 'ticket_order (show_id, id)', isUnique: true },
  {
    name: 'ticket_order_idempotency_key_of_show',
    on: 'ticket_order (show_id, buyer_id, idempotency_key)',
    isUnique: true,
  },
  {
    name: 'ticket_order_live_of_hold',
    on: `ticket_order (show_id, hold_id) where status in ('P', 'C')`,
    isUnique: true,
  },
  { name: 'ticket_order_of_hold', on: 'ticket_order (show_id, hold_id, id)' },
  { name: 'order_item_key', on: 'order_item (show_id, order_id, seat_no)', isUnique: true },
  { name: 'payment_key', on: 'payment (show_id, order_id)', isUnique: true },
  { name: 'payment_reference', on: 'payment (show_id, reference)', isUnique: true },
  {
    name: 'payment_due_of_show',
    on: `payment (show_id, check_at)
           where check_at is not null and (dead_letter_reason is null or state = 'succeeded')`,
  },
  { name: 'refund_key', on: 'refund (show_id, order_id)', isUnique: true },
  { name: 'refund_reference', on: 'refund (show_id, reference)', isUnique: true },
  {
    name: 'refund_due_of_show',
    on: 'refund (show_id, check_at) where check_at is not null and dead_letter_reason is null',
  },
  { name: 'provider_refund_key', on: 'provider_refund (show_id, reference)', isUnique: true },
  { name: 'provider_refund_order', on: 'provider_refund (show_id, order_id)' },
  { name: 'order_audit_key', on: 'order_audit (show_id, id)', isUnique: true },
  { name: 'order_audit_order', on: 'order_audit (show_id, order_id, id)' },
];

/** For what does not know the show: ids and references that were handed out before, and pages over all shows. */
const byOwnId: readonly Index[] = [
  { name: 'seat_hold_id', on: 'seat_hold (id)' },
  { name: 'ticket_order_id', on: 'ticket_order (id)' },
  { name: 'payment_order_id', on: 'payment (order_id)' },
  { name: 'payment_reference_alone', on: 'payment (reference)' },
];

/** What the statements of the version before need as long as it runs. The next release drops them. */
const forTheVersionBefore: readonly Index[] = [
  { name: 'seat_hold_order_id', on: 'seat_hold (order_id) where order_id is not null' },
  { name: 'order_item_order_id', on: 'order_item (order_id)' },
  { name: 'refund_order_id', on: 'refund (order_id)', isUnique: true },
  { name: 'provider_refund_reference', on: 'provider_refund (reference)', isUnique: true },
];

/** Foreign keys: table, columns, what they refer to. */
const foreignKeys = [
  [
    'ticket_order',
    'show_id, hold_id',
    'seat_hold (show_id, id)',
    'ticket_order_hold_id_fkey',
    'hold_id',
    'seat_hold (id)',
  ],
  [
    'order_item',
    'show_id, order_id',
    'ticket_order (show_id, id)',
    'order_item_order_id_fkey',
    'order_id',
    'ticket_order (id)',
  ],
  [
    'payment',
    'show_id, order_id',
    'ticket_order (show_id, id)',
    'payment_order_id_fkey',
    'order_id',
    'ticket_order (id)',
  ],
  [
    'refund',
    'show_id, order_id',
    'payment (show_id, order_id)',
    'refund_order_id_fkey',
    'order_id',
    'payment (order_id)',
  ],
  [
    'provider_refund',
    'show_id, order_id',
    'payment (show_id, order_id)',
    'provider_refund_order_id_fkey',
    'order_id',
    'payment (order_id)',
  ],
] as const;

/** Primary keys: table, the new index, the columns of before. */
const primaryKeys = [
  ['seat_hold', 'seat_hold_key', 'id'],
  ['seat_numbering', 'seat_numbering_key', 'id'],
  ['ticket_order', 'ticket_order_key', 'id'],
  ['order_item', 'order_item_key', 'order_id, seat_no'],
  ['payment', 'payment_key', 'order_id'],
  ['refund', 'refund_key', 'order_id'],
  ['provider_refund', 'provider_refund_key', 'reference'],
  ['order_audit', 'order_audit_key', 'id'],
] as const;

/**
 * Keys, foreign keys and unique indexes of the ledger begin with the show. All indexes are built while the service
 * writes; then the keys are exchanged in one transaction that locks each table for a moment and reads none.
 */
export class KeysBeginWithTheShow1763700001852 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const isExchanged: unknown[] = await runner.query(
      `select from pg_constraint where conname = 'payment_order_id_fkey' and cardinality(conkey) = 2`,
    );
    if (isExchanged.length === 0) {
      for (const { name, on, isUnique } of [...newKeys, ...byOwnId, ...forTheVersionBefore]) {
        await buildIndex(runner, name, on, isUnique);
      }
      await inShortLocks(runner, exchangeKeys);
    }
    for (const [table, , , name] of foreignKeys) await runner.query(`alter table ${table} validate constraint ${name}`);
    await inShortLocks(runner, guards);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('begin');
    try {
      await runner.query(guardsOfBefore);
      await runner.query(restoreKeys);
      await runner.query('commit');
    } catch (error) {
      await runner.query('rollback');
      throw error;
    }
  }
}

const exchangeKeys = `
  ${foreignKeys.map(([table, , , name]) => `alter table ${table} drop constraint ${name};`).join('\n')}
  ${primaryKeys
    .map(
      ([table, index]) => `alter table ${table} drop constraint ${table}_pkey;
  alter table ${table} add constraint ${table}_pkey primary key using index ${index};`,
    )
    .join('\n')}
  alter table outbox drop constraint outbox_pkey, add primary key (show_id, id);
  alter table payment drop constraint payment_reference_key;
  alter table payment add constraint payment_reference_key unique using index payment_reference;
  alter table refund drop constraint refund_reference_key;
  alter table refund add constraint refund_reference_key unique using index refund_reference;
  alter table seat_hold drop constraint seat_hold_order_id_key;
  alter table seat_hold add constraint seat_hold_idempotency_key_of_show unique using index seat_hold_idempotency_key_of_show;
  alter table ticket_order
    add constraint ticket_order_idempotency_key_of_show unique using index ticket_order_idempotency_key_of_show;
  drop index seat_hold_live_expiry, seat_hold_ended_expiry, ticket_order_one_live_of_hold, payment_due, refund_due,
             provider_refund_of_order, order_audit_of_order;
  alter index seat_hold_order rename to seat_hold_order_id_key;
  alter index ticket_order_live_of_hold rename to ticket_order_one_live_of_hold;
  alter index payment_due_of_show rename to payment_due;
  alter index refund_due_of_show rename to refund_due;
  alter index provider_refund_order rename to provider_refund_of_order;
  alter index order_audit_order rename to order_audit_of_order;
  ${foreignKeys
    .map(
      ([table, columns, references, name]) =>
        `alter table ${table} add constraint ${name} foreign key (${columns}) references ${references} not valid;`,
    )
    .join('\n')}
  comment on constraint seat_hold_idempotency_key on seat_hold is
    'Of all shows, as clients see it. A database that is sharded by show has seat_hold_idempotency_key_of_show alone.';
  comment on constraint ticket_order_idempotency_key on ticket_order is
    'Of all shows, as clients see it. A database that is sharded by show has ticket_order_idempotency_key_of_show alone.';
  comment on column outbox.show_id is 'Nil for an event of no show.'`;

const restoreKeys = `
  ${foreignKeys.map(([table, , , name]) => `alter table ${table} drop constraint ${name};`).join('\n')}
  drop index seat_hold_live, seat_hold_ended, seat_hold_order_id_key, ticket_order_one_live_of_hold, ticket_order_of_hold,
             payment_due, refund_due, provider_refund_of_order, order_audit_of_order,
             ${[...byOwnId, ...forTheVersionBefore].map(({ name }) => name).join(', ')};
  ${primaryKeys
    .map(
      ([table, , columns]) =>
        `alter table ${table} drop constraint ${table}_pkey; alter table ${table} add primary key (${columns});`,
    )
    .join('\n')}
  alter table outbox drop constraint outbox_pkey, add primary key (id);
  alter table payment drop constraint payment_reference_key, add unique (reference);
  alter table refund drop constraint refund_reference_key, add unique (reference);
  alter table seat_hold drop constraint seat_hold_idempotency_key_of_show, add unique (order_id);
  alter table ticket_order drop constraint ticket_order_idempotency_key_of_show;
  create index seat_hold_live_expiry on seat_hold (expires_at) where status = 'A';
  create index seat_hold_ended_expiry on seat_hold (expires_at) where status in ('E', 'L') and not was_reserved;
  create unique index ticket_order_one_live_of_hold on ticket_order (hold_id) where status in ('P', 'C');
  create index payment_due on payment (check_at)
    where check_at is not null and (dead_letter_reason is null or state = 'succeeded');
  create index refund_due on refund (check_at) where check_at is not null and dead_letter_reason is null;
  create index provider_refund_of_order on provider_refund (order_id);
  create index order_audit_of_order on order_audit (order_id, id);
  ${foreignKeys
    .map(
      ([table, , , name, columns, references]) =>
        `alter table ${table} add constraint ${name} foreign key (${columns}) references ${references};`,
    )
    .join('\n')}
  comment on constraint seat_hold_idempotency_key on seat_hold is null;
  comment on constraint ticket_order_idempotency_key on ticket_order is null;
  comment on column outbox.show_id is null`;

/** The tables that are audited, and the column that has the order's id. */
const audited = [
  ['ticket_order', 'id'],
  ['payment', 'order_id'],
  ['refund', 'order_id'],
  ['provider_refund', 'order_id'],
] as const;

// A shard of a table has another name than the table: the triggers say what they need by their arguments.
const guards = `
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
      update order_item set is_live = new.status in ('P', 'C') where show_id = new.show_id and order_id = new.id;
    end if;
    return new;
  end
  $$;
  create or replace function guard_pending_order() returns trigger language plpgsql as $$
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
  $$;
  create or replace function write_order_audit() returns trigger language plpgsql as $$
  declare
    before jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
    now_is jsonb := to_jsonb(new);
    change jsonb;
  begin
    select jsonb_object_agg(key, jsonb_build_array(before -> key, value)) into change
      from jsonb_each(now_is - '{client_secret, request_hash, request_lease_until, check_at, checks, version, changed_by}'::text[])
     where value is distinct from coalesce(before -> key, 'null');
    if change is not null then
      insert into order_audit (show_id, order_id, what, changed_by, change)
      values (new.show_id, (now_is ->> tg_argv[1])::uuid, tg_argv[0], new.changed_by, change);
    end if;
    return null;
  end
  $$;
  drop trigger guard_pending_order on ticket_order;
  create constraint trigger guard_pending_order after insert or update of status on ticket_order
    deferrable initially deferred for each row when (new.status = 'P') execute function guard_pending_order('id');
  drop trigger guard_pending_order on payment;
  create constraint trigger guard_pending_order after update of state on payment
    deferrable initially deferred for each row when (new.state in ('succeeded', 'declined', 'cancelled'))
    execute function guard_pending_order('order_id');
  ${audited
    .map(
      ([table, id]) => `drop trigger write_order_audit on ${table};
  create trigger write_order_audit after insert or update on ${table}
    for each row execute function write_order_audit('${table}', '${id}');`,
    )
    .join('\n')}`;

const guardsOfBefore = `
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
      update order_item set is_live = new.status in ('P', 'C') where order_id = new.id;
    end if;
    return new;
  end
  $$;
  create or replace function guard_pending_order() returns trigger language plpgsql as $$
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
  create or replace function write_order_audit() returns trigger language plpgsql as $$
  declare
    before jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
    now_is jsonb := to_jsonb(new);
    change jsonb;
  begin
    select jsonb_object_agg(key, jsonb_build_array(before -> key, value)) into change
      from jsonb_each(now_is - '{client_secret, request_hash, request_lease_until, check_at, checks, version, changed_by}'::text[])
     where value is distinct from coalesce(before -> key, 'null');
    if change is not null then
      insert into order_audit (order_id, what, changed_by, change)
      values (coalesce(now_is ->> 'order_id', now_is ->> 'id')::uuid, tg_table_name, new.changed_by, change);
    end if;
    return null;
  end
  $$;
  drop trigger guard_pending_order on ticket_order;
  create constraint trigger guard_pending_order after insert or update of status on ticket_order
    deferrable initially deferred for each row when (new.status = 'P') execute function guard_pending_order();
  drop trigger guard_pending_order on payment;
  create constraint trigger guard_pending_order after update of state on payment
    deferrable initially deferred for each row when (new.state in ('succeeded', 'declined', 'cancelled'))
    execute function guard_pending_order();
  ${audited
    .map(
      ([table]) => `drop trigger write_order_audit on ${table};
  create trigger write_order_audit after insert or update on ${table} for each row execute function write_order_audit();`,
    )
    .join('\n')}`;
